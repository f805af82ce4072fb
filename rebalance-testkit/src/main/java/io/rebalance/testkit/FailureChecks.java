package io.rebalance.testkit;

import static io.rebalance.testkit.JournalProbe.offset;
import static io.rebalance.testkit.JournalProbe.require;

import io.rebalance.embed.JournalException;
import java.util.List;

/** What a journal does when its disk fails. */
final class FailureChecks {

    private static final int APPENDS = 10;

    private FailureChecks() {}

    static void saysSo(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        probe.keep(List.of(offset(0, 0)));
        store.failAppends();
        requireFailed(probe, probe.append(List.of(offset(0, 1))));
        store.healAppends();
    }

    static void laterFail(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        probe.keep(List.of(offset(0, 0)));
        store.failAppends();
        int first = probe.append(List.of(offset(0, 1)));
        for (int i = 1; i < APPENDS; i++) {
            probe.append(List.of(offset(i, i)));
        }
        for (int i = 0; i < APPENDS; i++) {
            requireFailed(probe, first + i);
        }
        store.healAppends();
    }

    static void neverReplayed(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        probe.keep(List.of(offset(0, 0), offset(1, 0)));
        store.failAppends();
        int first = probe.append(List.of(offset(0, 1)));
        int last = probe.append(List.of(offset(1, 1), offset(2, 1)));
        requireFailed(probe, first);
        requireFailed(probe, last);
        store.healAppends();
        if (probe.isRefused(first) && probe.isRefused(last)) {
            probe.await(probe.append(List.of(offset(3, 2)))); // may be kept, or refused as long as this process lives
        }
        probe.crashAndReopen();
        probe.keep(List.of(offset(4, 3)));
        probe.crashAndReopen();
    }

    private static void requireFailed(JournalProbe probe, int number) throws InterruptedException {
        Throwable failure = probe.await(number);
        require(
                failure instanceof JournalException,
                "append " + number + " must fail with a JournalException while nothing can be made durable, "
                        + (failure == null ? "succeeded" : "failed with " + failure));
    }
}

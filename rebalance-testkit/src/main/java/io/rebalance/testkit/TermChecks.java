package io.rebalance.testkit;

import static io.rebalance.testkit.JournalProbe.offset;
import static io.rebalance.testkit.JournalProbe.require;

import io.rebalance.embed.Journal;
import io.rebalance.embed.JournalException;
import java.util.List;

/**
 * That an append is conditional on its term: of two coordinators, only the one that opened the journal last is heard
 * (field failures C5 and C12).
 */
final class TermChecks {

    private TermChecks() {}

    static void earlierTermFails(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        Journal earlier = probe.journal();
        probe.keep(List.of(offset(0, 0)));
        probe.reopen(probe.acknowledged());
        requireOut(probe, earlier);
        probe.keep(List.of(offset(0, 2)));
        requireOut(probe, earlier);
    }

    static void neverReplayed(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        Journal earlier = probe.journal();
        probe.keep(List.of(offset(0, 0)));
        probe.reopen(probe.acknowledged());
        requireOut(probe, earlier);
        probe.keep(List.of(offset(1, 1)));
        requireOut(probe, earlier);
        probe.crashAndReopen();
    }

    /** Who was the coordinator, is not, and is again, must not write what it decided the first time. */
    static void longAgo(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        Journal first = probe.journal();
        probe.keep(List.of(offset(0, 0)));
        probe.reopen(probe.acknowledged());
        Journal second = probe.journal();
        probe.keep(List.of(offset(0, 1)));
        probe.reopen(probe.acknowledged());
        requireOut(probe, first);
        requireOut(probe, second);
        probe.keep(List.of(offset(1, 2)));
        probe.crashAndReopen();
    }

    static void handOver(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        for (int i = 0; i < 50; i++) {
            probe.append(List.of(offset(i % 7, i)));
        }
        JournalStore.Opened next = store.open();
        probe.awaitAll(); // those that are acknowledged only now count as well
        probe.require(next);
        probe.keep(List.of(offset(0, 1_000)));
        probe.crashAndReopen();
    }

    private static void requireOut(JournalProbe probe, Journal earlier) throws InterruptedException {
        int number = probe.append(earlier, List.of(offset(0, 1_000 + probe.count())));
        Throwable failure = probe.await(number);
        require(
                failure instanceof JournalException,
                "append " + number + " must fail with a JournalException, since the journal was opened anew, "
                        + (failure == null ? "succeeded" : "failed with " + failure));
    }
}

package io.rebalance.testkit;

import static io.rebalance.testkit.JournalProbe.offset;
import static io.rebalance.testkit.JournalProbe.require;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a journal does while its disk is slow. */
final class StallChecks {

    private static final int APPENDS = 5;

    private StallChecks() {}

    static void notEarly(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        probe.keep(List.of(offset(0, 0)));
        store.stall();
        CompletableFuture<Void> started = appendMeanwhile(probe);
        requireNoneKept(probe);
        store.resume();
        probe.await(started, "append must return once the disk is well again");
        require(probe.count() == 1 + APPENDS, "appends must go on once the disk is well again");
        probe.requireAllKept();
        probe.crashAndReopen();
    }

    static void crash(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        probe.keep(List.of(offset(0, 0)));
        store.stall();
        CompletableFuture<Void> started = appendMeanwhile(probe);
        requireNoneKept(probe);
        int acknowledged = probe.acknowledged();
        store.crash();
        store.resume();
        probe.await(started, "append must return once the disk is well again");
        probe.reopen(acknowledged);
    }

    private static void requireNoneKept(JournalProbe probe) {
        for (int i = 1; i < probe.count(); i++) {
            require(
                    probe.fate(i) != JournalProbe.Fate.KEPT,
                    "append " + i + " must not be acknowledged before it is durable, was");
        }
    }

    /** Starts appends on a thread of their own, since a journal may block, and returns once that has ended or waits. */
    private static CompletableFuture<Void> appendMeanwhile(JournalProbe probe) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    for (int i = 0; i < APPENDS; i++) {
                        probe.append(List.of(offset(0, 1 + i)));
                    }
                    done.complete(null);
                },
                "append-meanwhile");
        thread.setDaemon(true);
        thread.start();
        while (thread.isAlive() && thread.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        return done;
    }
}

package io.rebalance.testkit;

import static io.rebalance.testkit.JournalProbe.offset;
import static io.rebalance.testkit.JournalProbe.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How a journal completes its stages. */
final class AnswerChecks {

    private static final int APPENDS = 200;

    private AnswerChecks() {}

    static void inOrder(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        List<CompletableFuture<Void>> watched = new ArrayList<>();
        for (int i = 0; i < APPENDS; i++) {
            int number = probe.append(List.of(offset(i, i)));
            watched.add(probe.stage(number).thenRun(() -> {
                for (int earlier = 0; earlier < number; earlier++) {
                    require(
                            probe.stage(earlier).isDone(),
                            "append " + earlier + " must complete before append " + number + ", did not");
                }
            }));
        }
        for (CompletableFuture<Void> stage : watched) {
            Throwable failure = probe.await(stage, "every append must complete");
            if (failure != null) {
                throw new AssertionError(failure.getMessage(), failure);
            }
        }
    }

    /** A completion wakes whoever waits for it, and that one may append before the completion has returned. */
    static void noLockHeld(JournalStore store) throws Exception {
        JournalProbe probe = JournalProbe.open(store);
        List<CompletableFuture<Void>> rounds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = probe.append(List.of(offset(0, i)));
            rounds.add(probe.stage(number).thenRun(() -> appendElsewhere(probe)));
        }
        for (CompletableFuture<Void> round : rounds) {
            Throwable failure = probe.await(round, "a completion must not hold what append needs: an append meanwhile");
            if (failure != null) {
                throw new AssertionError(failure.getMessage(), failure);
            }
        }
        probe.requireAllKept();
    }

    private static void appendElsewhere(JournalProbe probe) {
        CompletableFuture<Void> appended = new CompletableFuture<>();
        Thread other = new Thread(
                () -> {
                    probe.append(List.of(offset(1, 1)));
                    appended.complete(null);
                },
                "append-elsewhere");
        other.setDaemon(true);
        other.start();
        try {
            probe.await(
                    appended, "a completion must not hold a lock that append needs: an append meanwhile must return");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

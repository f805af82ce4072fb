package io.rebalance.embed;

import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A journal whose every append waits until the test says what came of it. */
final class ControlledJournal implements Journal {

    /** An append, and the stage that the service waits for. */
    record Append(List<GroupRecord> records, CompletableFuture<Void> stage) {

        void keep() {
            stage.complete(null);
        }

        void refuse(ErrorCode code) {
            stage.completeExceptionally(JournalException.notStored(code, "refused by the test"));
        }

        void failWith(Throwable failure) {
            stage.completeExceptionally(failure);
        }
    }

    private final List<Append> appends = new ArrayList<>();

    @Override
    public synchronized CompletionStage<Void> append(List<GroupRecord> records) {
        Append append = new Append(records, new CompletableFuture<>());
        appends.add(append);
        return append.stage();
    }

    /** All appends that were started, in order. */
    synchronized List<Append> appends() {
        return List.copyOf(appends);
    }

    Append append(int index) {
        return appends().get(index);
    }
}

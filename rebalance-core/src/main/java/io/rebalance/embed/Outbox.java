package io.rebalance.embed;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has been decided but not been released yet, in order. Appends are started in order and may be in flight
 * together; a parcel comes out when it, and all before it, are durable.
 *
 * <p>Guarded by the service's lock, except that the journal may complete an append on any thread: what follows from it
 * is handed to {@code later}, which runs it under the lock.
 */
final class Outbox {

    private final Journal journal;
    private final Consumer<Runnable> later;
    private final Consumer<Throwable> broken;
    private final ArrayDeque<Parcel> parcels = new ArrayDeque<>();
    private final ArrayDeque<Parcel> refusals = new ArrayDeque<>();
    private int appending;
    private boolean hasRefused;

    /**
     * @param later runs under the service's lock what it is given, soon, and in the order given by one thread
     * @param broken told, under the lock, when it is not certain any more what the journal holds
     */
    Outbox(Journal journal, Consumer<Runnable> later, Consumer<Throwable> broken) {
        this.journal = journal;
        this.later = later;
        this.broken = broken;
    }

    /** Puts a parcel behind all others, and starts to append its records. */
    void add(Parcel parcel) {
        parcels.add(parcel);
        if (!parcel.hasRecords()) {
            return;
        }
        if (hasRefused) {
            parcel.state(Parcel.State.HELD); // it stands on effects that will be taken back
            return;
        }
        parcel.state(Parcel.State.APPENDING);
        appending++;
        start(parcel);
    }

    /** Puts an answer before all others: no outcome stands behind it, so it need not wait for any. */
    void addRefusal(Parcel refusal) {
        refusals.add(refusal);
    }

    private void start(Parcel parcel) {
        try {
            CompletionStage<Void> stage = Objects.requireNonNull(
                    journal.append(parcel.records), "the stage that the journal's append returned");
            stage.whenComplete((nothing, failure) -> later.accept(() -> completed(parcel, failure)));
        } catch (RuntimeException | Error e) { // whatever it was, the records may be in the journal
            later.accept(() -> completed(parcel, e));
        }
    }

    private void completed(Parcel parcel, @Nullable Throwable failure) {
        if (parcel.state() != Parcel.State.APPENDING) {
            return; // abandoned
        }
        appending--;
        if (failure == null) {
            parcel.state(Parcel.State.DURABLE);
        } else if (unwrap(failure) instanceof JournalException refusal && refusal.isCertain() && !refusal.isFenced()) {
            parcel.refusedWith(refusal);
            hasRefused = true;
        } else {
            broken.accept(unwrap(failure));
        }
    }

    /** The next parcel that may be released, or null. */
    @Nullable
    Parcel pollDurable() {
        if (!refusals.isEmpty()) {
            return refusals.poll();
        }
        Parcel head = parcels.peek();
        return head != null && head.state() == Parcel.State.DURABLE ? parcels.poll() : null;
    }

    /**
     * The first parcel that the journal refused, once every append that was started has completed; null before that,
     * and if there is none. The journal is broken if it kept the records of a later one.
     */
    @Nullable
    Parcel firstRefused() {
        if (!hasRefused || appending > 0) {
            return null;
        }
        Parcel first = null;
        for (Parcel parcel : parcels) {
            if (first == null && parcel.state() == Parcel.State.REFUSED) {
                first = parcel;
            } else if (first != null && parcel.hasRecords() && parcel.state() == Parcel.State.DURABLE) {
                broken.accept(new IllegalStateException("the journal must not keep outcome " + parcel.sequence
                        + " after it refused outcome " + first.sequence + ", kept it"));
                return null;
            }
        }
        return first;
    }

    /** Forgets the parcel and all behind it. */
    void takeBackFrom(Parcel first) {
        boolean found = false;
        for (Iterator<Parcel> i = parcels.iterator(); i.hasNext(); ) {
            found |= i.next() == first;
            if (found) {
                i.remove();
            }
        }
        hasRefused = false;
    }

    /** Forgets all that may not be released yet. */
    void abandon() {
        Iterator<Parcel> i = parcels.iterator();
        boolean durable = true;
        while (i.hasNext()) {
            Parcel parcel = i.next();
            durable &= parcel.state() == Parcel.State.DURABLE;
            if (!durable) {
                parcel.state(Parcel.State.HELD);
                i.remove();
            }
        }
        appending = 0;
        hasRefused = false;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wraps && cause != null ? unwrap(cause) : failure;
    }
}

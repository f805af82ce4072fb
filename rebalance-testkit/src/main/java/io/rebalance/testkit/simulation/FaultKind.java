package io.rebalance.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What can go wrong, or change, while a group is at work. */
public enum FaultKind {
    /** A request does not arrive. */
    REQUEST_LOST(Of.MESSAGE, ""),
    /** An answer does not arrive. */
    ANSWER_LOST(Of.MESSAGE, ""),
    /** A request arrives twice. */
    REQUEST_DOUBLED(Of.MESSAGE, "for"),
    /** An answer arrives twice. */
    ANSWER_DOUBLED(Of.MESSAGE, "for"),
    /** A request arrives late, after others that were sent later; up to {@code amount} ms. */
    REQUEST_DELAYED(Of.MESSAGE, "for"),
    /** An answer arrives late. */
    ANSWER_DELAYED(Of.MESSAGE, "for"),
    /** For {@code amount} ms nothing that a process sends arrives. */
    CUT_TO(Of.PROCESS, "for"),
    /** For {@code amount} ms nothing that is sent to a process arrives. */
    CUT_FROM(Of.PROCESS, "for"),
    /** The connection of a process breaks, which both ends notice, the coordinator's {@code amount} ms later. */
    DISCONNECTED(Of.PROCESS, "for"),
    /** A process stands still for {@code amount} ms, as in a collection of garbage, and then goes on as if nothing were. */
    PAUSED(Of.PROCESS, "for"),
    /**
     * A process is killed, and started again {@code amount} ms later. The coordinator notices that it is gone at once, or, if
     * three goes into {@code amount}, ten times as much later.
     */
    KILLED(Of.PROCESS, "for"),
    /** A process is closed, and started again {@code amount} ms after it is out: a step of a rolling deploy. */
    DEPLOYED(Of.PROCESS, "for"),
    /** The application works for {@code amount} ms on one record, and shows no sign of life meanwhile. */
    STUCK(Of.PROCESS, "for"),
    /** The application takes {@code amount} ms longer to let go, the next time it is told to. */
    RELEASES_LATE(Of.PROCESS, "for"),
    /** A process subscribes to other topics, or to those of before again: without the last one, or with one that there is not. */
    RESUBSCRIBED(Of.PROCESS, ""),
    /** A process subscribes to nothing, and {@code amount} ms later again. */
    UNSUBSCRIBED(Of.PROCESS, "for"),
    /**
     * For {@code amount} ms a second process runs with the instance id of a static process, as after a deployment gone wrong.
     * Whichever of the two is fenced gives up; when the second is gone, the first is started again if it is not there.
     */
    INSTANCE_TAKEN(Of.PROCESS, "for"),
    /**
     * Topics change, and processes hear of it one by one within 5 s. If {@code amount} is even, the first topic gets a partition
     * more, until it has twice as many as at first; if it is odd and there are several, the last one goes, or comes back.
     */
    TOPICS_CHANGED(Of.WORLD, "pick"),
    /** The coordinator is gone, and what it had not stored; another one has its log {@code amount} ms later. */
    COORDINATOR_CRASHED(Of.WORLD, "for"),
    /** As before, while it is storing the next time; what it stores is lost if {@code amount} is even, and kept if it is odd. */
    COORDINATOR_CRASHED_STORING(Of.WORLD, "for"),
    /** Another coordinator has the log, and the old one does not know for {@code amount} ms. */
    COORDINATOR_REPLACED(Of.WORLD, "for"),
    /** The next record that is to be stored is not. */
    STORE_FAILED(Of.WORLD, "");

    private enum Of {
        MESSAGE,
        PROCESS,
        WORLD
    }

    private final Of of;
    private final String amountName;

    FaultKind(Of of, String amountName) {
        this.of = of;
        this.amountName = amountName;
    }

    /** Whether it happens to a message, and not at a time. */
    public boolean isOfMessage() {
        return of == Of.MESSAGE;
    }

    /** Whether it happens to one process, or to one message of it. */
    public boolean isOfProcess() {
        return of != Of.WORLD;
    }

    /** As in texts: {@code coordinator-crashed}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the amount is called in texts: {@code for} if it is a time; empty if there is none. */
    String amountName() {
        return amountName;
    }

    boolean isOfAnswer() {
        return this == ANSWER_LOST || this == ANSWER_DOUBLED || this == ANSWER_DELAYED;
    }

    /** @throws IllegalArgumentException if there is no such kind; names those that there are */
    static FaultKind named(String word) {
        List<String> words = new ArrayList<>();
        for (FaultKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
            words.add(kind.word());
        }
        throw new IllegalArgumentException("a fault must be one of " + String.join(", ", words) + ", was " + word);
    }
}

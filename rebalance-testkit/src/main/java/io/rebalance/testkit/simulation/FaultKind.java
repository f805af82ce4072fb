package io.rebalance.testkit.simulation;

/** What can go wrong, or change, while a group is at work. */
public enum FaultKind {
    /** A request does not arrive. */
    REQUEST_LOST(true),
    /** An answer does not arrive. */
    ANSWER_LOST(true),
    /** A request arrives twice. */
    REQUEST_DOUBLED(true),
    /** An answer arrives twice. */
    ANSWER_DOUBLED(true),
    /** A request arrives late, after others that were sent later; up to {@code amount} ms. */
    REQUEST_DELAYED(true),
    /** An answer arrives late. */
    ANSWER_DELAYED(true),
    /** For {@code amount} ms nothing that a process sends arrives. */
    CUT_TO(false),
    /** For {@code amount} ms nothing that is sent to a process arrives. */
    CUT_FROM(false),
    /** The connection of a process breaks, which both ends notice, the coordinator's {@code amount} ms later. */
    DISCONNECTED(false),
    /** A process stands still for {@code amount} ms, as in a collection of garbage, and then goes on as if nothing were. */
    PAUSED(false),
    /** A process is killed, and started again {@code amount} ms later. */
    KILLED(false),
    /** A process is closed, and started again {@code amount} ms after it is out: a step of a rolling deploy. */
    DEPLOYED(false),
    /** The application works for {@code amount} ms on one record, and shows no sign of life meanwhile. */
    STUCK(false),
    /** The application takes {@code amount} ms longer to let go, the next time it is told to. */
    RELEASES_LATE(false),
    /** A process subscribes to fewer topics, or to all again. */
    RESUBSCRIBED(false),
    /**
     * For {@code amount} ms a second process runs with the instance id of a static process, as after a deployment gone wrong.
     * Whichever of the two is fenced gives up; when the second is gone, the first is started again if it is not there.
     */
    INSTANCE_TAKEN(false),
    /** A topic gets a partition more, or one is created, or deleted. */
    TOPICS_CHANGED(false),
    /** The coordinator is gone, and what it had not stored; another one has its log {@code amount} ms later. */
    COORDINATOR_CRASHED(false),
    /** As before, while it was storing: {@code amount} says for how long nobody is there, and whether it is stored. */
    COORDINATOR_CRASHED_STORING(false),
    /** Another coordinator has the log, and the old one does not know for {@code amount} ms. */
    COORDINATOR_REPLACED(false),
    /** The next record that is to be stored is not. */
    STORE_FAILED(false);

    private final boolean isOfMessage;

    FaultKind(boolean isOfMessage) {
        this.isOfMessage = isOfMessage;
    }

    /** Whether it happens to a message, and not at a time. */
    public boolean isOfMessage() {
        return isOfMessage;
    }

    boolean isOfAnswer() {
        return this == ANSWER_LOST || this == ANSWER_DOUBLED || this == ANSWER_DELAYED;
    }
}

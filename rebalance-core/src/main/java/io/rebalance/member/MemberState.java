package io.rebalance.member;

/**
 * Where a member is on its way into a group, from one generation to the next, and out again; and the member's half of the
 * protocol as one table: what it does about everything that can happen.
 *
 * <p>The table compiles only while it has an answer for every state and trigger. The diagram in {@code
 * docs/state-machines.md} is drawn from it.
 */
public enum MemberState {
    /** Subscribed to nothing. */
    IDLE("Idle"),
    /**
     * Wants to be in the next generation, and waits: for the coordinator to be found, for a back-off to end, or for a sign
     * of life of the application. Under a cooperative protocol it may hold partitions meanwhile.
     */
    UNJOINED("Unjoined"),
    /** The application lets go of partitions; then the member joins. */
    REVOKING("Revoking"),
    /** The join is sent. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** The join is answered; the sync is sent. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    /** The assignment is known. */
    STABLE("Stable"),
    /** The application lets go of everything, and then the member leaves. */
    LEAVING("Leaving"),
    /** Closed, or failed for good. */
    CLOSED("Closed");

    private final String title;

    MemberState(String title) {
        this.title = title;
    }

    /** The name of the state in diagrams; that of Kafka's client, where it has the state. */
    String title() {
        return title;
    }

    /** What a member in this state does about the trigger. */
    MemberReaction on(MemberTrigger trigger) {
        return switch (this) {
            case IDLE ->
                switch (trigger) {
                    case SUBSCRIBES -> MemberReaction.GET_READY;
                    case CLOSES -> MemberReaction.END;
                    case UNSUBSCRIBES -> MemberReaction.REST;
                    case CONNECTION_LOST -> MemberReaction.IGNORE;
                    case READY_TO_JOIN, ID_GIVEN, JOINED, SYNCED, REBALANCE_CALLED, TRY_AGAIN ->
                        MemberReaction.IMPOSSIBLE;
                    case GENERATION_OVER, IDENTITY_LOST, INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.IMPOSSIBLE;
                    case SESSION_LAPSED, POLL_OVERDUE, RELEASED, RELEASE_OVERDUE, OUT_FOR_NOW, OUT_FOR_GOOD ->
                        MemberReaction.IMPOSSIBLE;
                };
            case UNJOINED ->
                switch (trigger) {
                    case SUBSCRIBES -> MemberReaction.LET_GO;
                    case READY_TO_JOIN -> MemberReaction.JOIN;
                    case REBALANCE_CALLED, CONNECTION_LOST -> MemberReaction.IGNORE;
                    case GENERATION_OVER, SESSION_LAPSED -> MemberReaction.START_OVER;
                    case IDENTITY_LOST -> MemberReaction.START_OVER_NAMELESS;
                    case INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.FAIL;
                    case POLL_OVERDUE -> MemberReaction.DROP_OUT;
                    case UNSUBSCRIBES, CLOSES -> MemberReaction.WIND_UP;
                    case ID_GIVEN, JOINED, SYNCED, TRY_AGAIN, RELEASED, RELEASE_OVERDUE, OUT_FOR_NOW, OUT_FOR_GOOD ->
                        MemberReaction.IMPOSSIBLE;
                };
            case REVOKING ->
                switch (trigger) {
                    case SUBSCRIBES -> MemberReaction.LET_GO;
                    case RELEASED -> MemberReaction.GET_READY;
                    case RELEASE_OVERDUE -> MemberReaction.FORFEIT;
                    case REBALANCE_CALLED, CONNECTION_LOST -> MemberReaction.IGNORE;
                    case GENERATION_OVER, SESSION_LAPSED -> MemberReaction.START_OVER;
                    case IDENTITY_LOST -> MemberReaction.START_OVER_NAMELESS;
                    case INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.FAIL;
                    case POLL_OVERDUE -> MemberReaction.DROP_OUT;
                    case UNSUBSCRIBES, CLOSES -> MemberReaction.WIND_UP;
                    case READY_TO_JOIN, ID_GIVEN, JOINED, SYNCED, TRY_AGAIN, OUT_FOR_NOW, OUT_FOR_GOOD ->
                        MemberReaction.IMPOSSIBLE;
                };
            case PREPARING_REBALANCE ->
                switch (trigger) {
                    case SUBSCRIBES -> MemberReaction.REMEMBER;
                    case JOINED -> MemberReaction.SYNC;
                    case ID_GIVEN -> MemberReaction.ADOPT_ID;
                    case TRY_AGAIN, CONNECTION_LOST -> MemberReaction.GET_READY;
                    case REBALANCE_CALLED -> MemberReaction.IGNORE;
                    case GENERATION_OVER, SESSION_LAPSED -> MemberReaction.START_OVER;
                    case IDENTITY_LOST -> MemberReaction.START_OVER_NAMELESS;
                    case INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.FAIL;
                    case POLL_OVERDUE -> MemberReaction.DROP_OUT;
                    case UNSUBSCRIBES, CLOSES -> MemberReaction.WIND_UP;
                    case READY_TO_JOIN, SYNCED, RELEASED, RELEASE_OVERDUE, OUT_FOR_NOW, OUT_FOR_GOOD ->
                        MemberReaction.IMPOSSIBLE;
                };
            case COMPLETING_REBALANCE ->
                switch (trigger) {
                    case SUBSCRIBES -> MemberReaction.REMEMBER;
                    case SYNCED -> MemberReaction.TAKE_UP;
                    case TRY_AGAIN, CONNECTION_LOST -> MemberReaction.SYNC_AGAIN;
                    case REBALANCE_CALLED -> MemberReaction.LET_GO;
                    case GENERATION_OVER, SESSION_LAPSED -> MemberReaction.START_OVER;
                    case IDENTITY_LOST -> MemberReaction.START_OVER_NAMELESS;
                    case INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.FAIL;
                    case POLL_OVERDUE -> MemberReaction.DROP_OUT;
                    case UNSUBSCRIBES, CLOSES -> MemberReaction.WIND_UP;
                    case READY_TO_JOIN, ID_GIVEN, JOINED, RELEASED, RELEASE_OVERDUE, OUT_FOR_NOW, OUT_FOR_GOOD ->
                        MemberReaction.IMPOSSIBLE;
                };
            case STABLE ->
                switch (trigger) {
                    case SUBSCRIBES, REBALANCE_CALLED -> MemberReaction.LET_GO;
                    case CONNECTION_LOST -> MemberReaction.IGNORE;
                    case GENERATION_OVER, SESSION_LAPSED -> MemberReaction.START_OVER;
                    case IDENTITY_LOST -> MemberReaction.START_OVER_NAMELESS;
                    case INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.FAIL;
                    case POLL_OVERDUE -> MemberReaction.DROP_OUT;
                    case UNSUBSCRIBES, CLOSES -> MemberReaction.WIND_UP;
                    case READY_TO_JOIN, ID_GIVEN, JOINED, SYNCED, TRY_AGAIN -> MemberReaction.IMPOSSIBLE;
                    case RELEASED, RELEASE_OVERDUE, OUT_FOR_NOW, OUT_FOR_GOOD -> MemberReaction.IMPOSSIBLE;
                };
            case LEAVING ->
                switch (trigger) {
                    case SUBSCRIBES -> MemberReaction.REMEMBER;
                    // a join that was under way: now there is an id to leave with
                    case ID_GIVEN, JOINED -> MemberReaction.SAY_GOODBYE;
                    case RELEASED, RELEASE_OVERDUE -> MemberReaction.SAY_GOODBYE;
                    case GENERATION_OVER, SESSION_LAPSED -> MemberReaction.SAY_GOODBYE;
                    case IDENTITY_LOST, INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.SAY_GOODBYE;
                    case REBALANCE_CALLED, TRY_AGAIN, CONNECTION_LOST -> MemberReaction.IGNORE;
                    case CLOSES, UNSUBSCRIBES -> MemberReaction.REMEMBER;
                    case OUT_FOR_NOW -> MemberReaction.REST;
                    case OUT_FOR_GOOD -> MemberReaction.END;
                    case READY_TO_JOIN, SYNCED, POLL_OVERDUE -> MemberReaction.IMPOSSIBLE;
                };
            case CLOSED ->
                switch (trigger) {
                    case UNSUBSCRIBES, CLOSES, CONNECTION_LOST -> MemberReaction.IGNORE;
                    case SUBSCRIBES, READY_TO_JOIN, ID_GIVEN, JOINED, SYNCED, REBALANCE_CALLED, TRY_AGAIN ->
                        MemberReaction.IMPOSSIBLE;
                    case GENERATION_OVER, IDENTITY_LOST, INSTANCE_FENCED, REFUSED_FOR_GOOD -> MemberReaction.IMPOSSIBLE;
                    case SESSION_LAPSED, POLL_OVERDUE, RELEASED, RELEASE_OVERDUE, OUT_FOR_NOW, OUT_FOR_GOOD ->
                        MemberReaction.IMPOSSIBLE;
                };
        };
    }
}

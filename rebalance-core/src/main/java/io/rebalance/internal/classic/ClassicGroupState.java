package io.rebalance.internal.classic;

/**
 * Where a classic group is on its way from one generation to the next, and the whole protocol as one table: what it does
 * about everything that can happen.
 *
 * <p>The table compiles only while it has an answer for every state and trigger. The diagram in {@code
 * docs/state-machines.md} is drawn from it.
 */
enum ClassicGroupState {
    /** No members. */
    EMPTY("Empty"),
    /** The join phase: joins wait until everybody has joined, or for long enough. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** Joins are answered; syncs wait for the leader's assignment. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    /** The assignment is known. */
    STABLE("Stable"),
    /** The coordinator has resigned. */
    DEAD("Dead");

    private final String kafkaName;

    ClassicGroupState(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /** The name of the state as Kafka writes it. */
    String kafkaName() {
        return kafkaName;
    }

    /** What a group in this state does about the trigger. */
    ClassicReaction on(ClassicTrigger trigger) {
        return switch (this) {
            case EMPTY ->
                switch (trigger) {
                    case NEW_MEMBER_JOINS -> ClassicReaction.PARK_AND_REBALANCE;
                    case MEMBER_JOINS_UNCHANGED, LEADER_JOINS_UNCHANGED, MEMBER_JOINS_CHANGED ->
                        ClassicReaction.REFUSE_UNKNOWN;
                    case STATIC_MEMBER_RESTARTS_UNCHANGED, STATIC_MEMBER_RESTARTS_CHANGED -> ClassicReaction.IMPOSSIBLE;
                    case MEMBER_SYNCS, LEADER_SYNCS, MEMBER_HEARTBEATS -> ClassicReaction.REFUSE_UNKNOWN;
                    case MEMBER_COMMITS -> ClassicReaction.ACCEPT;
                    case MEMBER_COMMITS_IN_TRANSACTION -> ClassicReaction.ACCEPT_UNHEARD;
                    case MEMBER_GOES, SYNC_OVERDUE, TOPICS_CHANGE, FOLLOW_UP_DUE -> ClassicReaction.IGNORE;
                    case NOBODY_JOINED, ONLY_ABSENT_LEFT, LEADER_TO_ASSIGN, COORDINATOR_ASSIGNED ->
                        ClassicReaction.IMPOSSIBLE;
                    case COORDINATOR_RESIGNS -> ClassicReaction.DIE;
                };
            case PREPARING_REBALANCE ->
                switch (trigger) {
                    case NEW_MEMBER_JOINS, MEMBER_JOINS_UNCHANGED, LEADER_JOINS_UNCHANGED, MEMBER_JOINS_CHANGED ->
                        ClassicReaction.PARK;
                    case STATIC_MEMBER_RESTARTS_UNCHANGED, STATIC_MEMBER_RESTARTS_CHANGED -> ClassicReaction.PARK;
                    case MEMBER_SYNCS, LEADER_SYNCS -> ClassicReaction.REFUSE_REBALANCING;
                    case MEMBER_HEARTBEATS -> ClassicReaction.HEAR_AND_REFUSE_REBALANCING;
                    case MEMBER_COMMITS -> ClassicReaction.ACCEPT;
                    case MEMBER_COMMITS_IN_TRANSACTION -> ClassicReaction.ACCEPT_UNHEARD;
                    case MEMBER_GOES -> ClassicReaction.COMPLETE_IF_ALL_JOINED;
                    case SYNC_OVERDUE, TOPICS_CHANGE, FOLLOW_UP_DUE -> ClassicReaction.IGNORE;
                    case NOBODY_JOINED -> ClassicReaction.BECOME_EMPTY;
                    case ONLY_ABSENT_LEFT -> ClassicReaction.WAIT_ON;
                    case LEADER_TO_ASSIGN -> ClassicReaction.AWAIT_ASSIGNMENT;
                    case COORDINATOR_ASSIGNED -> ClassicReaction.BECOME_STABLE;
                    case COORDINATOR_RESIGNS -> ClassicReaction.DIE;
                };
            case COMPLETING_REBALANCE ->
                switch (trigger) {
                    case NEW_MEMBER_JOINS, MEMBER_JOINS_CHANGED -> ClassicReaction.PARK_AND_REBALANCE;
                    case MEMBER_JOINS_UNCHANGED, LEADER_JOINS_UNCHANGED -> ClassicReaction.ANSWER;
                    // the leader may be assigning for the old process by now
                    case STATIC_MEMBER_RESTARTS_UNCHANGED, STATIC_MEMBER_RESTARTS_CHANGED ->
                        ClassicReaction.PARK_AND_REBALANCE;
                    case MEMBER_SYNCS -> ClassicReaction.PARK;
                    case LEADER_SYNCS -> ClassicReaction.STORE_ASSIGNMENT;
                    case MEMBER_HEARTBEATS -> ClassicReaction.ACCEPT;
                    case MEMBER_COMMITS -> ClassicReaction.REFUSE_REBALANCING;
                    case MEMBER_COMMITS_IN_TRANSACTION -> ClassicReaction.ACCEPT_UNHEARD;
                    case MEMBER_GOES, SYNC_OVERDUE -> ClassicReaction.REBALANCE;
                    case TOPICS_CHANGE, FOLLOW_UP_DUE -> ClassicReaction.IGNORE;
                    case NOBODY_JOINED, ONLY_ABSENT_LEFT, LEADER_TO_ASSIGN, COORDINATOR_ASSIGNED ->
                        ClassicReaction.IMPOSSIBLE;
                    case COORDINATOR_RESIGNS -> ClassicReaction.DIE;
                };
            case STABLE ->
                switch (trigger) {
                    case NEW_MEMBER_JOINS, LEADER_JOINS_UNCHANGED, MEMBER_JOINS_CHANGED ->
                        ClassicReaction.PARK_AND_REBALANCE;
                    case MEMBER_JOINS_UNCHANGED, MEMBER_SYNCS, LEADER_SYNCS -> ClassicReaction.ANSWER;
                    case STATIC_MEMBER_RESTARTS_UNCHANGED -> ClassicReaction.ANSWER;
                    case STATIC_MEMBER_RESTARTS_CHANGED -> ClassicReaction.PARK_AND_REBALANCE;
                    case MEMBER_HEARTBEATS, MEMBER_COMMITS -> ClassicReaction.ACCEPT;
                    case MEMBER_COMMITS_IN_TRANSACTION -> ClassicReaction.ACCEPT_UNHEARD;
                    case MEMBER_GOES, SYNC_OVERDUE, TOPICS_CHANGE, FOLLOW_UP_DUE -> ClassicReaction.REBALANCE;
                    case NOBODY_JOINED, ONLY_ABSENT_LEFT, LEADER_TO_ASSIGN, COORDINATOR_ASSIGNED ->
                        ClassicReaction.IMPOSSIBLE;
                    case COORDINATOR_RESIGNS -> ClassicReaction.DIE;
                };
            case DEAD ->
                switch (trigger) {
                    case NEW_MEMBER_JOINS, MEMBER_JOINS_UNCHANGED, LEADER_JOINS_UNCHANGED, MEMBER_JOINS_CHANGED ->
                        ClassicReaction.REFUSE_UNAVAILABLE;
                    case STATIC_MEMBER_RESTARTS_UNCHANGED, STATIC_MEMBER_RESTARTS_CHANGED ->
                        ClassicReaction.REFUSE_UNAVAILABLE;
                    case MEMBER_SYNCS, LEADER_SYNCS, MEMBER_HEARTBEATS -> ClassicReaction.REFUSE_UNAVAILABLE;
                    case MEMBER_COMMITS, MEMBER_COMMITS_IN_TRANSACTION -> ClassicReaction.REFUSE_UNAVAILABLE;
                    case MEMBER_GOES, SYNC_OVERDUE, TOPICS_CHANGE, FOLLOW_UP_DUE -> ClassicReaction.IGNORE;
                    case NOBODY_JOINED, ONLY_ABSENT_LEFT, LEADER_TO_ASSIGN, COORDINATOR_ASSIGNED ->
                        ClassicReaction.IMPOSSIBLE;
                    case COORDINATOR_RESIGNS -> ClassicReaction.IGNORE;
                };
        };
    }
}

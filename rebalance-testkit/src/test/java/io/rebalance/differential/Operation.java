package io.rebalance.differential;

import java.util.List;

/**
 * One thing that happens to both coordinators. It names clients, not member ids or generations, so that it keeps its sense
 * when operations before it are taken away.
 */
sealed interface Operation {

    /** Which member id a request carries. */
    enum Who {
        /** The one that the client was told last; none if it was told none. */
        OWN,
        /** The one under which the client waits in its first join phase, although it was not told yet. */
        SEATED,
        /** That of the next client. */
        OTHER,
        /** The one that the client had before. */
        OLD,
        /** One that nobody was given. */
        STRANGER,
        /** None. */
        NONE
    }

    /** Which instance id a request carries. */
    enum Tag {
        /** The one that the client joined with; none if it did not. */
        OWN,
        NONE,
        S0,
        S1,
        S2
    }

    /** Which generation a request carries. */
    enum Era {
        /** The one that the client was told last. */
        TOLD,
        /** The group's. */
        CURRENT,
        NEXT,
        PREVIOUS,
        /** -1. */
        NEVER
    }

    /** What a sync says of the protocol. */
    enum Claim {
        RIGHT,
        /** Nothing, as in versions that cannot say it. */
        NOTHING,
        /** Nothing, although it must. */
        MISSING,
        WRONG_NAME,
        WRONG_TYPE
    }

    /** What a sync hands in. */
    enum Handing {
        /** What the client should: everybody's part if it leads, else nothing. */
        AS_DUE,
        NOTHING,
        /** A part for the caller and one for a stranger, none for the others. */
        ODD
    }

    /** JoinGroup. What is below 0 is as the client said it last. */
    record Join(int group, int client, Who who, Tag tag, int offer, int topics, int timing, int type, int version)
            implements Operation {

        static final int SAME = -1;
    }

    /** SyncGroup. */
    record Sync(int group, int client, Who who, Tag tag, Era era, Claim claim, Handing handing) implements Operation {}

    /** Heartbeat. */
    record Heartbeat(int group, int client, Who who, Tag tag, Era era) implements Operation {}

    /** LeaveGroup. */
    record Leave(int group, List<Leaver> leavers) implements Operation {}

    /** One who leaves. */
    record Leaver(int client, Who who, Tag tag) {}

    /** OffsetCommit. */
    record Commit(int group, int client, Who who, Tag tag, Era era, int partition, int offset, int textLength)
            implements Operation {}

    /** TxnOffsetCommit of a producer. */
    record CommitInTransaction(
            int group, int client, Who who, Tag tag, Era era, int producer, int partition, int offset)
            implements Operation {}

    /** The marker that ends a producer's transaction. */
    record EndTransaction(int producer, boolean isCommitted) implements Operation {}

    /** OffsetFetch. */
    record Fetch(int group, boolean all, boolean requireStable) implements Operation {}

    /** OffsetDelete. */
    record DeleteOffsets(int group, int partition) implements Operation {}

    /** DeleteGroups. */
    record DeleteGroup(int group) implements Operation {}

    /** DescribeGroups. */
    record Describe(int group) implements Operation {}

    /** ListGroups, of all states or of one. */
    record ListGroups(int state) implements Operation {

        static final List<List<String>> STATES =
                List.of(List.of(), List.of("stable"), List.of("Empty"), List.of("PreparingRebalance", "Dead"));
    }

    /** Time passes; what becomes due is fired when it is due. */
    record Pass(int ms) implements Operation {}

    /** Time passes until so many ms after something is due, or before it if negative. */
    record PassUntilDue(int offsetMs) implements Operation {}

    /** Time passes while the hosts sleep; what became due is fired late. */
    record Oversleep(int ms) implements Operation {}
}

package io.rebalance.testkit;

/**
 * One thing that happens in a {@link GroupWorld}.
 *
 * @param kind what happens
 * @param who to which client; taken modulo their number
 * @param amount how much of it; each kind says of what
 */
record Act(Kind kind, int who, int amount) {

    enum Kind {
        /** The client's process starts; the amount chooses its topics. */
        START,
        /** The process dies without a word; an odd amount lets the host notice that the connection is gone. */
        KILL,
        /** The client leaves. */
        LEAVE,
        /** The process hangs: it neither sends nor reads. */
        PAUSE,
        /** It hangs no more. */
        RESUME,
        /** The client does what it has to do by now. */
        POLL,
        /** The client's oldest request reaches the coordinator. */
        REQUEST,
        /** The oldest answer reaches the client. */
        ANSWER,
        /** The connection breaks, with all requests and answers under way; an odd amount lets the host notice. */
        LOSE,
        /** Time passes, the amount in tenths of a second; nobody but the coordinator does anything. */
        TIME,
        /** Everybody who is able does all there is to do, for as many rounds of half a second. */
        RUN,
        /** The same, for at most six rounds; but once a round, the first answer to the client is lost with its connection. */
        LOSSY_RUN,
        /** A topic gets another number of partitions. */
        TOPICS,
        /** From now on appends are slow: nothing becomes durable. */
        HOLD,
        /** All that was held becomes durable. */
        FLUSH,
        /** The first append that is held fails, and so do all after it; if none is held, the next one will. */
        FAIL,
        /** The coordinator dies, and another one replays the log; the amount chooses what compaction left of that. */
        CRASH
    }

    @Override
    public String toString() {
        return kind + "(" + who + ", " + amount + ")";
    }
}

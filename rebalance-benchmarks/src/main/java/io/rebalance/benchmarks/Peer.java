package io.rebalance.benchmarks;

/**
 * A coordinator under measurement: ours or Kafka's. Each call makes its requests anew from what the {@link Clients} know,
 * hands them in, takes the answers and holds every verdict against {@code NONE}.
 */
interface Peer extends AutoCloseable {

    /** The clients found their group: they join without handshake, the leader assigns, the group is stable. */
    void found(Clients clients);

    /** One heartbeat of one client. */
    void heartbeat(Clients clients, int client);

    /**
     * One round: all rejoin, the leader first and with a changed subscription; all sync, the leader in the middle of the
     * others and with an assignment for everybody.
     */
    void round(Clients clients);

    /** All but the first leave at once, and the first goes on alone. */
    void depart(Clients clients);

    /** All but the first join anew, without handshake; the first rejoins last and assigns; all sync. */
    void arrive(Clients clients);

    /** The requests of one round, and nothing else. Returns the last one, so that none is optimised away. */
    Object requestsOfRound(Clients clients);

    /** Asserts that the group is stable and that each client gets its assignment when it asks for it again. */
    void requireStable(Clients clients);

    /** How many members all its stable groups have. */
    int stableMembers();

    @Override
    void close();

    /** Refuses to go on measuring what has gone wrong. */
    static void require(boolean isSo, String what, Object was) {
        if (!isSo) {
            throw new IllegalStateException(what + ", was " + was);
        }
    }
}

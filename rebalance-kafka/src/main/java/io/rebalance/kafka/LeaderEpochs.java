package io.rebalance.kafka;

import org.apache.kafka.common.protocol.Errors;

/** Compares the leader epoch that a client believes in with the only one that there is. */
final class LeaderEpochs {

    private LeaderEpochs() {}

    /** @param believed what the client says, below 0 if it says nothing */
    static Errors refusal(int believed) {
        // an older epoch than the first cannot be named: below 0 says nothing (KIP-320)
        return believed > PartitionLog.LEADER_EPOCH ? Errors.UNKNOWN_LEADER_EPOCH : Errors.NONE;
    }
}

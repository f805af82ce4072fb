package io.rebalance.testkit.simulation;

import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.JoinGroupRequest;

/**
 * What a join means in an older version of Kafka's API: what a client of that age cannot say, and does not understand.
 *
 * @kip 62, 345, 394, 800, 814
 */
record JoinVersion(int number) {

    static final int OLDEST = 0;
    static final int LATEST = 9;

    private static final int FIRST_WITH_REBALANCE_TIMEOUT = 1;
    private static final int FIRST_WITH_MEMBER_ID_REQUIRED = 4;
    static final int FIRST_WITH_INSTANCE_ID = 5;
    private static final int FIRST_WITH_REASON = 8;
    private static final int FIRST_WITH_SKIP_ASSIGNMENT = 9;

    /** The one that the process with that number uses: they take turns. */
    static JoinVersion of(SimulationPlan plan, int process) {
        return new JoinVersion(plan.joinVersions.get(process % plan.joinVersions.size()));
    }

    /** The request as it arrives. */
    GroupRequest<?> of(GroupRequest<?> request) {
        if (number == LATEST || !(request instanceof JoinGroupRequest join)) {
            return request;
        }
        return new JoinGroupRequest(
                join.groupId(),
                join.memberId(),
                join.groupInstanceId(),
                join.clientId(),
                join.clientHost(),
                join.protocolType(),
                join.protocols(),
                join.sessionTimeoutMs(),
                number < FIRST_WITH_REBALANCE_TIMEOUT ? -1 : join.rebalanceTimeoutMs(),
                number >= FIRST_WITH_MEMBER_ID_REQUIRED && join.memberIdRequired(),
                number >= FIRST_WITH_SKIP_ASSIGNMENT && join.canSkipAssignment(),
                number < FIRST_WITH_REASON ? null : join.reason());
    }
}

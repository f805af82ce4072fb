package io.rebalance.internal.classic;

import io.rebalance.CoordinatorConfig;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinProtocol;

/** What a JoinGroup may ask for, whatever the group: texts, bytes and timeouts within bounds (design law 11). */
final class JoinLimits {

    private JoinLimits() {}

    /** The verdict on the request as such. */
    static ErrorCode check(CoordinatorConfig config, JoinGroupRequest request) {
        if (request.groupId().isEmpty() || request.groupId().length() > config.maxTextChars()) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        if (!isInstanceIdInBounds(request) || !areProtocolsInBounds(config, request)) {
            return ErrorCode.INVALID_REQUEST;
        }
        if (request.sessionTimeoutMs() < config.groupMinSessionTimeoutMs()
                || request.sessionTimeoutMs() > config.groupMaxSessionTimeoutMs()) {
            return ErrorCode.INVALID_SESSION_TIMEOUT;
        }
        return ErrorCode.NONE;
    }

    private static boolean isInstanceIdInBounds(JoinGroupRequest request) {
        String instanceId = request.groupInstanceId();
        return instanceId == null
                || (!instanceId.isEmpty() && instanceId.length() <= JoinGroupRequest.MAX_INSTANCE_ID_CHARS);
    }

    private static boolean areProtocolsInBounds(CoordinatorConfig config, JoinGroupRequest request) {
        if (request.protocolType().length() > config.maxTextChars()
                || request.protocols().size() > config.maxProtocolsPerMember()) {
            return false;
        }
        long bytes = 0;
        for (JoinProtocol protocol : request.protocols()) {
            if (protocol.name().length() > config.maxTextChars()) {
                return false;
            }
            bytes += protocol.metadata().size();
        }
        return bytes <= config.maxMemberBytes();
    }
}

package io.rebalance.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks to become, or to stay, a member of a group in its next generation.
 *
 * <p>The answer comes when the join phase ends, so it may take as long as the group's rebalance timeout.
 *
 * @param groupId the group
 * @param memberId who asks; {@link #UNKNOWN_MEMBER} for a newcomer
 * @param groupInstanceId identity that survives a restart, of 1 to {@value #MAX_INSTANCE_ID_CHARS} characters, or null for
 *     a dynamic member
 * @param clientId what the client calls itself; new member ids start with it
 * @param clientHost where the client is, for people to read
 * @param protocolType the class of protocols offered, such as {@code consumer}
 * @param protocols the protocols offered, best first
 * @param sessionTimeoutMs how long the member may stay silent, in ms
 * @param rebalanceTimeoutMs how long the others wait for it in a join phase, in ms; below 0 stands for the session
 *     timeout, as in the first version of the API
 * @param memberIdRequired whether a newcomer without instance id is sent back with an id before it becomes a member
 * @param canSkipAssignment whether the client understands that it leads and must not assign
 * @param reason why it joins, for people to read, or null
 * @kip 62, 345, 394, 559, 800, 814
 */
public record JoinGroupRequest(
        String groupId,
        String memberId,
        @Nullable String groupInstanceId,
        String clientId,
        String clientHost,
        String protocolType,
        List<JoinProtocol> protocols,
        int sessionTimeoutMs,
        int rebalanceTimeoutMs,
        boolean memberIdRequired,
        boolean canSkipAssignment,
        @Nullable String reason)
        implements GroupRequest<JoinGroupResponse> {

    /** The member id of those who have none yet. */
    public static final String UNKNOWN_MEMBER = "";

    /** How long an instance id may be, as in Kafka's clients; of a client id only so much goes into a member id. */
    public static final int MAX_INSTANCE_ID_CHARS = 249;

    /** @throws NullPointerException if an argument that is not {@code @Nullable} is null */
    public JoinGroupRequest {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(memberId, "memberId");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(clientHost, "clientHost");
        Objects.requireNonNull(protocolType, "protocolType");
        protocols = Lists.copyOf(protocols, "protocols");
    }

    /** A builder for a newcomer's request to {@code groupId}, with Kafka's client defaults. */
    public static Builder builder(String groupId) {
        return new Builder(groupId);
    }

    /** Whether the caller has no member id yet. */
    public boolean isFromNewcomer() {
        return memberId.isEmpty();
    }

    @Override
    public ApiKey api() {
        return ApiKey.JOIN_GROUP;
    }

    @Override
    public JoinGroupResponse refusedWith(ErrorCode error) {
        return JoinGroupResponse.refusal(error, memberId);
    }

    /** Collects a {@link JoinGroupRequest}. Not thread-safe. */
    public static final class Builder {
        private final String groupId;
        private String memberId = UNKNOWN_MEMBER;
        private @Nullable String groupInstanceId;
        private String clientId = "";
        private String clientHost = "";
        private String protocolType = ConsumerProtocol.TYPE;
        private final List<JoinProtocol> protocols = new ArrayList<>();
        private int sessionTimeoutMs = 45_000;
        private int rebalanceTimeoutMs = 300_000;
        private boolean memberIdRequired = true;
        private boolean canSkipAssignment = true;
        private @Nullable String reason;

        private Builder(String groupId) {
            this.groupId = Objects.requireNonNull(groupId, "groupId");
        }

        /** Who asks; a newcomer unless called. */
        public Builder memberId(String memberId) {
            this.memberId = memberId;
            return this;
        }

        /** Identity that survives a restart; null, a dynamic member, unless called. */
        public Builder groupInstanceId(@Nullable String groupInstanceId) {
            this.groupInstanceId = groupInstanceId;
            return this;
        }

        /** What the client calls itself; empty unless called. */
        public Builder clientId(String clientId) {
            this.clientId = clientId;
            return this;
        }

        /** Where the client is; empty unless called. */
        public Builder clientHost(String clientHost) {
            this.clientHost = clientHost;
            return this;
        }

        /** The class of protocols offered; {@code consumer} unless called. */
        public Builder protocolType(String protocolType) {
            this.protocolType = protocolType;
            return this;
        }

        /** Offers one protocol more, after those offered so far. */
        public Builder protocol(String name, Bytes metadata) {
            protocols.add(new JoinProtocol(name, metadata));
            return this;
        }

        /** How long the member may stay silent, in ms; 45,000 unless called. */
        public Builder sessionTimeoutMs(int sessionTimeoutMs) {
            this.sessionTimeoutMs = sessionTimeoutMs;
            return this;
        }

        /** How long the others wait for it in a join phase, in ms; 300,000 unless called. */
        public Builder rebalanceTimeoutMs(int rebalanceTimeoutMs) {
            this.rebalanceTimeoutMs = rebalanceTimeoutMs;
            return this;
        }

        /** Whether a newcomer is sent back with an id first; true unless called. */
        public Builder memberIdRequired(boolean memberIdRequired) {
            this.memberIdRequired = memberIdRequired;
            return this;
        }

        /** Whether the client understands that it leads and must not assign; true unless called. */
        public Builder canSkipAssignment(boolean canSkipAssignment) {
            this.canSkipAssignment = canSkipAssignment;
            return this;
        }

        /** Why it joins; null unless called. */
        public Builder reason(@Nullable String reason) {
            this.reason = reason;
            return this;
        }

        /**
         * The request.
         *
         * @throws NullPointerException if a text that must not be null is null
         */
        public JoinGroupRequest build() {
            return new JoinGroupRequest(
                    groupId,
                    memberId,
                    groupInstanceId,
                    clientId,
                    clientHost,
                    protocolType,
                    protocols,
                    sessionTimeoutMs,
                    rebalanceTimeoutMs,
                    memberIdRequired,
                    canSkipAssignment,
                    reason);
        }
    }
}

package io.rebalance;

import java.time.Duration;
import java.util.Objects;

/**
 * The limits and delays of a coordinator, with Kafka's names and defaults. Immutable and thread-safe.
 *
 * <pre>{@code
 * CoordinatorConfig config = CoordinatorConfig.builder()
 *         .groupInitialRebalanceDelay(Duration.ZERO)
 *         .build();
 * }</pre>
 */
public final class CoordinatorConfig {

    /** What {@link #offsetsRetentionMs} says if offsets are kept for ever. */
    public static final long FOREVER = Long.MAX_VALUE;

    private final int groupMinSessionTimeoutMs;
    private final int groupMaxSessionTimeoutMs;
    private final int groupInitialRebalanceDelayMs;
    private final int newMemberJoinTimeoutMs;
    private final int groupMaxSize;
    private final int offsetMetadataMaxBytes;
    private final long offsetsRetentionMs;
    private final int offsetsRetentionCheckIntervalMs;
    private final int maxUnacknowledgedOutcomes;
    private final int maxGroups;
    private final int groupMaxPendingMembers;
    private final int maxProtocolsPerMember;
    private final int maxMemberBytes;
    private final int maxTextChars;
    private final int maxTakeoversPerSession;
    private final int maxGenerationsKept;

    private CoordinatorConfig(Builder builder) {
        groupMinSessionTimeoutMs = builder.groupMinSessionTimeoutMs;
        groupMaxSessionTimeoutMs = builder.groupMaxSessionTimeoutMs;
        groupInitialRebalanceDelayMs = builder.groupInitialRebalanceDelayMs;
        newMemberJoinTimeoutMs = builder.newMemberJoinTimeoutMs;
        groupMaxSize = builder.groupMaxSize;
        offsetMetadataMaxBytes = builder.offsetMetadataMaxBytes;
        offsetsRetentionMs = builder.offsetsRetentionMs;
        offsetsRetentionCheckIntervalMs = builder.offsetsRetentionCheckIntervalMs;
        maxUnacknowledgedOutcomes = builder.maxUnacknowledgedOutcomes;
        maxGroups = builder.maxGroups;
        groupMaxPendingMembers = builder.groupMaxPendingMembers;
        maxProtocolsPerMember = builder.maxProtocolsPerMember;
        maxMemberBytes = builder.maxMemberBytes;
        maxTextChars = builder.maxTextChars;
        maxTakeoversPerSession = builder.maxTakeoversPerSession;
        maxGenerationsKept = builder.maxGenerationsKept;
    }

    /** Kafka's defaults. */
    public static CoordinatorConfig defaults() {
        return builder().build();
    }

    /** A builder with Kafka's defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code group.min.session.timeout.ms}: the shortest session timeout that a member may ask for. */
    public int groupMinSessionTimeoutMs() {
        return groupMinSessionTimeoutMs;
    }

    /** {@code group.max.session.timeout.ms}: the longest session timeout that a member may ask for. */
    public int groupMaxSessionTimeoutMs() {
        return groupMaxSessionTimeoutMs;
    }

    /** {@code group.initial.rebalance.delay.ms}: how long an empty group waits for more than its first member. */
    public int groupInitialRebalanceDelayMs() {
        return groupInitialRebalanceDelayMs;
    }

    /** How long a new member may wait for its first join phase to end; a constant in Kafka. */
    public int newMemberJoinTimeoutMs() {
        return newMemberJoinTimeoutMs;
    }

    /** {@code group.max.size}: how many members a group may have. */
    public int groupMaxSize() {
        return groupMaxSize;
    }

    /** {@code offset.metadata.max.bytes}: how long the text of a committed offset may be, in UTF-16 units as in Kafka. */
    public int offsetMetadataMaxBytes() {
        return offsetMetadataMaxBytes;
    }

    /**
     * {@code offsets.retention.minutes}, but in ms: how old an offset may become that no member of its group needs;
     * {@link #FOREVER} if offsets are kept for ever.
     */
    public long offsetsRetentionMs() {
        return offsetsRetentionMs;
    }

    /** {@code offsets.retention.check.interval.ms}: how often the coordinator looks for offsets that are too old. */
    public int offsetsRetentionCheckIntervalMs() {
        return offsetsRetentionCheckIntervalMs;
    }

    /**
     * How many outcomes may wait for {@link GroupCoordinator#stored} before requests are not taken any more; Kafka has no
     * such limit.
     */
    public int maxUnacknowledgedOutcomes() {
        return maxUnacknowledgedOutcomes;
    }

    /**
     * How many groups may have, or have had, members; Kafka has no such limit. The first JoinGroup of one more is refused
     * with {@code COORDINATOR_NOT_AVAILABLE}: clients ask again after their back-off, and by then one may be gone.
     */
    public int maxGroups() {
        return maxGroups;
    }

    /**
     * How many member ids of one group may be handed out and not yet used (KIP-394); Kafka has no such limit. The
     * newcomer that comes on top is refused with {@code COORDINATOR_NOT_AVAILABLE}: its client asks again after its
     * back-off, and by then ids have been used or have expired. Who has an id already is not concerned.
     */
    public int groupMaxPendingMembers() {
        return groupMaxPendingMembers;
    }

    /**
     * How many protocols a member may offer; Kafka has no such limit. A JoinGroup with more is refused with {@code
     * INVALID_REQUEST}, which clients take for final: asking again would not help.
     */
    public int maxProtocolsPerMember() {
        return maxProtocolsPerMember;
    }

    /**
     * How many bytes of metadata a member may bring, all its protocols together, and how many bytes of assignment a leader
     * may give to a member; Kafka has no such limits, but cannot store a group whose record is too large for its log. A
     * JoinGroup or SyncGroup with more is refused with {@code INVALID_REQUEST}.
     */
    public int maxMemberBytes() {
        return maxMemberBytes;
    }

    /**
     * How long a text of a member may be, in UTF-16 units; Kafka has no such limit but the wire's. A JoinGroup, or a commit of
     * offsets, with a longer group id is refused with {@code INVALID_GROUP_ID}; a JoinGroup with a longer protocol type or
     * name with {@code INVALID_REQUEST}; a partition of a longer topic, within a commit, with {@code
     * UNKNOWN_TOPIC_OR_PARTITION}. Of client ids and hosts, which are for people to read, the beginning is kept. Reasons are cut at {@link
     * io.rebalance.view.RebalanceCause#MAX_DETAIL_CHARS}; for instance ids there is {@link
     * io.rebalance.protocol.JoinGroupRequest#MAX_INSTANCE_ID_CHARS}.
     */
    public int maxTextChars() {
        return maxTextChars;
    }

    /**
     * How often processes may take a group instance id from each other within one session timeout of its member; Kafka has
     * no such limit. The process that comes on top is refused with {@code COORDINATOR_NOT_AVAILABLE}, and the one that has
     * the id keeps it: two processes that were given the same id by mistake cannot keep their group from ever being stable.
     */
    public int maxTakeoversPerSession() {
        return maxTakeoversPerSession;
    }

    /**
     * How many generations of a group {@link GroupCoordinator#history} shows; Kafka has no such view. What a group keeps for it
     * are the stored values of as many generations, and of the one before them, instead of the last alone: a reference to each
     * member, and for each whose part or words changed from one to the next some 40 bytes and what changed. A group that has not rebalanced since
     * the coordinator went into service keeps none.
     */
    public int maxGenerationsKept() {
        return maxGenerationsKept;
    }

    /** Collects a {@link CoordinatorConfig}. Not thread-safe. */
    public static final class Builder {

        private static final Duration MAX_RETENTION = Duration.ofDays(365_000);
        private static final int MAX_GENERATIONS_KEPT = 1_000;

        private int groupMinSessionTimeoutMs = 6_000;
        private int groupMaxSessionTimeoutMs = 1_800_000;
        private int groupInitialRebalanceDelayMs = 3_000;
        private int newMemberJoinTimeoutMs = 300_000;
        private int groupMaxSize = Integer.MAX_VALUE;
        private int offsetMetadataMaxBytes = 4_096;
        private long offsetsRetentionMs = Duration.ofDays(7).toMillis();
        private int offsetsRetentionCheckIntervalMs = 600_000;
        private int maxUnacknowledgedOutcomes = 100_000;
        private int maxGroups = 1_000_000;
        private int groupMaxPendingMembers = 10_000;
        private int maxProtocolsPerMember = 100;
        private int maxMemberBytes = 4 * 1_024 * 1_024;
        private int maxTextChars = 1_000;
        private int maxTakeoversPerSession = 5;
        private int maxGenerationsKept = 10;

        private Builder() {}

        /** {@code group.min.session.timeout.ms}: 1 ms to {@code Integer.MAX_VALUE} ms; 6 s unless called. */
        public Builder groupMinSessionTimeout(Duration value) {
            groupMinSessionTimeoutMs = millis("groupMinSessionTimeout", value, 1);
            return this;
        }

        /** {@code group.max.session.timeout.ms}: 1 ms to {@code Integer.MAX_VALUE} ms; 30 min unless called. */
        public Builder groupMaxSessionTimeout(Duration value) {
            groupMaxSessionTimeoutMs = millis("groupMaxSessionTimeout", value, 1);
            return this;
        }

        /** {@code group.initial.rebalance.delay.ms}: 0 to {@code Integer.MAX_VALUE} ms; 3 s unless called. */
        public Builder groupInitialRebalanceDelay(Duration value) {
            groupInitialRebalanceDelayMs = millis("groupInitialRebalanceDelay", value, 0);
            return this;
        }

        /** How long a new member may wait for its first join phase: from 1 ms; 5 min, as in Kafka, unless called. */
        public Builder newMemberJoinTimeout(Duration value) {
            newMemberJoinTimeoutMs = millis("newMemberJoinTimeout", value, 1);
            return this;
        }

        /** {@code group.max.size}: 1 or more; no limit unless called. */
        public Builder groupMaxSize(int value) {
            groupMaxSize = atLeast("groupMaxSize", value, 1);
            return this;
        }

        /** {@code offset.metadata.max.bytes}: 0 or more; 4,096 unless called. */
        public Builder offsetMetadataMaxBytes(int value) {
            offsetMetadataMaxBytes = atLeast("offsetMetadataMaxBytes", value, 0);
            return this;
        }

        /**
         * {@code offsets.retention.minutes}: 1 ms to 365,000 days; 7 days unless called. Counted from when the group lost
         * its last member, or, for what a group's members do not read and for groups that never had members, from the
         * commit.
         */
        public Builder offsetsRetention(Duration value) {
            Objects.requireNonNull(value, "offsetsRetention");
            if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(MAX_RETENTION) > 0) {
                throw new IllegalArgumentException(
                        "offsetsRetention must be 1 ms to " + MAX_RETENTION.toDays() + " days, was " + value);
            }
            offsetsRetentionMs = value.toMillis();
            return this;
        }

        /** Keeps offsets for ever, unless their client or an administrator says otherwise. Empty groups stay with them. */
        public Builder offsetsRetentionForever() {
            offsetsRetentionMs = FOREVER;
            return this;
        }

        /**
         * {@code offsets.retention.check.interval.ms}: 1 ms to {@code Integer.MAX_VALUE} ms; 10 min unless called. It is
         * also how long a group without members and offsets may outlive them.
         */
        public Builder offsetsRetentionCheckInterval(Duration value) {
            offsetsRetentionCheckIntervalMs = millis("offsetsRetentionCheckInterval", value, 1);
            return this;
        }

        /**
         * How many outcomes may wait for {@link GroupCoordinator#stored} before requests are not taken any more: 1 or more;
         * 100,000 unless called. What else happens, such as a cancel, is always taken.
         */
        public Builder maxUnacknowledgedOutcomes(int value) {
            maxUnacknowledgedOutcomes = atLeast("maxUnacknowledgedOutcomes", value, 1);
            return this;
        }

        /** How many groups may have, or have had, members: 1 or more; 1,000,000 unless called. */
        public Builder maxGroups(int value) {
            maxGroups = atLeast("maxGroups", value, 1);
            return this;
        }

        /** How many member ids of a group may be handed out and not yet used: 1 or more; 10,000 unless called. */
        public Builder groupMaxPendingMembers(int value) {
            groupMaxPendingMembers = atLeast("groupMaxPendingMembers", value, 1);
            return this;
        }

        /** How many protocols a member may offer: 1 or more; 100 unless called. */
        public Builder maxProtocolsPerMember(int value) {
            maxProtocolsPerMember = atLeast("maxProtocolsPerMember", value, 1);
            return this;
        }

        /** How many bytes of metadata, and of assignment, a member may have: 0 or more; 4 MiB unless called. */
        public Builder maxMemberBytes(int value) {
            maxMemberBytes = atLeast("maxMemberBytes", value, 0);
            return this;
        }

        /**
         * How long group ids, topics of commits, protocol types and names, client ids and hosts may be: 1 or more; 1,000 unless
         * called.
         */
        public Builder maxTextChars(int value) {
            maxTextChars = atLeast("maxTextChars", value, 1);
            return this;
        }

        /** How often an instance id may change hands within a session timeout: 1 or more; 5 unless called. */
        public Builder maxTakeoversPerSession(int value) {
            maxTakeoversPerSession = atLeast("maxTakeoversPerSession", value, 1);
            return this;
        }

        /** How many generations of a group can be looked back at: 0 to 1,000; 10 unless called. */
        public Builder maxGenerationsKept(int value) {
            if (value < 0 || value > MAX_GENERATIONS_KEPT) {
                throw new IllegalArgumentException(
                        "maxGenerationsKept must be 0 to " + MAX_GENERATIONS_KEPT + ", was " + value);
            }
            maxGenerationsKept = value;
            return this;
        }

        /**
         * The config.
         *
         * @throws IllegalArgumentException if the shortest session timeout is longer than the longest
         */
        public CoordinatorConfig build() {
            if (groupMinSessionTimeoutMs > groupMaxSessionTimeoutMs) {
                throw new IllegalArgumentException("groupMinSessionTimeout must be at most groupMaxSessionTimeout ("
                        + groupMaxSessionTimeoutMs + " ms), was " + groupMinSessionTimeoutMs + " ms");
            }
            return new CoordinatorConfig(this);
        }

        private static int millis(String name, Duration value, int least) {
            Objects.requireNonNull(value, name);
            if (value.compareTo(Duration.ofMillis(least)) < 0
                    || value.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
                throw new IllegalArgumentException(
                        name + " must be " + least + " ms to " + Integer.MAX_VALUE + " ms, was " + value);
            }
            return (int) value.toMillis();
        }

        private static int atLeast(String name, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be " + least + " or more, was " + value);
            }
            return value;
        }
    }
}

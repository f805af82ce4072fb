package io.rebalance.log;

import java.util.Objects;

/** What a {@link GroupRecord} is about. Compares by content. */
public sealed interface RecordKey {

    /** The group that it concerns. */
    String groupId();

    /**
     * A group as such.
     *
     * @param groupId the group, not null
     */
    record Group(String groupId) implements RecordKey {
        /** @throws NullPointerException if {@code groupId} is null */
        public Group {
            Objects.requireNonNull(groupId, "groupId");
        }
    }

    /**
     * An offset that a group committed.
     *
     * @param groupId the group, not null
     * @param topic the topic, not null
     * @param partition the partition's number, 0 or more
     */
    record Offset(String groupId, String topic, int partition) implements RecordKey {
        /**
         * @throws NullPointerException if {@code groupId} or {@code topic} is null
         * @throws IllegalArgumentException if {@code partition} is negative
         */
        public Offset {
            Objects.requireNonNull(groupId, "groupId");
            Objects.requireNonNull(topic, "topic");
            if (partition < 0) {
                throw new IllegalArgumentException("partition must be 0 or more, was " + partition);
            }
        }
    }

    /**
     * An offset that a producer committed for a group within a transaction, as long as that is open.
     *
     * @param groupId the group, not null
     * @param producerId the producer
     * @param topic the topic, not null
     * @param partition the partition's number, 0 or more
     * @kip 447
     */
    record TransactionalOffset(String groupId, long producerId, String topic, int partition) implements RecordKey {
        /**
         * @throws NullPointerException if {@code groupId} or {@code topic} is null
         * @throws IllegalArgumentException if {@code partition} is negative
         */
        public TransactionalOffset {
            Objects.requireNonNull(groupId, "groupId");
            Objects.requireNonNull(topic, "topic");
            if (partition < 0) {
                throw new IllegalArgumentException("partition must be 0 or more, was " + partition);
            }
        }
    }
}

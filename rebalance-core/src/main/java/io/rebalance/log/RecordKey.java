package io.rebalance.log;

import io.rebalance.protocol.Bytes;
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

    /**
     * What a later version of this library wrote of a kind that this one does not know. It is kept as it is, for whoever
     * understands it.
     *
     * @param kind the kind's number, 4 to 255
     * @param groupId the group, not null
     * @param rest what the key has besides, not null
     */
    record Unknown(int kind, String groupId, Bytes rest) implements RecordKey {
        /**
         * @throws NullPointerException if {@code groupId} or {@code rest} is null
         * @throws IllegalArgumentException if {@code kind} is known, or no kind at all
         */
        public Unknown {
            Objects.requireNonNull(groupId, "groupId");
            Objects.requireNonNull(rest, "rest");
            if (kind <= RecordCodec.LAST_KNOWN_KIND || kind > RecordCodec.MAX_KIND) {
                throw new IllegalArgumentException("kind must be " + (RecordCodec.LAST_KNOWN_KIND + 1) + " to "
                        + RecordCodec.MAX_KIND + ", was " + kind);
            }
        }
    }
}

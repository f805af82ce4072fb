package io.rebalance.log;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartitions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link GroupRecord} says. Immutable, compares by content. */
public sealed interface RecordValue {

    /**
     * A classic group: its last generation whose assignment is known.
     *
     * @param protocolType the protocol type; empty if the group never had a member
     * @param protocolName the protocol chosen; null in a group without members
     * @param generationId the generation, 0 or more
     * @param leader the leader; null in a group without members
     * @param coordinatorAssigned whether the coordinator, not the leader, made the assignment
     * @param stateSinceMs when the group got into the state it is in, epoch ms
     * @param members the members, by member id; empty for a group without members
     */
    record ClassicGroup(
            String protocolType,
            @Nullable String protocolName,
            int generationId,
            @Nullable String leader,
            boolean coordinatorAssigned,
            long stateSinceMs,
            List<ClassicMember> members)
            implements RecordValue {

        /**
         * @throws NullPointerException if {@code protocolType} or {@code members} is null
         * @throws IllegalArgumentException if {@code generationId} is negative, or a group with members has no protocol, or
         *     no leader among its members, or if two of those have one id
         */
        public ClassicGroup {
            Objects.requireNonNull(protocolType, "protocolType");
            members = List.copyOf(members);
            if (generationId < 0) {
                throw new IllegalArgumentException("generationId must be 0 or more, was " + generationId);
            }
            if (!members.isEmpty() && protocolName == null) {
                throw new IllegalArgumentException("protocolName must not be null in a group with members");
            }
            Set<String> memberIds = new HashSet<>();
            for (ClassicMember member : members) {
                if (!memberIds.add(member.memberId())) {
                    throw new IllegalArgumentException(
                            "members must have different ids, two have " + member.memberId());
                }
            }
            if (!members.isEmpty() && !memberIds.contains(leader)) {
                throw new IllegalArgumentException("leader must be a member, was " + leader);
            }
        }
    }

    /**
     * A member of a classic group.
     *
     * @param memberId its id
     * @param groupInstanceId its instance id, or null for a dynamic member
     * @param clientId what the client calls itself
     * @param clientHost where the client is
     * @param sessionTimeoutMs how long it may stay silent, in ms
     * @param rebalanceTimeoutMs how long the others wait for it in a join phase, in ms
     * @param protocols all protocols that it offers, best first
     * @param assignment its part of the assignment
     * @param unreleased what the coordinator granted it in earlier generations, and it is not known to have let go of
     */
    record ClassicMember(
            String memberId,
            @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            List<JoinProtocol> protocols,
            Bytes assignment,
            List<Unreleased> unreleased) {

        /** @throws NullPointerException if an argument that is not {@code @Nullable} is null */
        public ClassicMember {
            Objects.requireNonNull(memberId, "memberId");
            Objects.requireNonNull(clientId, "clientId");
            Objects.requireNonNull(clientHost, "clientHost");
            protocols = List.copyOf(protocols);
            Objects.requireNonNull(assignment, "assignment");
            unreleased = List.copyOf(unreleased);
        }
    }

    /**
     * Partitions that a member may still hold.
     *
     * @param generationId the generation in which it was granted them
     * @param partitions the partitions
     */
    record Unreleased(int generationId, TopicPartitions partitions) {
        /** @throws NullPointerException if {@code partitions} is null */
        public Unreleased {
            Objects.requireNonNull(partitions, "partitions");
        }
    }

    /**
     * A committed offset.
     *
     * @param offset the next offset to read
     * @param leaderEpoch the leader epoch of the last record read, or -1
     * @param metadata text kept along, maybe empty
     * @param commitTimeMs when it was committed, epoch ms
     * @param expireTimeMs when it expires whatever the group does, epoch ms; {@link #NEVER} unless its client asked so
     * @param order which of the partition's commits this is: one more than the highest there was, open transactions
     *     included, when it was made
     */
    record CommittedOffset(
            long offset, int leaderEpoch, String metadata, long commitTimeMs, long expireTimeMs, long order)
            implements RecordValue {

        /** The expiry time of an offset that has none of its own. */
        public static final long NEVER = -1;

        /** @throws NullPointerException if {@code metadata} is null */
        public CommittedOffset {
            Objects.requireNonNull(metadata, "metadata");
        }
    }

    /**
     * An offset of an open transaction: the group's offset if that is committed, unless a later one has been committed
     * meanwhile.
     *
     * @param producerEpoch the epoch of the producer
     * @param offset what the offset will be
     * @kip 447
     */
    record TransactionalOffset(int producerEpoch, CommittedOffset offset) implements RecordValue {
        /** @throws NullPointerException if {@code offset} is null */
        public TransactionalOffset {
            Objects.requireNonNull(offset, "offset");
        }
    }

    /**
     * What a later version of this library says of a key of a kind that this one does not know.
     *
     * @param bytes the value as it was written
     */
    record Unknown(Bytes bytes) implements RecordValue {
        /** @throws NullPointerException if {@code bytes} is null */
        public Unknown {
            Objects.requireNonNull(bytes, "bytes");
        }
    }
}

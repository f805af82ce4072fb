package io.rebalance.log;

import io.rebalance.internal.raw.RawBytes;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartitions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a {@link GroupRecord} says. Immutable, compares by content. */
public sealed interface RecordValue {

    private static <T> List<T> copyOf(List<T> list, String name) {
        for (T element : Objects.requireNonNull(list, name)) {
            if (element == null) {
                throw new NullPointerException("element of " + name);
            }
        }
        return List.copyOf(list);
    }

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
            members = copyOf(members, "members");
            if (generationId < 0) {
                throw new IllegalArgumentException("generationId must be 0 or more, was " + generationId);
            }
            if (!members.isEmpty() && protocolName == null) {
                throw new IllegalArgumentException("protocolName must not be null in a group with members");
            }
            boolean ascends = ascends(members);
            if (!ascends) { // they do, as they are written
                requireDifferent(members);
            }
            if (!members.isEmpty() && (leader == null || !isMember(leader, members, ascends))) {
                throw new IllegalArgumentException("leader must be a member, was " + leader);
            }
        }

        private static boolean ascends(List<ClassicMember> members) {
            for (int i = 1; i < members.size(); i++) {
                if (members.get(i - 1).memberId().compareTo(members.get(i).memberId()) >= 0) {
                    return false;
                }
            }
            return true;
        }

        private static void requireDifferent(List<ClassicMember> members) {
            Set<String> memberIds = new HashSet<>();
            for (ClassicMember member : members) {
                if (!memberIds.add(member.memberId())) {
                    throw new IllegalArgumentException(
                            "members must have different ids, two have " + member.memberId());
                }
            }
        }

        private static boolean isMember(String leader, List<ClassicMember> members, boolean ascends) {
            int low = 0;
            int high = members.size() - 1;
            while (ascends && low < high) {
                int middle = (low + high) >>> 1;
                boolean isBehind = members.get(middle).memberId().compareTo(leader) < 0;
                low = isBehind ? middle + 1 : low;
                high = isBehind ? high : middle;
            }
            for (int i = low; i <= high; i++) {
                if (members.get(i).memberId().equals(leader)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * A member of a classic group. Compares by content, and makes its lists anew each time it is asked for them: what a
     * coordinator with millions of members keeps is small.
     */
    final class ClassicMember {

        /** What the members of a group most often have in common. */
        private static class Terms {
            final int sessionTimeoutMs;
            final int rebalanceTimeoutMs;
            final List<String> protocolNames;

            Terms(int sessionTimeoutMs, int rebalanceTimeoutMs, List<String> protocolNames) {
                this.sessionTimeoutMs = sessionTimeoutMs;
                this.rebalanceTimeoutMs = rebalanceTimeoutMs;
                this.protocolNames = protocolNames;
            }

            @Override
            public boolean equals(@Nullable Object other) {
                return this == other
                        || (other instanceof Terms that
                                && sessionTimeoutMs == that.sessionTimeoutMs
                                && rebalanceTimeoutMs == that.rebalanceTimeoutMs
                                && protocolNames.equals(that.protocolNames)
                                && rest().equals(that.rest()));
            }

            @Override
            public int hashCode() {
                return 31 * (31 * (31 * sessionTimeoutMs + rebalanceTimeoutMs) + protocolNames.hashCode())
                        + rest().hashCode();
            }

            Rest rest() {
                return Rest.NONE;
            }

            Terms with(Rest rest) {
                return rest.equals(rest())
                        ? this
                        : rest.equals(Rest.NONE)
                                ? new Terms(sessionTimeoutMs, rebalanceTimeoutMs, protocolNames)
                                : new OwnTerms(sessionTimeoutMs, rebalanceTimeoutMs, protocolNames, rest);
            }
        }

        /** Terms with what few members have. */
        private static final class OwnTerms extends Terms {
            private final Rest rest;

            OwnTerms(int sessionTimeoutMs, int rebalanceTimeoutMs, List<String> protocolNames, Rest rest) {
                super(sessionTimeoutMs, rebalanceTimeoutMs, protocolNames);
                this.rest = rest;
            }

            @Override
            Rest rest() {
                return rest;
            }
        }

        /** What few members have. */
        private record Rest(
                @Nullable String groupInstanceId, List<Bytes> furtherMetadata, List<Unreleased> unreleased) {
            static final Rest NONE = new Rest(null, List.of(), List.of());
        }

        /** Terms of longer protocol names, which are seldom what many members say, are each member's own. */
        private static final int MOST_SHARED_CHARS = 1_000;

        private final String memberId;
        private final byte[] client; // its id and host
        private final Terms terms;
        private final byte[] metadata; // under the first protocol; none if it offers none
        private final byte[] assignment;

        private ClassicMember(String memberId, byte[] client, Terms terms, byte[] metadata, byte[] assignment) {
            this.memberId = memberId;
            this.client = client;
            this.terms = terms;
            this.metadata = metadata;
            this.assignment = assignment;
        }

        /**
         * A member.
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
         * @throws NullPointerException if an argument that is not {@code @Nullable} is null
         */
        public ClassicMember(
                String memberId,
                @Nullable String groupInstanceId,
                String clientId,
                String clientHost,
                int sessionTimeoutMs,
                int rebalanceTimeoutMs,
                List<JoinProtocol> protocols,
                Bytes assignment,
                List<Unreleased> unreleased) {
            this(
                    Objects.requireNonNull(memberId, "memberId"),
                    TwoTexts.of(
                            memberId,
                            Objects.requireNonNull(clientId, "clientId"),
                            Objects.requireNonNull(clientHost, "clientHost")),
                    new Terms(sessionTimeoutMs, rebalanceTimeoutMs, namesOf(protocols))
                            .with(new Rest(
                                    groupInstanceId, furtherMetadataOf(protocols), copyOf(unreleased, "unreleased"))),
                    RawBytes.arrayOf(
                            protocols.isEmpty() ? Bytes.EMPTY : protocols.get(0).metadata()),
                    RawBytes.arrayOf(Objects.requireNonNull(assignment, "assignment")));
        }

        /** Its id. */
        public String memberId() {
            return memberId;
        }

        /** Its instance id, or null for a dynamic member. */
        public @Nullable String groupInstanceId() {
            return terms.rest().groupInstanceId;
        }

        /** What the client calls itself. A new text each time. */
        public String clientId() {
            return TwoTexts.first(client, memberId);
        }

        /** Where the client is. A new text each time. */
        public String clientHost() {
            return TwoTexts.second(client);
        }

        /** Whether its client calls itself that, and is there. Makes no texts. */
        public boolean isOf(String clientId, String clientHost) {
            return TwoTexts.are(
                    client,
                    memberId,
                    Objects.requireNonNull(clientId, "clientId"),
                    Objects.requireNonNull(clientHost, "clientHost"));
        }

        /** How long it may stay silent, in ms. */
        public int sessionTimeoutMs() {
            return terms.sessionTimeoutMs;
        }

        /** How long the others wait for it in a join phase, in ms. */
        public int rebalanceTimeoutMs() {
            return terms.rebalanceTimeoutMs;
        }

        /** All protocols that it offers, best first. A new list each time. */
        public List<JoinProtocol> protocols() {
            JoinProtocol[] protocols = new JoinProtocol[terms.protocolNames.size()];
            for (int i = 0; i < protocols.length; i++) {
                protocols[i] = new JoinProtocol(terms.protocolNames.get(i), metadata(i));
            }
            return List.of(protocols);
        }

        /** The names of the protocols that it offers, best first. */
        public List<String> protocolNames() {
            return terms.protocolNames;
        }

        /** What it says under a protocol; no bytes if it does not offer it. Offered twice, the first counts. */
        public Bytes metadata(String protocolName) {
            int i = terms.protocolNames.indexOf(Objects.requireNonNull(protocolName, "protocolName"));
            return i < 0 ? Bytes.EMPTY : metadata(i);
        }

        /** Its part of the assignment, maybe no bytes. */
        public Bytes assignment() {
            return RawBytes.around(assignment);
        }

        /** Whether that is its part of the assignment. */
        public boolean isAssigned(Bytes assignment) {
            return Arrays.equals(this.assignment, RawBytes.arrayOf(Objects.requireNonNull(assignment, "assignment")));
        }

        /** What the coordinator granted it in earlier generations, and it is not known to have let go of. */
        public List<Unreleased> unreleased() {
            return terms.rest().unreleased;
        }

        /** Whether it offers these protocols, in this order, and says the same under each. Makes no lists. */
        public boolean offers(List<JoinProtocol> protocols) {
            if (protocols.size() != terms.protocolNames.size()) {
                return false;
            }
            for (int i = 0; i < protocols.size(); i++) {
                JoinProtocol protocol = protocols.get(i);
                if (!protocol.name().equals(terms.protocolNames.get(i))
                        || !protocol.metadata().equals(metadata(i))) {
                    return false;
                }
            }
            return true;
        }

        /** The member with this part of the assignment; the same member if that is the one that it has. */
        public ClassicMember withAssignment(Bytes assignment) {
            return isAssigned(assignment)
                    ? this
                    : new ClassicMember(memberId, client, terms, metadata, RawBytes.arrayOf(assignment));
        }

        /** The member with other partitions that it is not known to have let go of. */
        public ClassicMember withUnreleased(List<Unreleased> unreleased) {
            Rest rest = new Rest(groupInstanceId(), furtherMetadata(), copyOf(unreleased, "unreleased"));
            return unreleased.equals(unreleased())
                    ? this
                    : new ClassicMember(memberId, client, terms.with(rest), metadata, assignment);
        }

        /**
         * An equal member made of the values that {@code once} gives for its own, equal ones. So what many members say
         * alike is kept once.
         */
        public ClassicMember with(UnaryOperator<Object> once) {
            @SuppressWarnings("unchecked") // equal to what it was
            List<String> names = (List<String>) once.apply(terms.protocolNames);
            List<Bytes> further = furtherMetadata().isEmpty()
                    ? List.of()
                    : furtherMetadata().stream().map(b -> (Bytes) once.apply(b)).toList();
            Terms own = new Terms(sessionTimeoutMs(), rebalanceTimeoutMs(), names);
            int nameChars = 0;
            for (int i = 0; i < names.size(); i++) {
                nameChars += names.get(i).length();
            }
            Terms common = nameChars > MOST_SHARED_CHARS ? own : (Terms) once.apply(own);
            return new ClassicMember(
                    memberId,
                    client,
                    common.with(new Rest(groupInstanceId(), further, unreleased())),
                    RawBytes.arrayOf((Bytes) once.apply(RawBytes.around(metadata))),
                    assignment);
        }

        private Bytes metadata(int i) {
            return i == 0 ? RawBytes.around(metadata) : furtherMetadata().get(i - 1);
        }

        private List<Bytes> furtherMetadata() {
            return terms.rest().furtherMetadata;
        }

        private static List<String> namesOf(List<JoinProtocol> protocols) {
            String[] names = new String[protocols.size()];
            for (int i = 0; i < names.length; i++) {
                names[i] = protocols.get(i).name();
            }
            return List.of(names);
        }

        private static List<Bytes> furtherMetadataOf(List<JoinProtocol> protocols) {
            return protocols.size() < 2
                    ? List.of()
                    : protocols.stream().skip(1).map(JoinProtocol::metadata).toList();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other
                    || (other instanceof ClassicMember that
                            && memberId.equals(that.memberId)
                            && Arrays.equals(client, that.client)
                            && terms.equals(that.terms)
                            && Arrays.equals(metadata, that.metadata)
                            && Arrays.equals(assignment, that.assignment));
        }

        @Override
        public int hashCode() {
            return Objects.hash(
                    memberId, Arrays.hashCode(client), terms, Arrays.hashCode(metadata), Arrays.hashCode(assignment));
        }

        @Override
        public String toString() {
            return "ClassicMember[memberId=" + memberId + ", groupInstanceId=" + groupInstanceId() + ", clientId="
                    + clientId() + ", clientHost=" + clientHost() + ", sessionTimeoutMs=" + sessionTimeoutMs()
                    + ", rebalanceTimeoutMs=" + rebalanceTimeoutMs() + ", protocols=" + protocols() + ", assignment="
                    + assignment() + ", unreleased=" + unreleased() + "]";
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

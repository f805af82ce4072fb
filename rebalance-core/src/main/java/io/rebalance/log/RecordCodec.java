package io.rebalance.log;

import io.rebalance.log.RecordValue.ClassicGroup;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartitions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes: a key and a value, for a compacted topic, a key-value store, or the {@linkplain RecordWriter frames}
 * of a file.
 *
 * <p>Equal records have equal bytes, and the key of a tombstone has the bytes of the key of what it ends, in this
 * version and in every later one: compaction is by key.
 *
 * <p><b>Keys.</b> One byte for the kind, then the group's id, then what else the kind has: nothing for {@link
 * RecordKey.Group} (1); topic and partition for {@link RecordKey.Offset} (2); producer, topic and partition for {@link
 * RecordKey.TransactionalOffset} (3). A kind never changes; a new one gets a new number. A key of a kind that this
 * version does not know is read as {@link RecordKey.Unknown}, its value as {@link RecordValue.Unknown}, and both are
 * written as they were read.
 *
 * <p><b>Values.</b> One byte for the version, {@value #VERSION}, then the fields in the order in which the records
 * declare them. A later version of this library that appends fields, to a value or to a member within, leaves the
 * version as it is, and this one passes over them; should the version be another one, what is written cannot be
 * understood, and is refused rather than misread. What was passed over is not in the record, nor in what is written from
 * it.
 *
 * <p><b>Fields.</b> Numbers are big-endian, of four and eight bytes; sizes and counts have seven bits a byte, the lowest
 * first, with the highest bit set where more follow; what may be null has a size of 0 for null, and one more than it is
 * otherwise. Texts are UTF-8; a surrogate without its other half has the three bytes of a character of its number, so
 * that each string, even one that is no text, comes back as it was.
 *
 * <p>An instance is for one log that is read from one end to the other: it makes equal texts, and equal bytes of members,
 * one object. Not thread-safe. To read takes time in proportion to the bytes; nothing is allocated for more than what
 * they can hold.
 */
public final class RecordCodec {

    /** The version of values that is written. */
    public static final int VERSION = 1;

    /** The highest kind of key that has a type of its own; those above are read as {@link RecordKey.Unknown}. */
    static final int LAST_KNOWN_KIND = 3;

    static final int MAX_KIND = 255;

    private static final int GROUP = 1;
    private static final int OFFSET = 2;
    private static final int TRANSACTIONAL_OFFSET = 3;

    private static final int MIN_PROTOCOL_BYTES = 2;
    private static final int MIN_MEMBER_BYTES = 1;
    private static final int MIN_UNRELEASED_BYTES = 6;

    private final FieldReader in = new FieldReader();

    /** A codec that has read nothing yet. */
    public RecordCodec() {}

    /**
     * Writes a key.
     *
     * @throws NullPointerException if {@code key} is null
     * @throws ArithmeticException if it would have more than 2 GiB
     */
    public static byte[] writeKey(RecordKey key) {
        FieldWriter out = new FieldWriter();
        write(out, Objects.requireNonNull(key, "key"));
        return out.toArray();
    }

    /**
     * Writes a value. A tombstone has none: what stores it says so in its own way.
     *
     * @throws NullPointerException if {@code value} is null
     * @throws ArithmeticException if it would have more than 2 GiB
     */
    public static byte[] writeValue(RecordValue value) {
        FieldWriter out = new FieldWriter();
        write(out, Objects.requireNonNull(value, "value"));
        return out.toArray();
    }

    /**
     * Reads a record. The buffers are left as they are.
     *
     * @param key what remains in it is the key
     * @param value what remains in it is the value; null for a tombstone
     * @throws MalformedBytesException if the bytes are no record; the message says what is wrong where
     */
    public GroupRecord read(ByteBuffer key, @Nullable ByteBuffer value) throws MalformedBytesException {
        enter(Objects.requireNonNull(key, "key"));
        RecordKey readKey = readKey();
        if (value == null) {
            return new GroupRecord(readKey, null);
        }
        enter(value);
        return new GroupRecord(readKey, readValue(readKey));
    }

    /** Reads a record; {@code valueFrom} is negative for a tombstone. */
    GroupRecord read(byte[] array, int keyFrom, int keyTo, int valueFrom, int valueTo) throws MalformedBytesException {
        in.over(array, keyFrom, keyTo);
        RecordKey key = readKey();
        if (valueFrom < 0) {
            return new GroupRecord(key, null);
        }
        in.over(array, valueFrom, valueTo);
        return new GroupRecord(key, readValue(key));
    }

    private void enter(ByteBuffer buffer) {
        if (buffer.hasArray()) {
            int from = buffer.arrayOffset() + buffer.position();
            in.over(buffer.array(), from, from + buffer.remaining());
        } else {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(buffer.position(), copy);
            in.over(copy, 0, copy.length);
        }
    }

    // keys

    static void write(FieldWriter out, RecordKey key) {
        if (key instanceof RecordKey.Group group) {
            out.int8(GROUP);
            out.text(group.groupId());
        } else if (key instanceof RecordKey.Offset offset) {
            out.int8(OFFSET);
            out.text(offset.groupId());
            out.text(offset.topic());
            out.int32(offset.partition());
        } else if (key instanceof RecordKey.TransactionalOffset open) {
            out.int8(TRANSACTIONAL_OFFSET);
            out.text(open.groupId());
            out.int64(open.producerId());
            out.text(open.topic());
            out.int32(open.partition());
        } else {
            RecordKey.Unknown unknown = (RecordKey.Unknown) key;
            out.int8(unknown.kind());
            out.text(unknown.groupId());
            out.verbatim(unknown.rest());
        }
    }

    private RecordKey readKey() throws MalformedBytesException {
        int kind = in.int8("kind of key");
        if (kind == 0) {
            throw in.malformed("kind of key must be 1 or more, was 0");
        }
        String groupId = in.text("group id");
        RecordKey key = switch (kind) {
            case GROUP -> new RecordKey.Group(groupId);
            case OFFSET -> new RecordKey.Offset(groupId, in.text("topic"), partition());
            case TRANSACTIONAL_OFFSET -> {
                long producerId = in.int64("producer id");
                yield new RecordKey.TransactionalOffset(groupId, producerId, in.text("topic"), partition());
            }
            default -> new RecordKey.Unknown(kind, groupId, in.rest());
        };
        if (in.hasMore()) {
            throw in.malformed("a key must end here");
        }
        return key;
    }

    private int partition() throws MalformedBytesException {
        int partition = in.int32("partition");
        if (partition < 0) {
            throw in.malformed("partition must be 0 or more, was " + partition);
        }
        return partition;
    }

    // values

    static void write(FieldWriter out, RecordValue value) {
        if (value instanceof ClassicGroup group) {
            out.int8(VERSION);
            write(out, group);
        } else if (value instanceof CommittedOffset offset) {
            out.int8(VERSION);
            write(out, offset);
        } else if (value instanceof RecordValue.TransactionalOffset open) {
            out.int8(VERSION);
            out.int32(open.producerEpoch());
            write(out, open.offset());
        } else {
            out.verbatim(((RecordValue.Unknown) value).bytes());
        }
    }

    private RecordValue readValue(RecordKey key) throws MalformedBytesException {
        if (key instanceof RecordKey.Unknown) {
            return new RecordValue.Unknown(in.rest());
        }
        int version = in.int8("version");
        if (version != VERSION) {
            throw in.malformed("version must be " + VERSION + ", was " + version);
        }
        try {
            if (key instanceof RecordKey.Group) {
                return readGroup();
            }
            return key instanceof RecordKey.Offset ? readOffset() : readTransactionalOffset();
        } catch (IllegalArgumentException e) { // each field is well, but they do not make a record
            throw in.malformed("" + e.getMessage());
        }
    }

    private static void write(FieldWriter out, CommittedOffset offset) {
        out.int64(offset.offset());
        out.int32(offset.leaderEpoch());
        out.text(offset.metadata());
        out.int64(offset.commitTimeMs());
        out.int64(offset.expireTimeMs());
        out.int64(offset.order());
    }

    private CommittedOffset readOffset() throws MalformedBytesException {
        return new CommittedOffset(
                in.int64("offset"),
                in.int32("leader epoch"),
                in.text("metadata"),
                in.int64("commit time"),
                in.int64("expire time"),
                in.int64("order"));
    }

    private RecordValue.TransactionalOffset readTransactionalOffset() throws MalformedBytesException {
        return new RecordValue.TransactionalOffset(in.int32("producer epoch"), readOffset());
    }

    private static void write(FieldWriter out, ClassicGroup group) {
        out.text(group.protocolType());
        out.nullableText(group.protocolName());
        out.int32(group.generationId());
        out.nullableText(group.leader());
        out.bool(group.coordinatorAssigned());
        out.int64(group.stateSinceMs());
        out.count(group.members().size());
        for (ClassicMember member : group.members()) {
            int start = out.begin();
            write(out, member);
            out.end(start);
        }
    }

    private ClassicGroup readGroup() throws MalformedBytesException {
        String protocolType = in.text("protocol type");
        String protocolName = in.nullableText("protocol name");
        int generationId = in.int32("generation id");
        String leader = in.nullableText("leader");
        boolean coordinatorAssigned = in.bool("coordinator assigned");
        long stateSinceMs = in.int64("state since");
        int count = in.count(MIN_MEMBER_BYTES, "members");
        List<ClassicMember> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int outer = in.enter("member");
            members.add(readMember());
            in.leave(outer);
        }
        return new ClassicGroup(
                protocolType, protocolName, generationId, leader, coordinatorAssigned, stateSinceMs, members);
    }

    private static void write(FieldWriter out, ClassicMember member) {
        out.text(member.memberId());
        out.nullableText(member.groupInstanceId());
        out.text(member.clientId());
        out.text(member.clientHost());
        out.int32(member.sessionTimeoutMs());
        out.int32(member.rebalanceTimeoutMs());
        out.count(member.protocols().size());
        for (JoinProtocol protocol : member.protocols()) {
            out.text(protocol.name());
            out.bytes(protocol.metadata());
        }
        out.bytes(member.assignment());
        out.count(member.unreleased().size());
        for (Unreleased unreleased : member.unreleased()) {
            out.int32(unreleased.generationId());
            out.text(unreleased.partitions().topic());
            out.count(unreleased.partitions().count());
            unreleased.partitions().partitions().forEach(out::int32);
        }
    }

    private ClassicMember readMember() throws MalformedBytesException {
        return new ClassicMember(
                in.text("member id"),
                in.nullableText("group instance id"),
                in.text("client id"),
                in.text("client host"),
                in.int32("session timeout"),
                in.int32("rebalance timeout"),
                readProtocols(),
                in.bytes("assignment"),
                readUnreleased());
    }

    private List<JoinProtocol> readProtocols() throws MalformedBytesException {
        int count = in.count(MIN_PROTOCOL_BYTES, "protocols");
        List<JoinProtocol> protocols = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            protocols.add(new JoinProtocol(in.text("protocol name"), in.bytes("protocol metadata")));
        }
        return protocols;
    }

    private List<Unreleased> readUnreleased() throws MalformedBytesException {
        int count = in.count(MIN_UNRELEASED_BYTES, "unreleased");
        List<Unreleased> unreleased = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int generationId = in.int32("unreleased generation id");
            String topic = in.text("unreleased topic");
            int[] partitions = new int[in.count(Integer.BYTES, "unreleased partitions")];
            for (int p = 0; p < partitions.length; p++) {
                partitions[p] = in.int32("unreleased partition");
            }
            unreleased.add(new Unreleased(generationId, TopicPartitions.of(topic, partitions)));
        }
        return unreleased;
    }
}

package io.rebalance.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes in which Kafka consumers write their subscription and read their assignment, versions 0 to 3.
 *
 * <p>A number of two bytes tells the version; later versions only append fields. So bytes of an unknown newer version
 * are read as far as version 3 goes, and bytes that end early, at the border of a field, are read as if they had an
 * older version (some clients write such). Anything else is malformed: a field that ends in the middle, a count or a
 * length that the remaining bytes cannot hold, a negative partition. Nothing is ever allocated for more than what the
 * bytes can hold.
 *
 * @kip 429, 792, 881
 */
public final class ConsumerProtocol {

    /** The protocol type of Kafka consumers. */
    public static final String TYPE = "consumer";

    /** The lowest version. */
    public static final short LOWEST_VERSION = 0;

    /** The highest version that is written, and understood as a whole. */
    public static final short HIGHEST_VERSION = 3;

    private static final int MAX_STRING_BYTES = Short.MAX_VALUE;

    private ConsumerProtocol() {}

    /**
     * Reads a subscription of any version.
     *
     * @throws MalformedBytesException if the bytes are no subscription
     */
    public static ConsumerSubscription readSubscription(Bytes bytes) throws MalformedBytesException {
        Reader in = new Reader(bytes);
        int version = in.version();
        List<String> topics = in.strings("topics");
        Bytes userData = in.hasMore() ? in.nullableBytes("user data") : null;
        List<TopicPartitions> owned = version >= 1 && in.hasMore() ? in.topicPartitions("owned partitions") : null;
        int generationId =
                version >= 2 && in.hasMore() ? in.int32("generation id") : ConsumerSubscription.NO_GENERATION;
        String rackId = version >= 3 && in.hasMore() ? in.nullableString("rack id") : null;
        return new ConsumerSubscription(topics, userData, owned, generationId, rackId);
    }

    /**
     * Writes a subscription. What the version has no field for is left out.
     *
     * @throws IllegalArgumentException if {@code version} is not 0 to 3, or a string is longer than 32,767 bytes
     */
    public static Bytes writeSubscription(ConsumerSubscription subscription, short version) {
        requireVersion(version);
        List<TopicPartitions> owned =
                subscription.ownedPartitions() == null ? List.of() : subscription.ownedPartitions();
        Writer out = new Writer();
        out.int16(version);
        out.int32(subscription.topics().size());
        subscription.topics().forEach(out::string);
        out.nullableBytes(subscription.userData());
        if (version >= 1) {
            out.topicPartitions(owned);
        }
        if (version >= 2) {
            out.int32(subscription.generationId());
        }
        if (version >= 3) {
            out.nullableString(subscription.rackId());
        }
        return out.toBytes();
    }

    /**
     * Reads an assignment of any version. No bytes at all are an assignment of nothing, as a leader gives it to a
     * member that it does not name.
     *
     * @throws MalformedBytesException if the bytes are no assignment
     */
    public static ConsumerAssignment readAssignment(Bytes bytes) throws MalformedBytesException {
        if (bytes.isEmpty()) {
            return ConsumerAssignment.of(List.of());
        }
        Reader in = new Reader(bytes);
        in.version();
        List<TopicPartitions> partitions = in.topicPartitions("partitions");
        Bytes userData = in.hasMore() ? in.nullableBytes("user data") : null;
        return new ConsumerAssignment(partitions, userData);
    }

    /**
     * Writes an assignment.
     *
     * @throws IllegalArgumentException if {@code version} is not 0 to 3, or a string is longer than 32,767 bytes
     */
    public static Bytes writeAssignment(ConsumerAssignment assignment, short version) {
        requireVersion(version);
        Writer out = new Writer();
        out.int16(version);
        out.topicPartitions(assignment.partitions());
        out.nullableBytes(assignment.userData());
        return out.toBytes();
    }

    private static void requireVersion(short version) {
        if (version < LOWEST_VERSION || version > HIGHEST_VERSION) {
            throw new IllegalArgumentException(
                    "version must be " + LOWEST_VERSION + " to " + HIGHEST_VERSION + ", was " + version);
        }
    }

    /** Takes fields off the bytes, and refuses what they cannot hold. */
    private static final class Reader {

        private static final int MIN_STRING_BYTES = Short.BYTES;
        private static final int MIN_TOPIC_BYTES = MIN_STRING_BYTES + Integer.BYTES;

        private final ByteBuffer in;

        Reader(Bytes bytes) {
            in = bytes.toBuffer();
        }

        boolean hasMore() {
            return in.hasRemaining();
        }

        int version() throws MalformedBytesException {
            int version = int16("version");
            if (version < LOWEST_VERSION) {
                throw malformed("version must be 0 or more, was " + version);
            }
            return version;
        }

        int int16(String field) throws MalformedBytesException {
            require(Short.BYTES, field);
            return in.getShort();
        }

        int int32(String field) throws MalformedBytesException {
            require(Integer.BYTES, field);
            return in.getInt();
        }

        String string(String field) throws MalformedBytesException {
            String value = nullableString(field);
            if (value == null) {
                throw malformed(field + " must not be null");
            }
            return value;
        }

        @Nullable
        String nullableString(String field) throws MalformedBytesException {
            int length = int16(field);
            if (length == -1) {
                return null;
            }
            ByteBuffer utf8 = slice(length, field);
            try {
                CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(utf8);
                return chars.toString();
            } catch (CharacterCodingException e) {
                throw malformed(field + " is not UTF-8");
            }
        }

        @Nullable
        Bytes nullableBytes(String field) throws MalformedBytesException {
            int length = int32(field);
            return length == -1 ? null : Bytes.of(slice(length, field));
        }

        List<String> strings(String field) throws MalformedBytesException {
            int count = count(MIN_STRING_BYTES, field);
            List<String> strings = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                strings.add(string(field));
            }
            return strings;
        }

        List<TopicPartitions> topicPartitions(String field) throws MalformedBytesException {
            int count = count(MIN_TOPIC_BYTES, field);
            List<TopicPartitions> topics = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String topic = string(field);
                int[] partitions = new int[count(Integer.BYTES, field)];
                for (int p = 0; p < partitions.length; p++) {
                    partitions[p] = int32(field);
                    if (partitions[p] < 0) {
                        throw malformed("a partition in " + field + " must be 0 or more, was " + partitions[p]);
                    }
                }
                topics.add(TopicPartitions.of(topic, partitions));
            }
            return topics;
        }

        private int count(int minElementBytes, String field) throws MalformedBytesException {
            int count = int32(field);
            if (count < 0 || count > in.remaining() / minElementBytes) {
                throw malformed(field + " claims " + count + " elements, " + in.remaining() + " bytes remain");
            }
            return count;
        }

        private ByteBuffer slice(int length, String field) throws MalformedBytesException {
            if (length < 0) {
                throw malformed(field + " claims a length of " + length);
            }
            require(length, field);
            ByteBuffer slice = in.slice(in.position(), length);
            in.position(in.position() + length);
            return slice;
        }

        private void require(int bytes, String field) throws MalformedBytesException {
            if (in.remaining() < bytes) {
                throw malformed(field + " needs " + bytes + " bytes, " + in.remaining() + " remain");
            }
        }

        private MalformedBytesException malformed(String what) {
            return new MalformedBytesException(what + " (at byte " + in.position() + " of " + in.limit() + ")");
        }
    }

    /** Puts fields one after the other. */
    private static final class Writer {

        private ByteBuffer out = ByteBuffer.allocate(256);

        void int16(int value) {
            room(Short.BYTES).putShort((short) value);
        }

        void int32(int value) {
            room(Integer.BYTES).putInt(value);
        }

        void string(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            if (utf8.length > MAX_STRING_BYTES) {
                throw new IllegalArgumentException(
                        "a string must have at most " + MAX_STRING_BYTES + " bytes, had " + utf8.length);
            }
            int16(utf8.length);
            room(utf8.length).put(utf8);
        }

        void nullableString(@Nullable String value) {
            if (value == null) {
                int16(-1);
            } else {
                string(value);
            }
        }

        void nullableBytes(@Nullable Bytes value) {
            if (value == null) {
                int32(-1);
            } else {
                int32(value.size());
                room(value.size()).put(value.toBuffer());
            }
        }

        void topicPartitions(List<TopicPartitions> topics) {
            int32(topics.size());
            for (TopicPartitions topic : topics) {
                string(topic.topic());
                int32(topic.count());
                for (int i = 0; i < topic.count(); i++) {
                    int32(topic.partition(i));
                }
            }
        }

        Bytes toBytes() {
            return Bytes.of(out.flip());
        }

        private ByteBuffer room(int bytes) {
            if (out.remaining() < bytes) {
                int needed = Math.addExact(out.position(), bytes);
                out = ByteBuffer.allocate(Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * out.capacity())))
                        .put(out.flip());
            }
            return out;
        }
    }
}

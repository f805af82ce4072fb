package io.rebalance.protocol;

import io.rebalance.internal.raw.FieldReader;
import java.nio.ByteBuffer;
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

    /** How many bytes a topic's or a rack's name may have in UTF-8. */
    public static final int MAX_STRING_BYTES = Short.MAX_VALUE;

    private static final int MIN_STRING_BYTES = Short.BYTES;
    private static final int MIN_TOPIC_BYTES = MIN_STRING_BYTES + Integer.BYTES;

    private ConsumerProtocol() {}

    /**
     * Reads a subscription of any version.
     *
     * @throws MalformedBytesException if the bytes are no subscription
     */
    public static ConsumerSubscription readSubscription(Bytes bytes) throws MalformedBytesException {
        FieldReader in = new FieldReader(bytes);
        int version = version(in);
        List<String> topics = strings(in, "topics");
        Bytes userData = in.hasMore() ? in.nullableBytes("user data") : null;
        List<TopicPartitions> owned = version >= 1 && in.hasMore() ? topicPartitions(in, "owned partitions") : null;
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
        FieldReader in = new FieldReader(bytes);
        version(in);
        List<TopicPartitions> partitions = topicPartitions(in, "partitions");
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

    private static List<String> strings(FieldReader in, String field) throws MalformedBytesException {
        int count = in.count(MIN_STRING_BYTES, field);
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            strings.add(in.string(field));
        }
        return strings;
    }

    private static List<TopicPartitions> topicPartitions(FieldReader in, String field) throws MalformedBytesException {
        int count = in.count(MIN_TOPIC_BYTES, field);
        List<TopicPartitions> topics = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String topic = in.string(field);
            int[] partitions = new int[in.count(Integer.BYTES, field)];
            for (int p = 0; p < partitions.length; p++) {
                partitions[p] = in.partition(field);
            }
            topics.add(TopicPartitions.of(topic, partitions));
        }
        return topics;
    }

    private static int version(FieldReader in) throws MalformedBytesException {
        int version = in.int16("version");
        if (version < LOWEST_VERSION) {
            throw in.malformed("version must be 0 or more, was " + version);
        }
        return version;
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

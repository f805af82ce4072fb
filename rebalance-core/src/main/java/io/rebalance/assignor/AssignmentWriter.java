package io.rebalance.assignor;

import io.rebalance.internal.raw.RawBytes;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes each member's part straight from numbers: version, how many topics, and of each topic its name, how many
 * partitions, and their numbers; no user data. One pass measures, a second one writes; both go through the partitions in
 * their order, so each member's are in order too.
 */
final class AssignmentWriter {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEAD_BYTES = Short.BYTES + Integer.BYTES;
    private static final int NO_USER_DATA = -1;

    private final AssignmentInput input;
    private final int[] owners;
    private final byte[][] topics;
    private final int[] lastTopics; // by member: which topic it had a partition of last, plus one
    private final int[] topicCounts; // by member

    private AssignmentWriter(AssignmentInput input, int[] owners) {
        this.input = input;
        this.owners = owners;
        this.topics = new byte[input.topicCount()][];
        this.lastTopics = new int[input.memberCount()];
        this.topicCounts = new int[input.memberCount()];
        for (int t = 0; t < topics.length; t++) {
            topics[t] = input.topicName(t).getBytes(StandardCharsets.UTF_8);
        }
    }

    static List<Bytes> write(AssignmentInput input, int[] owners) {
        AssignmentWriter writer = new AssignmentWriter(input, owners);
        byte[][] parts = writer.fill(writer.sizes());
        List<Bytes> bytes = new ArrayList<>(parts.length);
        for (byte[] part : parts) {
            bytes.add(RawBytes.around(part));
        }
        return bytes;
    }

    private int[] sizes() {
        int[] sizes = new int[lastTopics.length];
        Arrays.fill(sizes, HEAD_BYTES + Integer.BYTES);
        for (int t = 0; t < topics.length; t++) {
            int topicBytes = Short.BYTES + topics[t].length + Integer.BYTES;
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int m = owners[p];
                if (m >= 0) {
                    if (lastTopics[m] != t + 1) {
                        beginTopic(m, t);
                        sizes[m] = Math.addExact(sizes[m], topicBytes);
                    }
                    sizes[m] = Math.addExact(sizes[m], Integer.BYTES);
                }
            }
        }
        return sizes;
    }

    private void beginTopic(int m, int t) {
        if (topics[t].length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("the name of topic " + t + " must have at most " + Short.MAX_VALUE
                    + " bytes, had " + topics[t].length);
        }
        lastTopics[m] = t + 1;
        topicCounts[m]++;
    }

    private byte[][] fill(int[] sizes) {
        byte[][] parts = new byte[sizes.length][];
        int[] positions = sizes; // each is read before it is written over
        int[] countPositions = new int[sizes.length]; // of the topic that was begun last
        int[] runs = new int[sizes.length]; // how many partitions of it
        for (int m = 0; m < parts.length; m++) {
            byte[] part = new byte[sizes[m]];
            SHORT.set(part, 0, ConsumerProtocol.LOWEST_VERSION);
            INT.set(part, Short.BYTES, topicCounts[m]);
            INT.set(part, part.length - Integer.BYTES, NO_USER_DATA);
            parts[m] = part;
            positions[m] = HEAD_BYTES;
        }
        Arrays.fill(lastTopics, 0);
        for (int t = 0; t < topics.length; t++) {
            int first = input.firstPartition(t);
            int end = input.firstPartition(t + 1);
            byte[] topic = topics[t];
            boolean isWords = topic.length >= Long.BYTES && topic.length <= 2 * Long.BYTES; // as most names are
            long word = isWords ? (long) LONG.get(topic, 0) : 0;
            long lastWord = isWords ? (long) LONG.get(topic, topic.length - Long.BYTES) : 0;
            for (int p = first; p < end; p++) {
                int m = owners[p];
                if (m >= 0) {
                    byte[] part = parts[m];
                    int position = positions[m];
                    if (lastTopics[m] != t + 1) {
                        lastTopics[m] = t + 1;
                        SHORT.set(part, position, (short) topic.length);
                        position += Short.BYTES;
                        if (isWords) {
                            LONG.set(part, position, word);
                            LONG.set(part, position + topic.length - Long.BYTES, lastWord);
                        } else {
                            System.arraycopy(topic, 0, part, position, topic.length);
                        }
                        position += topic.length;
                        countPositions[m] = position;
                        runs[m] = 0;
                        position += Integer.BYTES;
                    }
                    INT.set(part, position, p - first);
                    positions[m] = position + Integer.BYTES;
                    INT.set(part, countPositions[m], ++runs[m]);
                }
            }
        }
        return parts;
    }
}

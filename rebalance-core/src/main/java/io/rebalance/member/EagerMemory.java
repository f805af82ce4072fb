package io.rebalance.member;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.TopicPartitions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a member of an eager group remembers, as Kafka's sticky assignor writes and reads it in its user data. */
final class EagerMemory {

    /** Kafka's assignors that look at nothing but today: their members say nothing of before. */
    private static final List<String> FORGETFUL = List.of("range", "roundrobin");

    private EagerMemory() {}

    /**
     * Whether an assignor of that name may read it. To the others it must not be said: user data that changes makes the
     * coordinator take a static member that starts again for one that wants something else (KIP-345).
     */
    static boolean isOfUseTo(String assignorName) {
        return !FORGETFUL.contains(assignorName);
    }

    /**
     * Version 1 of it: the last assignment, and the generation in which it was given.
     *
     * @param partitions the last assignment, a topic each
     */
    static Bytes lastAssignment(List<TopicPartitions> partitions, int generationId) {
        List<byte[]> names = new ArrayList<>();
        int size = Integer.BYTES + Integer.BYTES;
        for (TopicPartitions topic : partitions) {
            byte[] name = topic.topic().getBytes(StandardCharsets.UTF_8);
            names.add(name);
            size += Short.BYTES + name.length + Integer.BYTES + topic.count() * Integer.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(partitions.size());
        for (int i = 0; i < partitions.size(); i++) {
            out.putShort((short) names.get(i).length).put(names.get(i));
            TopicPartitions topic = partitions.get(i);
            out.putInt(topic.count());
            topic.partitions().forEach(out::putInt);
        }
        out.putInt(generationId);
        return Bytes.of(out.flip());
    }
}

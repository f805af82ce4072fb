package io.rebalance.testkit;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.TopicPartition;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Values that nobody in his senses sends, and that somebody will: each kind of field has its own. */
final class HostileValues {

    static final int MANY = 10_000;
    static final String MEGABYTE = "m".repeat(1 << 20);

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "\ud800", // half a character
            "g\u00fc\u20ac\ud83d\ude00",
            "../../etc",
            "c-1 ",
            "x".repeat(249),
            "x".repeat(250),
            "x".repeat(1_000),
            "x".repeat(1_001),
            "\u20ac".repeat(40_000),
            MEGABYTE);

    private static final List<Integer> INTS = List.of(
            Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -2, -1, 0, 1, 2, 5_999, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);

    private static final List<Long> LONGS =
            List.of(Long.MIN_VALUE, -2L, -1L, 0L, 1L, (long) Integer.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE);

    private static final Bytes TOO_MANY_BYTES = Bytes.of(new byte[(4 << 20) + 1]);

    private static final List<Bytes> BYTES = List.of(
            Bytes.EMPTY,
            Bytes.of(new byte[1]),
            Bytes.of(new byte[] {0, 3, 127, -1, -1, -1}), // a count that the rest cannot hold
            Bytes.of(new byte[] {0, 1, -1, -1, -1, -1, -1, -1, -1, -1}), // negative counts
            Bytes.of(new byte[] {127, -1, 0, 0, 0, 1, 0, 1, 'o', 0, 0, 0, 0}), // of a version that is not there yet
            Bytes.of(new byte[] {0, 0, 0, 0, 0, 1, 0, 9, 'o'}), // ends in the middle of a topic
            Bytes.of(new byte[1 << 20]),
            TOO_MANY_BYTES);

    private static final List<JoinProtocol> MANY_PROTOCOLS = IntStream.range(0, MANY)
            .mapToObj(i -> new JoinProtocol("p" + i, Bytes.EMPTY))
            .toList();
    private static final List<MemberAssignment> MANY_ASSIGNMENTS = IntStream.range(0, MANY)
            .mapToObj(i -> new MemberAssignment("nobody" + i, Bytes.EMPTY))
            .toList();
    private static final List<LeaveGroupRequest.Leaver> MANY_LEAVERS = IntStream.range(0, MANY)
            .mapToObj(i -> new LeaveGroupRequest.Leaver("nobody" + i, i % 2 == 0 ? null : "i" + i, "bye"))
            .toList();
    private static final List<OffsetCommitRequest.Partition> MANY_OFFSETS = IntStream.range(0, MANY)
            .mapToObj(i -> OffsetCommitRequest.Partition.of(new TopicPartition("many", i % (MANY / 2)), i))
            .toList();

    private final SplittableRandom random;

    HostileValues(SplittableRandom random) {
        this.random = random;
    }

    String text() {
        return of(TEXTS);
    }

    @Nullable
    String textOrNull() {
        return random.nextInt(4) == 0 ? null : text();
    }

    int number() {
        return of(INTS);
    }

    long longNumber() {
        return of(LONGS);
    }

    Bytes bytes() {
        if (random.nextInt(2) == 0) {
            return of(BYTES);
        }
        byte[] garbage = new byte[random.nextInt(40)];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(3));
        }
        return Bytes.of(garbage);
    }

    TopicPartition partition() {
        return new TopicPartition(text(), random.nextInt(2) == 0 ? Integer.MAX_VALUE : random.nextInt(3));
    }

    List<JoinProtocol> protocols() {
        return switch (random.nextInt(5)) {
            case 0 -> List.of();
            case 1 -> MANY_PROTOCOLS;
            case 2 -> MANY_PROTOCOLS.subList(0, 100 + random.nextInt(2));
            default -> List.of(new JoinProtocol(text(), bytes()), new JoinProtocol("range", bytes()));
        };
    }

    List<MemberAssignment> assignments(String memberId) {
        return switch (random.nextInt(4)) {
            case 0 -> MANY_ASSIGNMENTS;
            case 1 -> List.of(new MemberAssignment(text(), TOO_MANY_BYTES));
            default ->
                List.of(
                        new MemberAssignment(memberId, bytes()),
                        new MemberAssignment(memberId, bytes()), // named twice
                        new MemberAssignment(text(), bytes()));
        };
    }

    List<LeaveGroupRequest.Leaver> leavers(String memberId, @Nullable String instanceId) {
        return switch (random.nextInt(5)) {
            case 0 -> List.of();
            case 1 -> MANY_LEAVERS;
            case 2 ->
                List.of(
                        new LeaveGroupRequest.Leaver(memberId, instanceId, null),
                        new LeaveGroupRequest.Leaver(memberId, instanceId, MEGABYTE)); // twice
            default ->
                List.of(
                        new LeaveGroupRequest.Leaver(memberId, textOrNull(), null),
                        new LeaveGroupRequest.Leaver("", textOrNull(), text()));
        };
    }

    List<OffsetCommitRequest.Partition> offsets() {
        return switch (random.nextInt(40)) {
            case 0, 1, 2 -> List.of();
            case 3 -> MANY_OFFSETS;
            default -> {
                TopicPartition partition = random.nextBoolean() ? partition() : new TopicPartition("orders", 0);
                yield List.of(
                        new OffsetCommitRequest.Partition(partition, longNumber(), number(), textOrNull()),
                        new OffsetCommitRequest.Partition(partition, longNumber(), number(), textOrNull())); // twice
            }
        };
    }

    private <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}

package io.rebalance.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.RecordValue.ClassicGroup;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartitions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Laws of the bytes of records: nothing is lost, everything is written in one way, and no bytes do harm. */
class RecordPropertiesTest {

    private static final List<String> TEXTS =
            List.of("", "g", "orders", "größe", "😀", "\ud83d", "\ude00", "a-2", "x".repeat(300));

    /** Records of every shape; the same seed gives equal ones. */
    private static final class Shapes {
        private final SplittableRandom random;

        Shapes(long seed) {
            random = new SplittableRandom(seed);
        }

        GroupRecord record() {
            String group = text();
            return switch (random.nextInt(4)) {
                case 0 -> of(new RecordKey.Group(group), group());
                case 1 -> of(new RecordKey.Offset(group, text(), natural()), offset());
                case 2 ->
                    of(
                            new RecordKey.TransactionalOffset(group, random.nextLong(), text(), natural()),
                            new RecordValue.TransactionalOffset(random.nextInt(), offset()));
                default ->
                    of(
                            new RecordKey.Unknown(4 + random.nextInt(252), group, bytes()),
                            new RecordValue.Unknown(bytes()));
            };
        }

        private GroupRecord of(RecordKey key, RecordValue value) {
            return new GroupRecord(key, random.nextInt(5) == 0 ? null : value);
        }

        private CommittedOffset offset() {
            return new CommittedOffset(
                    random.nextLong(),
                    random.nextInt(),
                    text(),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong());
        }

        private ClassicGroup group() {
            List<ClassicMember> members = IntStream.range(0, random.nextInt(4))
                    .mapToObj(i -> member("m" + i + text()))
                    .toList();
            boolean isEmpty = members.isEmpty();
            return new ClassicGroup(
                    text(),
                    isEmpty ? nullableText() : text(),
                    natural(),
                    isEmpty ? nullableText() : members.get(0).memberId(),
                    random.nextBoolean(),
                    random.nextLong(),
                    members);
        }

        private ClassicMember member(String memberId) {
            return new ClassicMember(
                    memberId,
                    nullableText(),
                    text(),
                    text(),
                    random.nextInt(),
                    random.nextInt(),
                    IntStream.range(0, random.nextInt(3))
                            .mapToObj(i -> new JoinProtocol(text(), bytes()))
                            .toList(),
                    bytes(),
                    IntStream.range(0, random.nextInt(3))
                            .mapToObj(i -> new Unreleased(random.nextInt(), partitions()))
                            .toList());
        }

        private TopicPartitions partitions() {
            return TopicPartitions.of(
                    text(),
                    IntStream.range(0, random.nextInt(4)).map(i -> natural()).toArray());
        }

        private int natural() {
            return random.nextInt() & Integer.MAX_VALUE;
        }

        private String text() {
            return TEXTS.get(random.nextInt(TEXTS.size()));
        }

        private @Nullable String nullableText() {
            return random.nextInt(3) == 0 ? null : text();
        }

        private Bytes bytes() {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(1_000) : random.nextInt(3)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.nextInt();
            }
            return Bytes.of(bytes);
        }
    }

    // invariant S9, field failure C9
    @Property
    void records_any_comeBackFromOneCodec(@ForAll long seed) throws MalformedBytesException {
        Shapes shapes = new Shapes(seed);
        RecordCodec codec = new RecordCodec();
        for (int i = 0; i < 30; i++) {
            GroupRecord record = shapes.record();
            assertThat(codec.read(key(record), value(record))).isEqualTo(record);
        }
    }

    @Property
    void records_equal_haveEqualBytes(@ForAll long seed) {
        GroupRecord one = new Shapes(seed).record();
        GroupRecord other = new Shapes(seed).record();

        assertThat(key(one)).isEqualTo(key(other));
        assertThat(value(one)).isEqualTo(value(other));
    }

    @Property
    void keys_notEqual_haveOtherBytes(@ForAll long a, @ForAll long b) {
        GroupRecord one = new Shapes(a).record();
        GroupRecord other = new Shapes(b).record();

        assertThat(key(one).equals(key(other))).isEqualTo(one.key().equals(other.key()));
    }

    // what can be read of keys is written as it was read: nothing has two keys
    @Property(tries = 5_000)
    void bytes_any_areAKeyWrittenTheSameWay_orRefused(
            @ForAll @IntRange(max = 5) int kind, @ForAll @Size(max = 20) byte[] rest) {
        byte[] bytes = new byte[rest.length + 1];
        bytes[0] = (byte) kind;
        System.arraycopy(rest, 0, bytes, 1, rest.length);
        try {
            GroupRecord read = new RecordCodec().read(ByteBuffer.wrap(bytes), null);
            assertThat(RecordCodec.writeKey(read.key())).isEqualTo(bytes);
        } catch (MalformedBytesException e) {
            assertThat(e).hasMessageMatching("(?s).+ \\(at byte \\d+ of " + bytes.length + "\\)");
        }
    }

    // invariant S19: bytes may be anything
    @Property(tries = 3_000)
    void values_withBytesChanged_areReadOrRefused(@ForAll long seed, @ForAll long damage) {
        GroupRecord record = new Shapes(seed).record();
        ByteBuffer value = value(record);
        if (value == null || !value.hasRemaining()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(damage);
        byte[] bytes = value.array().clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        byte[] cut = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
        try {
            GroupRecord read = new RecordCodec().read(key(record), ByteBuffer.wrap(cut));
            assertThat(new RecordCodec().read(key(read), value(read))).isEqualTo(read);
        } catch (MalformedBytesException e) {
            assertThat(e).hasMessageContaining(" of " + cut.length + ")");
        }
    }

    // whatever chunks the bytes come in
    @Property(tries = 200)
    void frames_any_comeBack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int chunk)
            throws IOException, MalformedBytesException {
        Shapes shapes = new Shapes(seed);
        List<List<GroupRecord>> batches = new ArrayList<>();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.writeBytes(LogHeader.SINGLE.toBytes());
        RecordWriter writer = new RecordWriter();
        for (int i = shapes.random.nextInt(8); i > 0; i--) {
            List<GroupRecord> batch = IntStream.rangeClosed(0, shapes.random.nextInt(5))
                    .mapToObj(r -> shapes.record())
                    .toList();
            batches.add(batch);
            log.writeBytes(writer.frame(batch).array());
        }
        InputStream slow = new ByteArrayInputStream(log.toByteArray()) {
            @Override
            public synchronized int read(byte[] bytes, int from, int length) {
                return super.read(bytes, from, Math.min(length, chunk));
            }
        };
        RecordReader reader = RecordReader.of(slow, LogHeader.SINGLE);
        List<List<GroupRecord>> read = new ArrayList<>();
        for (List<GroupRecord> batch = reader.next(); batch != null; batch = reader.next()) {
            read.add(batch);
        }

        assertThat(read).isEqualTo(batches);
        assertThat(reader.position()).isEqualTo(log.size());
        assertThat(reader.frameCount()).isEqualTo(batches.size());
    }

    private static ByteBuffer key(GroupRecord record) {
        return ByteBuffer.wrap(RecordCodec.writeKey(record.key()));
    }

    private static @Nullable ByteBuffer value(GroupRecord record) {
        RecordValue value = record.value();
        return value == null ? null : ByteBuffer.wrap(RecordCodec.writeValue(value));
    }
}

package io.rebalance.benchmarks;

import io.rebalance.GroupCoordinator;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordCodec;
import io.rebalance.protocol.MalformedBytesException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.KafkaCoordinator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole log told to a new coordinator. {@code ours} and {@code kafka} start from objects such as a plain decoder makes:
 * no two records share a text. {@code oursFromBytes} and {@code kafkaFromBytes} decode each record first, ours with {@link
 * RecordCodec}, Kafka's with its own. One operation is the whole log of {@code groups} times {@code each}.
 *
 * <p>{@code OFFSETS} is a record for each of so many partitions of a group; {@code MEMBERS} is one record a group, with
 * so many members in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 5)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms6g", "-Xmx6g"})
public class ReplayBenchmark {

    /** What the log tells of. */
    public enum Kind {
        /** Offsets. */
        OFFSETS,
        /** Groups with their members. */
        MEMBERS
    }

    /** What the log tells of. */
    @Param({"OFFSETS", "MEMBERS"})
    public Kind kind = Kind.OFFSETS;

    /** How many groups there are. */
    @Param("1000")
    public int groups;

    /** How many offsets, or members, each group has. */
    @Param("1000")
    public int each;

    /** Ours. */
    @Benchmark
    public GroupCoordinator ours(Ours log) {
        return log.replay();
    }

    /** Kafka's. */
    @Benchmark
    public KafkaCoordinator kafka(Kafkas log) {
        return log.replay();
    }

    /** Ours, decoded from bytes. */
    @Benchmark
    public GroupCoordinator oursFromBytes(OurBytes log) throws MalformedBytesException {
        return log.replay();
    }

    /** Kafka's, decoded from bytes. */
    @Benchmark
    public KafkaCoordinator kafkaFromBytes(KafkaBytes log) {
        return log.replay();
    }

    /** Our records. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    public static class Ours {
        private List<GroupRecord> records;

        /** Makes the records, and sees to it that the coordinator then has all of them. */
        @Setup
        public void fill(ReplayBenchmark size) {
            records = size.ourLog();
            long kept = replay().snapshot().count();
            Peer.require(kept == records.size(), "all records must be kept", kept);
        }

        GroupCoordinator replay() {
            GroupCoordinator coordinator = GroupCoordinator.builder().build();
            records.forEach(coordinator::replay);
            coordinator.activate(); // the groups come to life, as Kafka's do
            return coordinator;
        }
    }

    /** Kafka's records. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    public static class Kafkas extends Renewed {
        private List<CoordinatorRecord> records;

        /** Makes the records, and sees to it that the coordinator then has all of them. */
        @Setup
        public void fill(ReplayBenchmark size) {
            records = size.kafkaLog();
            checkAndRenew(replay(), records);
        }

        KafkaCoordinator replay() {
            records.forEach(coordinator()::load);
            return coordinator().loaded();
        }
    }

    /** Our records as bytes. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    public static class OurBytes {
        private byte[][] keys;
        private byte[][] values;

        /** Makes the bytes, and sees to it that the coordinator then has all of them. */
        @Setup
        public void fill(ReplayBenchmark size) throws MalformedBytesException {
            List<GroupRecord> records = size.ourLog();
            keys = new byte[records.size()][];
            values = new byte[records.size()][];
            for (int i = 0; i < keys.length; i++) {
                GroupRecord record = records.get(i);
                keys[i] = RecordCodec.writeKey(record.key());
                values[i] = RecordCodec.writeValue(Objects.requireNonNull(record.value()));
            }
            long kept = replay().snapshot().count();
            Peer.require(kept == records.size(), "all records must be kept", kept);
        }

        GroupCoordinator replay() throws MalformedBytesException {
            GroupCoordinator coordinator = GroupCoordinator.builder().build();
            RecordCodec codec = new RecordCodec();
            for (int i = 0; i < keys.length; i++) {
                coordinator.replay(codec.read(ByteBuffer.wrap(keys[i]), ByteBuffer.wrap(values[i])));
            }
            coordinator.activate(); // the groups come to life, as Kafka's do
            return coordinator;
        }
    }

    /** Kafka's records as bytes. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    public static class KafkaBytes extends Renewed {
        private final GroupCoordinatorRecordSerde serde = new GroupCoordinatorRecordSerde();
        private byte[][] keys;
        private byte[][] values;

        /** Makes the bytes, and sees to it that the coordinator then has all of them. */
        @Setup
        public void fill(ReplayBenchmark size) {
            List<CoordinatorRecord> records = size.kafkaLog();
            keys = new byte[records.size()][];
            values = new byte[records.size()][];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = serde.serializeKey(records.get(i));
                values[i] = serde.serializeValue(records.get(i));
            }
            checkAndRenew(replay(), records);
        }

        KafkaCoordinator replay() {
            for (int i = 0; i < keys.length; i++) {
                coordinator().load(serde.deserialize(ByteBuffer.wrap(keys[i]), ByteBuffer.wrap(values[i])));
            }
            return coordinator().loaded();
        }
    }

    /** A coordinator of Kafka's that knows nothing, for each time. */
    abstract static class Renewed {
        private KafkaCoordinator coordinator = new KafkaCoordinator(Map.of());

        final KafkaCoordinator coordinator() {
            return coordinator;
        }

        final void checkAndRenew(KafkaCoordinator full, List<CoordinatorRecord> records) {
            for (CoordinatorRecord record : records) {
                Peer.require(full.has(record), "all records must be kept", record);
            }
            renew();
        }

        /** Ends the one that was used, and makes another. */
        @TearDown(Level.Invocation)
        public void renew() {
            coordinator.close();
            coordinator = new KafkaCoordinator(Map.of());
        }
    }

    private List<GroupRecord> ourLog() {
        return kind == Kind.OFFSETS ? Logs.offsets(groups, each) : Logs.groups(groups, each);
    }

    private List<CoordinatorRecord> kafkaLog() {
        return kind == Kind.OFFSETS ? KafkaLogs.offsets(groups, each) : KafkaLogs.groups(groups, each);
    }
}

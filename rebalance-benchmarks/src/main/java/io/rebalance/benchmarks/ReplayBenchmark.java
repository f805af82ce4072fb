package io.rebalance.benchmarks;

import io.rebalance.GroupCoordinator;
import io.rebalance.log.GroupRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
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
 * A whole log told to a new coordinator, from objects such as a decoder makes: no two records share a text. One operation
 * is the whole log of {@code groups} times {@code each}.
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

    /** Our records. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    public static class Ours {
        private List<GroupRecord> records;

        /** Makes the records, and sees to it that the coordinator then has all of them. */
        @Setup
        public void fill(ReplayBenchmark size) {
            records = size.kind == Kind.OFFSETS
                    ? Logs.offsets(size.groups, size.each)
                    : Logs.groups(size.groups, size.each);
            long kept = replay().snapshot().count();
            Peer.require(kept == records.size(), "all records must be kept", kept);
        }

        GroupCoordinator replay() {
            GroupCoordinator coordinator = GroupCoordinator.builder().build();
            records.forEach(coordinator::replay);
            return coordinator;
        }
    }

    /** Kafka's records. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    public static class Kafkas {
        private List<CoordinatorRecord> records;
        private KafkaCoordinator coordinator;

        /** Makes the records, and sees to it that the coordinator then has all of them. */
        @Setup
        public void fill(ReplayBenchmark size) {
            records = size.kind == Kind.OFFSETS
                    ? KafkaLogs.offsets(size.groups, size.each)
                    : KafkaLogs.groups(size.groups, size.each);
            renew();
            replay();
            for (CoordinatorRecord record : records) {
                Peer.require(coordinator.has(record), "all records must be kept", record);
            }
            renew();
        }

        /** A coordinator that knows nothing, for each time. */
        @TearDown(Level.Invocation)
        public void renew() {
            if (coordinator != null) {
                coordinator.close();
            }
            coordinator = new KafkaCoordinator(Map.of());
        }

        KafkaCoordinator replay() {
            coordinator.load(records);
            return coordinator;
        }
    }
}

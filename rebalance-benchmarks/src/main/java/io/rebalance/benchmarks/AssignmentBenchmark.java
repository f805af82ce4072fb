package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.assignors.Assignors;
import io.rebalance.protocol.TopicPartition;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupAssignment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one assignment costs: ours in numbers, ours through names, and Kafka's own class as a leader calls it.
 *
 * <p>{@code numbers} starts from an {@link AssignmentInput} and ends with an {@link Assignment}: what an assignor costs.
 * {@code names} starts from the members' topics and owned partitions and ends with a list of partitions a member: what
 * a caller pays who has only names, and the row to hold against {@code kafka}, which does the same with Kafka's types.
 * Where partitions must not change hands at once, everybody's figure includes that.
 *
 * <p>{@code java -jar rebalance-benchmarks/target/benchmarks.jar AssignmentBenchmark} prints the table; {@code -prof gc}
 * adds bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare first
public class AssignmentBenchmark {

    @Param({"range", "roundrobin", "sticky", "cooperative-sticky"})
    String assignor;

    @Param({"FULL", "JOIN"})
    AssignmentCase.Mode mode;

    @Param({"10x100", "100x1000", "1000x10000"})
    String size;

    private AssignmentCase group;
    private AssignmentInput input;
    private Assignor ours;
    private KafkaLeader leader;

    /** Makes the group, and sees to it that both sides solve the same task. */
    @Setup
    public void prepare() throws AssignorException {
        group = AssignmentCase.of(size, mode);
        input = group.input();
        ours = Assignors.named(assignor);
        leader = new KafkaLeader(group, assignor);
        for (int i = 0; i < 2; i++) { // twice: whoever uses its input up would differ
            AssignmentCheck.requireEqualWorth(input, numbers(), kafka());
        }
    }

    /** Ours, numbers in and numbers out. */
    @Benchmark
    public Assignment numbers() throws AssignorException {
        return assign(input);
    }

    /** Ours, names in and names out. */
    @Benchmark
    public SortedMap<String, List<TopicPartition>> names() throws AssignorException {
        AssignmentInput named = group.input();
        return assign(named).toMap(named);
    }

    /** Kafka's. */
    @Benchmark
    public GroupAssignment kafka() {
        return leader.assign();
    }

    private Assignment assign(AssignmentInput group) throws AssignorException {
        Assignment target = ours.assign(group);
        return ours.mode() == RebalanceMode.COOPERATIVE
                ? RevocationBarrier.of(group, target).granted()
                : target;
    }
}

package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What a rebalance costs who keeps the assignment: one member joins, the group rebalances, it leaves, the group rebalances.
 *
 * <p>{@code oneJoinsAndLeaves} is told for each of both rebalances, with the change before it. Beside it stand {@code numbers},
 * the assignor that keeps nothing, and {@code kafkaServer}, Kafka's uniform assignor in a broker, both when the same member joins
 * the same group. Before it is measured, both rebalances are held against the assignor that keeps nothing, partition by
 * partition. Kafka's objects want some gigabytes at ten million partitions: that size is to be asked for, by
 * {@code -p size=100000x10000000x1000}, and without Kafka.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare first
public class LiveBenchmark {

    @Param({"EQUAL"})
    AssignmentCase.Structure structure;

    @Param({"1000x10000x100", "1000x1000000x1000", "10000x1000000x1000"})
    String size;

    @Param({"20"})
    int capSeconds;

    private AssignmentPeer peer;

    /** Makes the group, and sees to it that the peer to be measured solves the task. */
    @Setup
    public void prepare(BenchmarkParams benchmark) throws AssignorException, InterruptedException {
        String name = benchmark.getBenchmark();
        Route route = Route.ofMethod(name.substring(name.lastIndexOf('.') + 1));
        AssignmentCase group = AssignmentCase.of(size, structure, AssignmentCase.Mode.JOIN);
        Assignor sticky = NamedAssignor.of(AssignmentMatrix.STICKY);
        peer = route.open(group, sticky);
        AssignmentCheck.check(route, peer, group, sticky, capSeconds);
    }

    /** Ours, kept: two changes, and a rebalance after each. */
    @Benchmark
    @OperationsPerInvocation(2)
    public Object oneJoinsAndLeaves() throws AssignorException {
        return peer.assign();
    }

    /** Ours, which keeps nothing: one has joined. */
    @Benchmark
    public Object numbers() throws AssignorException {
        return peer.assign();
    }

    /** Kafka's in a broker: one has joined. */
    @Benchmark
    public Object kafkaServer() throws AssignorException {
        return peer.assign();
    }
}

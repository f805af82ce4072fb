package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What one assignment costs: an assignor of ours or of anybody's, beside the floor and Kafka's own classes.
 *
 * <p>{@code numbers}, {@code names} and {@code bytes} are the assignor under test, in three forms. {@code floor} is a bare
 * pass over the owners. {@code kafka}, {@code kafkaDecoded} and {@code kafkaBytes} are Kafka's assignor of the same job as a
 * leader calls it; {@code kafkaServer} and {@code kafkaServerBytes} are that of a broker. {@code names} stands beside {@code
 * kafka}, and the three of bytes beside each other. Where partitions must not change hands at once, the figures of ours and
 * of Kafka's client include that. Before it is measured every peer is called, and its answer looked at; who has none within
 * {@code capSeconds} is not measured, and the run says so.
 *
 * <p>What was owned before is our assignment; with {@code -p past=KAFKAS} it is that of Kafka's sticky assignor, for all
 * peers, and is asked for once, before anything is measured.
 *
 * <p>{@code java -jar rebalance-benchmarks/target/benchmarks.jar AssignmentBenchmark -prof gc} measures all of them;
 * {@code -p assignor=com.example.MyAssignor} an assignor of that class, which is on the class path and has a public
 * constructor without arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare first
public class AssignmentBenchmark {

    @Param({"range", "roundrobin", "sticky", "cooperative-sticky", "uniform"})
    String assignor;

    @Param({"EQUAL", "BUCKETS5", "HALF", "CHAIN", "FEW", "ZIPF"})
    AssignmentCase.Structure structure;

    @Param({"FULL", "JOIN", "LEAVE"})
    AssignmentCase.Mode mode;

    @Param({"OURS"})
    AssignmentCase.Past past;

    @Param({"1000x10000"})
    String size;

    @Param({"20"})
    int capSeconds;

    private AssignmentPeer peer;

    /** Makes the group, and sees to it that the peer to be measured solves the task. */
    @Setup
    public void prepare(BenchmarkParams benchmark) throws AssignorException, InterruptedException {
        String name = benchmark.getBenchmark();
        Route route = Route.ofMethod(name.substring(name.lastIndexOf('.') + 1));
        AssignmentCase group = AssignmentCase.of(size, structure, mode, past);
        Assignor job = NamedAssignor.of(assignor);
        peer = route.open(group, job);
        AssignmentCheck.check(route, peer, group, job, capSeconds);
    }

    /** One bare pass over who owned what. */
    @Benchmark
    public Object floor() throws AssignorException {
        return peer.assign();
    }

    /** The assignor under test, numbers in and numbers out. */
    @Benchmark
    public Object numbers() throws AssignorException {
        return peer.assign();
    }

    /** The assignor under test, names in and names out. */
    @Benchmark
    public Object names() throws AssignorException {
        return peer.assign();
    }

    /** The assignor under test, bytes of subscriptions in and bytes of assignments out. */
    @Benchmark
    public Object bytes() throws AssignorException {
        return peer.assign();
    }

    /** Kafka's in a client. */
    @Benchmark
    public Object kafka() throws AssignorException {
        return peer.assign();
    }

    /** Kafka's in a client that has decoded user data already. */
    @Benchmark
    public Object kafkaDecoded() throws AssignorException {
        return peer.assign();
    }

    /** Kafka's in a client, bytes in and bytes out. */
    @Benchmark
    public Object kafkaBytes() throws AssignorException {
        return peer.assign();
    }

    /** Kafka's in a broker. */
    @Benchmark
    public Object kafkaServer() throws AssignorException {
        return peer.assign();
    }

    /** Kafka's in a broker, bytes in and bytes out. */
    @Benchmark
    public Object kafkaServerBytes() throws AssignorException {
        return peer.assign();
    }
}

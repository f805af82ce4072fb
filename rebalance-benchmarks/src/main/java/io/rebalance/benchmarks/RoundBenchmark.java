package io.rebalance.benchmarks;

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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One full round of a stable group whose leader assigns: the leader joins with a changed subscription, all others rejoin,
 * the join phase ends, all sync, the leader in the middle of the others.
 *
 * <p>Every request is fresh, with texts and bytes of its own; {@code oursRequests} and {@code kafkaRequests} make those
 * of a round and drop them, which is what to subtract.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoundBenchmark {

    /** How many members the group has. */
    @Param({"100", "1000", "4000", "10000"})
    public int members;

    /** Ours. */
    @Benchmark
    public void ours(Ours group) {
        group.peer.round(group.clients);
    }

    /** Kafka's. */
    @Benchmark
    public void kafka(Kafkas group) {
        group.peer.round(group.clients);
    }

    /** Our requests of a round, made and dropped. */
    @Benchmark
    public Object oursRequests(Ours group) {
        return group.peer.requestsOfRound(group.clients);
    }

    /** Kafka's requests of a round, made and dropped. */
    @Benchmark
    public Object kafkaRequests(Kafkas group) {
        return group.peer.requestsOfRound(group.clients);
    }

    /** A stable group in a coordinator. */
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    abstract static class Stable {
        Clients clients;
        Peer peer;

        final void fill(Peer peer, int members) {
            this.peer = peer;
            clients = Clients.of("shipping", 0, members);
            peer.found(clients);
            peer.requireStable(clients);
            peer.round(clients);
            peer.requireStable(clients);
        }

        /** It must be stable again, and everybody must have its assignment. */
        @TearDown
        public void check() {
            peer.requireStable(clients);
            peer.close();
        }
    }

    /** In ours. */
    @State(Scope.Thread)
    public static class Ours extends Stable {
        /** A stable group. */
        @Setup
        public void fill(RoundBenchmark size) {
            fill(new OurPeer(), size.members);
        }
    }

    /** In Kafka's. */
    @State(Scope.Thread)
    public static class Kafkas extends Stable {
        /** A stable group. */
        @Setup
        public void fill(RoundBenchmark size) {
            fill(new KafkaPeer(), size.members);
        }
    }
}

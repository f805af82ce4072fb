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
 * Newcomers and leavers: to a group of one member all others come, for the first time and without handshake, everybody
 * gets its assignment, and then they leave in one request, and the first is alone again. No timer has to end a phase, as
 * the one who was there rejoins last. Requests are fresh, as in {@link RoundBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NewcomersBenchmark {

    /** How many members the group has while all are there. */
    @Param({"100", "1000", "4000"})
    public int members;

    /** Ours. */
    @Benchmark
    public void ours(Ours group) {
        group.comeAndGo();
    }

    /** Kafka's. */
    @Benchmark
    public void kafka(Kafkas group) {
        group.comeAndGo();
    }

    /** A group of one, and those who will come. */
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    abstract static class Lonely {
        private Clients clients;
        private Peer peer;

        final void fill(Peer peer, int members) {
            this.peer = peer;
            clients = Clients.of("shipping", 0, members);
            peer.found(clients);
            Peer.require(clients.leader() == 0, "the first to come must lead", clients.leader());
            peer.depart(clients);
            check(1);
            peer.arrive(clients);
            peer.requireStable(clients);
            peer.depart(clients);
        }

        final void comeAndGo() {
            peer.arrive(clients);
            peer.depart(clients);
        }

        private void check(int members) {
            int stable = peer.stableMembers();
            Peer.require(stable == members, "the group must be stable with " + members, stable);
        }

        /** It must be a stable group of one again, and still able to grow. */
        @TearDown
        public void check() {
            check(1);
            peer.arrive(clients);
            peer.requireStable(clients);
            check(clients.count());
            peer.close();
        }
    }

    /** In ours. */
    @State(Scope.Thread)
    public static class Ours extends Lonely {
        /** A stable group of one. */
        @Setup
        public void fill(NewcomersBenchmark size) {
            fill(new OurPeer(), size.members);
        }
    }

    /** In Kafka's. */
    @State(Scope.Thread)
    public static class Kafkas extends Lonely {
        /** A stable group of one. */
        @Setup
        public void fill(NewcomersBenchmark size) {
            fill(new KafkaPeer(), size.members);
        }
    }
}

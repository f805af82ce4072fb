package io.rebalance.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
 * Heartbeats in a stable group, one member after the other, each with a fresh request whose texts are its own, as they
 * come off a wire, and on the machine's clock.
 *
 * <p>{@code ours} goes through {@code handle}, {@code replies()} and {@code stored()}, and looks at its alarm now and
 * then; {@code kafka} through {@code classicGroupHeartbeat}, its timing wheel turned by a thread of its own. {@code
 * oursRequest} and {@code kafkaRequest} make the request and drop it, which is what to subtract from the bytes. {@code
 * floor} decodes the same two texts, looks twice up by hash, and stores a deadline.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeartbeatBenchmark {

    /** How many members the group has. */
    @Param({"100", "1000", "10000"})
    public int members;

    /** Ours. */
    @Benchmark
    public void ours(Ours group) {
        group.beat();
    }

    /** Kafka's. */
    @Benchmark
    public void kafka(Kafkas group) {
        group.beat();
    }

    /** Our request, made and dropped. */
    @Benchmark
    public Object oursRequest(Floor group) {
        return OurPeer.heartbeatRequest(group.clients, group.turn());
    }

    /** Kafka's request, made and dropped. */
    @Benchmark
    public Object kafkaRequest(Floor group) {
        return KafkaPeer.heartbeatRequest(group.clients, group.turn());
    }

    /** The same texts decoded, looked up twice, and a deadline stored. */
    @Benchmark
    public long floor(Floor group) {
        return group.beat();
    }

    /** A group whose members beat one after the other. */
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    abstract static class Group {
        Clients clients;
        private int next;

        final int turn() {
            next = next + 1 == clients.count() ? 0 : next + 1;
            return next;
        }
    }

    /** A stable group in a coordinator. */
    @SuppressWarnings("NullAway.Init") // the harness fills it first
    abstract static class Stable extends Group {
        private Peer peer;

        final void fill(Peer peer, int members) {
            this.peer = peer;
            clients = Clients.of("shipping", 0, members);
            peer.found(clients);
            peer.requireStable(clients);
        }

        final void beat() {
            peer.heartbeat(clients, turn());
        }

        /** It must have stayed stable. */
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
        public void fill(HeartbeatBenchmark size) {
            fill(new OurPeer(), size.members);
        }
    }

    /** In Kafka's. */
    @State(Scope.Thread)
    public static class Kafkas extends Stable {
        /** A stable group. */
        @Setup
        public void fill(HeartbeatBenchmark size) {
            fill(new KafkaPeer(), size.members);
        }
    }

    /** In two hash maps. */
    @State(Scope.Thread)
    public static class Floor extends Group {
        private final Map<String, Map<String, long[]>> groups = new HashMap<>();
        private long now;

        /** Ids like those that a coordinator gives. */
        @Setup
        public void fill(HeartbeatBenchmark size) {
            clients = Clients.of("shipping", 0, size.members);
            new OurPeer().found(clients);
            Map<String, long[]> deadlines = new HashMap<>();
            for (int i = 0; i < clients.count(); i++) {
                deadlines.put(clients.memberId(i), new long[1]);
            }
            groups.put(clients.groupId(), deadlines);
        }

        final long beat() {
            Map<String, long[]> deadlines = Objects.requireNonNull(groups.get(clients.groupId()));
            long[] deadline = Objects.requireNonNull(deadlines.get(clients.memberId(turn())));
            deadline[0] = ++now;
            return deadline[0];
        }
    }
}

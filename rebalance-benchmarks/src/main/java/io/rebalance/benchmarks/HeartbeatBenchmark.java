package io.rebalance.benchmarks;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.SyncGroupRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Heartbeats in a stable group, through {@code handle}, {@code replies()} and {@code stored()}, with a fresh request
 * whose texts are its own, as they come off a wire. Beside it the floor: two look-ups by hash and a store.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // the harness calls fill() first
public class HeartbeatBenchmark {

    private static final String GROUP = "shipping";

    /** How many members the group has. */
    @Param({"100", "10000"})
    public int members;

    private GroupCoordinator coordinator;
    private byte[] groupBytes;
    private List<byte[]> memberBytes;
    private Map<String, Map<String, long[]>> floor;
    private int next;
    private long ticket;

    /** A stable group of so many members. */
    @Setup(Level.Trial)
    public void fill() {
        coordinator = GroupCoordinator.builder()
                .config(CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(Duration.ofMillis(1))
                        .groupMaxSessionTimeout(Duration.ofDays(1))
                        .build())
                .build();
        release(coordinator.activate());
        for (int i = 0; i < members; i++) {
            release(coordinator.handle(
                    ++ticket,
                    JoinGroupRequest.builder(GROUP)
                            .clientId("consumer-" + i)
                            .memberIdRequired(false)
                            .sessionTimeoutMs((int) Duration.ofHours(20).toMillis())
                            .protocol("range", Bytes.EMPTY)
                            .build()));
        }
        List<String> ids = new ArrayList<>();
        while (ids.isEmpty()) {
            Outcome outcome = coordinator.advance();
            outcome.replies().forEach(reply -> ids.add(((JoinGroupResponse) reply.response()).memberId()));
            coordinator.stored(outcome.sequence());
        }
        for (String id : ids) {
            release(coordinator.handle(++ticket, SyncGroupRequest.of(GROUP, 1, id)));
        }
        groupBytes = GROUP.getBytes(StandardCharsets.UTF_8);
        memberBytes = new ArrayList<>();
        floor = new HashMap<>();
        Map<String, long[]> deadlines = new HashMap<>();
        for (String id : ids) {
            memberBytes.add(id.getBytes(StandardCharsets.UTF_8));
            deadlines.put(id, new long[1]);
        }
        floor.put(GROUP, deadlines);
        if (ids.size() != members || beat() != ErrorCode.NONE) {
            throw new IllegalStateException("the group must be stable with " + members + " members");
        }
    }

    /** A heartbeat through the front door. */
    @Benchmark
    public ErrorCode coordinator() {
        return beat();
    }

    /** The same texts decoded, looked up twice, and a deadline stored. */
    @Benchmark
    public long floor() {
        String group = new String(groupBytes, StandardCharsets.UTF_8);
        String member = new String(memberBytes.get(turn()), StandardCharsets.UTF_8);
        long[] deadline =
                Objects.requireNonNull(Objects.requireNonNull(floor.get(group)).get(member));
        deadline[0] = ++ticket;
        return deadline[0];
    }

    private ErrorCode beat() {
        String group = new String(groupBytes, StandardCharsets.UTF_8);
        String member = new String(memberBytes.get(turn()), StandardCharsets.UTF_8);
        Outcome outcome = coordinator.handle(++ticket, HeartbeatRequest.of(group, 1, member));
        ErrorCode error = outcome.replies().get(0).response().error();
        coordinator.stored(outcome.sequence());
        return error;
    }

    private int turn() {
        next = next + 1 == memberBytes.size() ? 0 : next + 1;
        return next;
    }

    private void release(Outcome outcome) {
        coordinator.stored(outcome.sequence());
    }
}

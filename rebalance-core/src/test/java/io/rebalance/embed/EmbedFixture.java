package io.rebalance.embed;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A coordinator whose time stands still unless the test moves it, and the requests that the tests of services make. */
final class EmbedFixture {

    static final TopicPartition P0 = new TopicPartition("orders", 0);

    final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final AtomicInteger ids = new AtomicInteger();
    final GroupCoordinator coordinator;

    EmbedFixture() {
        this(CoordinatorConfig.builder());
    }

    EmbedFixture(CoordinatorConfig.Builder config) {
        coordinator = GroupCoordinator.builder()
                .clock(nowMs::get)
                .memberIds(prefix -> prefix + "-" + ids.incrementAndGet())
                .config(config.groupInitialRebalanceDelay(Duration.ofSeconds(3)).build())
                .build();
    }

    /** A service that was polled once, so that its coordinator is active. */
    GroupService activeService(Journal journal) {
        GroupService service = GroupService.of(coordinator, journal);
        service.poll();
        return service;
    }

    /** A commit from outside of any generation: accepted at once, with one append. */
    static OffsetCommitRequest commit(String group, long offset) {
        return OffsetCommitRequest.of(group, -1, "", List.of(OffsetCommitRequest.Partition.of(P0, offset)));
    }

    /** A fetch: answered at once, without any append. */
    static OffsetFetchRequest fetch(String group) {
        return new OffsetFetchRequest(group, List.of(P0));
    }

    /** A join that waits until the initial delay of its group is over. */
    static JoinGroupRequest join(String group, String clientId) {
        return JoinGroupRequest.builder(group)
                .clientId(clientId)
                .protocolType("work")
                .protocol("any", Bytes.of("x".getBytes(StandardCharsets.UTF_8)))
                .memberIdRequired(false)
                .build();
    }

    static long offset(OffsetFetchResponse response) {
        return response.partitions().get(0).offset();
    }

    /** The answer, which must be there already. */
    static <R extends GroupResponse> R answer(CompletableFuture<R> future) {
        if (!future.isDone()) {
            throw new AssertionError("the future must be complete by now");
        }
        return future.join();
    }
}

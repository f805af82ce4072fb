package io.rebalance.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A journal that refuses everything for a while does not keep a caller of the service for as long. */
class RefusingJournalTest {

    private final List<GroupRecord> kept = new ArrayList<>();
    private boolean refuses;
    private int refused;

    private CompletionStage<Void> append(List<GroupRecord> records) {
        if (!refuses) {
            kept.addAll(records);
            return CompletableFuture.completedFuture(null);
        }
        if (++refused > 10_000) {
            throw new IllegalStateException("appended 10,000 times");
        }
        return CompletableFuture.failedFuture(JournalException.notStored(ErrorCode.NOT_ENOUGH_REPLICAS, "no"));
    }

    private static GroupCoordinator coordinator(int partitions) {
        Assignor all = new Assignor() {
            @Override
            public String name() {
                return "range";
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                return Assignment.of(new int[input.partitionCount()]);
            }
        };
        return GroupCoordinator.builder()
                .clock(() -> 1_000_000)
                .config(CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(Duration.ZERO)
                        .build())
                .topics(TopicCatalog.of(Map.of("orders", partitions)))
                .assignors(all)
                .build();
    }

    private void joinOne(GroupService service) {
        assertThat(service.submit(JoinGroupRequest.builder("g")
                        .memberIdRequired(false)
                        .rebalanceTimeoutMs(0)
                        .protocol(
                                "range",
                                ConsumerProtocol.writeSubscription(
                                        ConsumerSubscription.of(List.of("orders")), (short) 1))
                        .build()))
                .isCompletedWithValueMatching(joined -> joined.error().isNone());
    }

    @Test
    void topicsChanged_isAppendedAFewTimes() {
        GroupService service = GroupService.of(coordinator(4), this::append);
        service.poll();
        joinOne(service);
        refuses = true;

        service.topicsChanged(TopicCatalog.of(Map.of("orders", 5)));

        assertThat(refused).isLessThan(10);
        assertThat(service.resigned().toCompletableFuture()).isNotDone();
    }

    @Test
    void activate_recordsRefused_doesNotEndTheService() {
        GroupService first = GroupService.of(coordinator(4), this::append);
        first.poll();
        joinOne(first);
        GroupCoordinator next = coordinator(5);
        kept.forEach(next::replay);
        refuses = true;
        GroupService service = GroupService.of(next, this::append);

        service.poll();

        assertThat(service.resigned().toCompletableFuture()).isNotDone();
    }
}

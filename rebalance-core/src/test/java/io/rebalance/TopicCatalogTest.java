package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a host tells of its topics, and what comes of it. */
class TopicCatalogTest {

    private static final TopicCatalog CATALOG = TopicCatalog.of(Map.of("orders", 2, "payments", 1));

    @Test
    void withReplicaRacks_knowsThem_andComparesByThem() {
        TopicCatalog racked =
                CATALOG.withReplicaRacks(Map.of("orders", List.of(Set.of("east"), List.of("west", "east"))));

        assertThat(racked.replicaRacks("orders")).containsExactly(Set.of("east"), Set.of("east", "west"));
        assertThat(racked.replicaRacks("payments")).isEmpty();
        assertThat(racked.partitionCounts()).isEqualTo(CATALOG.partitionCounts());
        assertThat(racked).isNotEqualTo(CATALOG);
        assertThat(racked).hasToString("TopicCatalog{orders=2, payments=1} in {orders=[[east], [east, west]]}");
    }

    @Test
    void withReplicaRacks_ofAnotherNumberOfPartitions_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CATALOG.withReplicaRacks(Map.of("orders", List.of(Set.of("east")))))
                .withMessage("racks of orders must be of 2 partitions, were of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CATALOG.withReplicaRacks(Map.of("unknown", List.of())))
                .withMessage("replicaRacks must be of topics in the catalog, were of unknown");
    }

    // KIP-881: the coordinator hands what the host and the members tell of racks to the assignor
    @Test
    void coordinatorThatAssigns_tellsTheAssignorOfRacks() {
        List<String> seen = new ArrayList<>();
        Assignor looks = new Assignor() {
            @Override
            public String name() {
                return "range";
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                seen.add(input.rackCount() + " racks, member in " + input.rackOf(0) + ", replicas there "
                        + input.hasReplicaIn(0, input.rackOf(0)) + " " + input.hasReplicaIn(1, input.rackOf(0)));
                return Assignment.of(new int[input.partitionCount()]);
            }
        };
        GroupCoordinator coordinator = GroupCoordinator.builder()
                .clock(new FakeClock(1_000))
                .config(CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(java.time.Duration.ZERO)
                        .build())
                .topics(CATALOG.withReplicaRacks(Map.of("orders", List.of(Set.of("east"), Set.of("west")))))
                .assignors(looks)
                .build();
        coordinator.activate();
        ConsumerSubscription inWest = new ConsumerSubscription(List.of("orders"), null, List.of(), -1, "west");

        coordinator.handle(
                1,
                JoinGroupRequest.builder("g")
                        .memberIdRequired(false)
                        .protocol("range", ConsumerProtocol.writeSubscription(inWest, (short) 3))
                        .build());

        assertThat(seen).containsExactly("2 racks, member in 1, replicas there false true");
    }
}

package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The administrator's client that Kafka ships, against the server: what {@code kafka-consumer-groups} does. */
class AdminClientTest {

    private static final TopicPartition P0 = new TopicPartition(ORDERS, 0);
    private static final TopicPartition P1 = new TopicPartition(ORDERS, 1);
    private static final TopicPartition OTHER = new TopicPartition("payments", 0);

    private Fleet fleet;
    private Admin admin;

    @BeforeEach
    void start() throws IOException {
        fleet = new Fleet(Servers.quick().topic("payments", 2));
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, fleet.server().bootstrapServers()));
    }

    @AfterEach
    void stop() {
        admin.close();
        fleet.close();
    }

    private FleetConsumer consumer() throws Exception {
        FleetConsumer consumer = fleet.join("a", "org.apache.kafka.clients.consumer.RangeAssignor", Map.of(), ORDERS);
        fleet.awaitShares("one consumer", 4);
        return consumer;
    }

    private void alter(String group, Map<TopicPartition, OffsetAndMetadata> offsets) throws Exception {
        admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }

    @Test
    void groups_ofAllKinds_areListedAndDescribed() throws Exception {
        consumer();
        alter("simple", Map.of(P0, new OffsetAndMetadata(7)));

        assertThat(admin.listGroups().all().get())
                .containsExactlyInAnyOrder(
                        new GroupListing(
                                Fleet.GROUP,
                                Optional.of(GroupType.CLASSIC),
                                "consumer",
                                Optional.of(GroupState.STABLE)),
                        new GroupListing("simple", Optional.of(GroupType.CLASSIC), "", Optional.of(GroupState.EMPTY)));
        assertThat(admin.listGroups(new ListGroupsOptions().inGroupStates(Set.of(GroupState.EMPTY)))
                        .all()
                        .get())
                .extracting(GroupListing::groupId)
                .containsExactly("simple");
        assertThat(consumerGroups()).isEqualTo(2);

        ConsumerGroupDescription described = admin.describeConsumerGroups(List.of(Fleet.GROUP))
                .describedGroups()
                .get(Fleet.GROUP)
                .get();
        assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(described.partitionAssignor()).isEqualTo("range");
        assertThat(described.members()).singleElement().satisfies(member -> {
            assertThat(member.clientId()).isEqualTo("a");
            assertThat(member.host()).isEqualTo("/127.0.0.1");
            assertThat(member.assignment().topicPartitions()).hasSize(4).contains(P0, P1);
        });
        Map<String, KafkaFuture<ClassicGroupDescription>> classic =
                admin.describeClassicGroups(List.of("simple", "none")).describedGroups();
        assertThat(classic.get("simple").get().state()).isEqualTo(ClassicGroupState.EMPTY);
        assertFails(classic.get("none"), GroupIdNotFoundException.class);
    }

    @SuppressWarnings("removal") // what tools before Kafka 4.1 call
    private int consumerGroups() throws Exception {
        return admin.listConsumerGroups().all().get().size();
    }

    @Test
    void offsets_ofAGroupWithoutMembers_areAlteredListedAndDeleted() throws Exception {
        alter("simple", Map.of(P0, new OffsetAndMetadata(7, "seven"), P1, new OffsetAndMetadata(8)));
        alter("simple", Map.of(P1, new OffsetAndMetadata(3)));

        assertThat(stableOffsets("simple"))
                .isEqualTo(Map.of(P0, new OffsetAndMetadata(7, "seven"), P1, new OffsetAndMetadata(3)));

        DeleteConsumerGroupOffsetsResult deleted =
                admin.deleteConsumerGroupOffsets("simple", Set.of(P0, new TopicPartition(ORDERS, 3)));
        deleted.all().get();
        assertThat(stableOffsets("simple")).containsOnlyKeys(P1);
        assertFails(admin.deleteConsumerGroupOffsets("none", Set.of(P0)).all(), GroupIdNotFoundException.class);

        admin.deleteConsumerGroups(List.of("simple")).all().get();
        assertThat(stableOffsets("simple")).isEmpty();
        assertThat(admin.listGroups().all().get()).isEmpty();
        assertFails(admin.deleteConsumerGroups(List.of("simple")).all(), GroupIdNotFoundException.class);
    }

    private Map<TopicPartition, OffsetAndMetadata> stableOffsets(String group) throws Exception {
        return admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec()),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get();
    }

    @Test
    void offsets_ofAGroupAtWork_areProtected() throws Exception {
        FleetConsumer consumer = consumer();

        assertFails(
                admin.alterConsumerGroupOffsets(Fleet.GROUP, Map.of(P0, new OffsetAndMetadata(1)))
                        .all(),
                UnknownMemberIdException.class);
        DeleteConsumerGroupOffsetsResult deleted = admin.deleteConsumerGroupOffsets(Fleet.GROUP, Set.of(P0, OTHER));
        assertFails(deleted.partitionResult(P0), GroupSubscribedToTopicException.class);
        deleted.partitionResult(OTHER).get();
        assertFails(admin.deleteConsumerGroups(List.of(Fleet.GROUP)).all(), GroupNotEmptyException.class);

        consumer.close();
        admin.deleteConsumerGroups(List.of(Fleet.GROUP)).all().get();
        assertThat(admin.listGroups().all().get()).isEmpty();
    }

    @Test
    void staticMember_isRemovedByItsInstanceId() throws Exception { // KIP-345
        fleet.join(
                "a", "org.apache.kafka.clients.consumer.RangeAssignor", Map.of("group.instance.id", "first"), ORDERS);
        fleet.awaitShares("one consumer", 4);

        admin.removeMembersFromConsumerGroup(
                        Fleet.GROUP, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("first"))))
                .all()
                .get();

        fleet.events()
                .await("the removal", () -> fleet.events().told().stream().anyMatch(e -> e.contains("is gone: left")));
    }

    private static void assertFails(KafkaFuture<?> future, Class<? extends Exception> with) {
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(with);
    }
}

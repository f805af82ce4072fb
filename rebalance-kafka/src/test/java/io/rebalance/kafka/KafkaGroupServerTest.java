package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.Clock;
import io.rebalance.view.GroupEvent;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaGroupServerTest {

    static Stream<Arguments> builder_givenWhatCannotBe_refusesItNamingBoundAndValue() {
        return Stream.of(
                refusal(b -> b.port(-1), "port must be 0 to 65535, was -1"),
                refusal(b -> b.port(65_536), "port must be 0 to 65535, was 65536"),
                refusal(b -> b.maxFrameBytes(1), "maxFrameBytes must be 1024 to 2147483631, was 1"),
                refusal(b -> b.maxConnections(0), "maxConnections must be 1 to 2147483647, was 0"),
                refusal(b -> b.retentionBytes(0), "retentionBytes must be 1 to 9223372036854775807, was 0"),
                refusal(b -> b.topic("a", 0), "partitions of topic a must be 1 to 100000, was 0"),
                refusal(b -> b.topic("a", 1).topic("a", 2), "topic must be named once, was named again: a"),
                refusal(
                        b -> b.topic("a b", 1),
                        "topic must be 1 to 249 letters, digits, dots, underscores or dashes, and neither . nor ..,"
                                + " was \"a b\""));
    }

    private static Arguments refusal(Consumer<KafkaGroupServer.Builder> call, String message) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void builder_givenWhatCannotBe_refusesItNamingBoundAndValue(
            String message, Consumer<KafkaGroupServer.Builder> call) {
        assertThatThrownBy(() -> call.accept(KafkaGroupServer.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void builder_givenNull_namesIt() {
        assertThatThrownBy(() -> KafkaGroupServer.builder().config(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("config");
        assertThatThrownBy(() -> KafkaGroupServer.builder().clock(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("clock");
        assertThatThrownBy(() -> KafkaGroupServer.builder().onEvent(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("listener");
    }

    @Test
    void server_onTakenPort_doesNotStartAndLeavesNothing() throws IOException {
        try (KafkaGroupServer server = Servers.quick().start()) {
            assertThatThrownBy(() -> Servers.quick().port(server.port()).start())
                    .isInstanceOf(BindException.class);

            assertThat(Servers.threadsOf(server.port())).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void server_startedAndClosed_freesPortAndThreads() throws IOException {
        KafkaGroupServer server = Servers.quick().start();
        int port = server.port();
        assertThat(server.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        assertThat(Servers.threadsOf(port)).contains("rebalance-kafka-" + port + "-accept");

        server.close();

        assertThat(Servers.threadsOf(port)).isEmpty();
        try (KafkaGroupServer next = Servers.quick().port(port).start()) {
            assertThat(next.port()).isEqualTo(port);
        }
    }

    @Test
    void topics_createdAndGrown_areSeenByClients() throws IOException {
        try (KafkaGroupServer server = Servers.quick().start();
                Wire wire = new Wire(server)) {
            server.createTopic("later", 2);
            server.addPartitions(ORDERS, 7);

            MetadataResponse later = wire.ask(ApiKeys.METADATA, 12, Samples.metadata(12, "later"));
            assertThat(later.topicMetadata().iterator().next().partitionMetadata())
                    .hasSize(2);
            MetadataResponse orders = wire.ask(ApiKeys.METADATA, 12, Samples.metadata(12, ORDERS));
            assertThat(orders.topicMetadata().iterator().next().partitionMetadata())
                    .hasSize(7);

            assertThatThrownBy(() -> server.createTopic("later", 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("topic must be new, was later");
            assertThatThrownBy(() -> server.addPartitions("none", 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("topic must exist, was none");
            assertThatThrownBy(() -> server.addPartitions(ORDERS, 7))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("partitions of topic orders must be 8 to 100000, was 7");
        }
    }

    @Test
    void records_writtenBeforeATopicGrows_areKept() throws IOException {
        try (KafkaGroupServer server = Servers.quick().start();
                Wire wire = new Wire(server)) {
            wire.ask(ApiKeys.PRODUCE, 9, Samples.produce(9, ORDERS, Samples.records("a")));

            server.addPartitions(ORDERS, 5);

            var answer = wire.<ListOffsetsResponse>ask(ApiKeys.LIST_OFFSETS, 7, Samples.listOffsets(ORDERS, -1));
            assertThat(answer.topics().get(0).partitions().get(0).offset()).isEqualTo(1);
        }
    }

    @Test
    void clock_ofTheHost_isWhatSessionsGoBy() throws Exception {
        AtomicLong nowMs = new AtomicLong(1_000);
        Clock clock = nowMs::get;
        Eventually events = new Eventually();
        try (KafkaGroupServer server = Servers.quick()
                        .clock(clock)
                        .onEvent(event -> events.tell(event.getClass().getSimpleName()))
                        .start();
                Wire wire = new Wire(server)) {
            JoinGroupResponse joined = wire.ask(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", "", 30_000));
            wire.ask(
                    ApiKeys.SYNC_GROUP,
                    3,
                    Requests.sync(3, "g", 1, joined.data().memberId(), new byte[0]));
            nowMs.addAndGet(30_001);
            server.service().poll();

            events.await("the group is empty", () -> events.told().contains(GroupEvent.Emptied.class.getSimpleName()));
        }
    }

    // an answer is not to be larger than what there is to say
    @Test
    void metadata_ofATopicNamedOften_isAnsweredOnce() throws IOException {
        try (KafkaGroupServer server = Servers.quick().start();
                Wire wire = new Wire(server)) {
            MetadataRequestData request = Samples.metadata(12, ORDERS);
            for (int i = 0; i < 4_000; i++) {
                request.topics().add(request.topics().get(0).duplicate());
            }

            MetadataResponse answer = wire.ask(ApiKeys.METADATA, 12, request);

            assertThat(answer.topicMetadata()).hasSize(1);
        }
    }
}

package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochResponse;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every answer of the APIs that concern no group, good and bad, over the wire in every version: what a version cannot
 * write would end the connection.
 */
class ApiVersionRangeTest {

    private static KafkaGroupServer server;
    private Wire wire;

    @BeforeAll
    static void start() throws IOException {
        server = Servers.quick().start();
    }

    @AfterAll
    static void stop() {
        try {
            Servers.assertFlawless(server);
        } finally {
            server.close();
        }
    }

    @BeforeEach
    void connect() throws IOException {
        wire = new Wire(server);
    }

    @AfterEach
    void hangUp() throws IOException {
        wire.close();
    }

    @Test
    void advertisedApis_areThoseServed_inTheirStableRanges() throws IOException {
        ApiVersionsResponse answer = wire.ask(ApiKeys.API_VERSIONS, 4, Samples.apiVersions(4, "test"));

        assertThat(answer.data().apiKeys().stream().map(api -> ApiKeys.forId(api.apiKey())))
                .containsExactlyInAnyOrderElementsOf(ServedApis.KEYS);
        for (ApiKeys api : ServedApis.KEYS) {
            assertThat(answer.apiVersion(api.id).maxVersion()).isEqualTo(api.latestVersion(false));
            // KAFKA-18659: a broker, too, says 0 of Produce
            assertThat((int) answer.apiVersion(api.id).minVersion())
                    .isEqualTo(api == ApiKeys.PRODUCE ? 0 : api.oldestVersion());
        }
    }

    @Test
    void apiVersions_inVersionFromTheFuture_areAnsweredInTheFirst() throws IOException { // KIP-511
        wire.sendRaw(ApiKeys.API_VERSIONS, 99, new byte[] {1, 2, 3});

        ApiVersionsResponse answer = (ApiVersionsResponse) AbstractResponse.parseResponse(
                wire.nextFrame(), new RequestHeader(ApiKeys.API_VERSIONS, (short) 0, "wire", 1));
        assertThat(answer.data().errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        assertThat(answer.apiVersion(ApiKeys.API_VERSIONS.id).maxVersion()).isEqualTo((short) 4);
        assertThat(wire.<ApiVersionsResponse>ask(ApiKeys.API_VERSIONS, 0, Samples.apiVersions(0, ""))
                        .errorCounts())
                .containsOnlyKeys(Errors.NONE);
    }

    static Stream<Arguments> apiVersions() {
        return versions(ApiKeys.API_VERSIONS);
    }

    @ParameterizedTest
    @MethodSource
    void apiVersions(int version) throws IOException {
        expect(Errors.NONE, ApiKeys.API_VERSIONS, version, Samples.apiVersions(version, "good-name.1"));
        if (version >= 3) {
            expect(Errors.INVALID_REQUEST, ApiKeys.API_VERSIONS, version, Samples.apiVersions(version, "-bad name"));
        }
    }

    static Stream<Arguments> metadata() {
        return versions(ApiKeys.METADATA);
    }

    @ParameterizedTest
    @MethodSource
    void metadata(int version) throws IOException {
        expect(Errors.NONE, ApiKeys.METADATA, version, Samples.metadata(version, ORDERS));
        expect(Errors.UNKNOWN_TOPIC_OR_PARTITION, ApiKeys.METADATA, version, Samples.metadata(version, "none"));
        expect(Errors.INVALID_TOPIC_EXCEPTION, ApiKeys.METADATA, version, Samples.metadata(version, "no/ne"));

        MetadataRequestData everything = new MetadataRequestData().setTopics(version == 0 ? List.of() : null);
        MetadataResponse all = wire.ask(ApiKeys.METADATA, version, everything);
        assertThat(all.topicMetadata()).hasSize(1);
        assertThat(all.topicMetadata().iterator().next().partitionMetadata()).hasSize(Servers.PARTITIONS);
        assertThat(all.brokers()).singleElement().satisfies(node -> {
            assertThat(node.host()).isEqualTo("127.0.0.1");
            assertThat(node.port()).isEqualTo(server.port());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13})
    void metadata_byTopicId_isThatOfTheTopic(int version) throws IOException { // KIP-516
        MetadataRequestData request = new MetadataRequestData();
        request.topics().add(new MetadataRequestTopic().setName(null).setTopicId(Topic.idOf(ORDERS)));
        request.topics().add(new MetadataRequestTopic().setName(null).setTopicId(Topic.idOf("none")));

        MetadataResponse answer = wire.ask(ApiKeys.METADATA, version, request);

        assertThat(answer.topicsByError(Errors.NONE)).containsExactly(ORDERS);
        assertThat(answer.errorsByTopicId()).isEqualTo(Map.of(Topic.idOf("none"), Errors.UNKNOWN_TOPIC_ID));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11})
    void metadata_byTopicId_inVersionsThatMayNot_isInvalid(int version) throws IOException { // KAFKA-13943
        MetadataRequestData request = new MetadataRequestData();
        request.topics().add(new MetadataRequestTopic().setName("").setTopicId(Topic.idOf(ORDERS)));

        expect(Errors.INVALID_REQUEST, ApiKeys.METADATA, version, request);
    }

    static Stream<Arguments> findCoordinator() {
        return versions(ApiKeys.FIND_COORDINATOR);
    }

    @ParameterizedTest
    @MethodSource
    void findCoordinator(int version) throws IOException {
        FindCoordinatorResponse answer =
                expect(Errors.NONE, ApiKeys.FIND_COORDINATOR, version, Samples.findCoordinator(version, "g", 0));
        assertThat(answer.coordinators()).singleElement().satisfies(coordinator -> {
            assertThat(coordinator.host()).isEqualTo("127.0.0.1");
            assertThat(coordinator.port()).isEqualTo(server.port());
        });
        if (version >= 1) {
            FindCoordinatorResponse transactional = expect(
                    Errors.INVALID_REQUEST,
                    ApiKeys.FIND_COORDINATOR,
                    version,
                    Samples.findCoordinator(version, "t", 1));
            assertThat(transactional.coordinators().get(0).errorMessage()).contains("groups only");
        }
    }

    static Stream<Arguments> describeCluster() {
        return versions(ApiKeys.DESCRIBE_CLUSTER);
    }

    @ParameterizedTest
    @MethodSource
    void describeCluster(int version) throws IOException {
        expect(Errors.NONE, ApiKeys.DESCRIBE_CLUSTER, version, Samples.describeCluster(version, 1));
        if (version >= 1) {
            expect(
                    Errors.MISMATCHED_ENDPOINT_TYPE,
                    ApiKeys.DESCRIBE_CLUSTER,
                    version,
                    Samples.describeCluster(version, 2));
            expect(
                    Errors.UNSUPPORTED_ENDPOINT_TYPE,
                    ApiKeys.DESCRIBE_CLUSTER,
                    version,
                    Samples.describeCluster(version, 7));
        }
    }

    static Stream<Arguments> initProducerId() {
        return versions(ApiKeys.INIT_PRODUCER_ID);
    }

    @ParameterizedTest
    @MethodSource
    void initProducerId(int version) throws IOException {
        expect(Errors.NONE, ApiKeys.INIT_PRODUCER_ID, version, Samples.initProducerId(null));
        expect(Errors.INVALID_REQUEST, ApiKeys.INIT_PRODUCER_ID, version, Samples.initProducerId("t"));
    }

    static Stream<Arguments> produce() {
        return versions(ApiKeys.PRODUCE);
    }

    @ParameterizedTest
    @MethodSource
    void produce(int version) throws IOException {
        ProduceResponse first = expect(
                Errors.NONE, ApiKeys.PRODUCE, version, Samples.produce(version, ORDERS, Samples.records("a", "b")));
        ProduceResponse second =
                expect(Errors.NONE, ApiKeys.PRODUCE, version, Samples.produce(version, ORDERS, Samples.records("c")));
        assertThat(baseOffset(second)).isEqualTo(baseOffset(first) + 2);

        expect(
                version >= 13 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION,
                ApiKeys.PRODUCE,
                version,
                Samples.produce(version, "none", Samples.records("a")));
        MemoryRecords broken = Samples.records("a");
        broken.buffer().put(broken.sizeInBytes() - 2, (byte) 0x55);
        expect(Errors.CORRUPT_MESSAGE, ApiKeys.PRODUCE, version, Samples.produce(version, ORDERS, broken));
        expect(Errors.INVALID_RECORD, ApiKeys.PRODUCE, version, Samples.produce(version, ORDERS, MemoryRecords.EMPTY));
        expect(
                Errors.INVALID_REQUIRED_ACKS,
                ApiKeys.PRODUCE,
                version,
                Samples.produce(version, ORDERS, Samples.records("a")).setAcks((short) 2));
        expect(
                Errors.INVALID_REQUEST,
                ApiKeys.PRODUCE,
                version,
                Samples.produce(version, ORDERS, Samples.records("a")).setTransactionalId("t"));
    }

    private static long baseOffset(ProduceResponse response) {
        return response.data()
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0)
                .baseOffset();
    }

    static Stream<Arguments> fetch() {
        return versions(ApiKeys.FETCH);
    }

    @ParameterizedTest
    @MethodSource
    void fetch(int version) throws IOException {
        wire.ask(ApiKeys.PRODUCE, 9, Samples.produce(9, ORDERS, Samples.records("a")));

        FetchResponse answer = expect(Errors.NONE, ApiKeys.FETCH, version, Samples.fetch(version, ORDERS, 0));
        assertThat(answer.data().sessionId()).isZero();
        assertThat(answer.data()
                        .responses()
                        .get(0)
                        .partitions()
                        .get(0)
                        .records()
                        .sizeInBytes())
                .isPositive();
        expect(Errors.OFFSET_OUT_OF_RANGE, ApiKeys.FETCH, version, Samples.fetch(version, ORDERS, 1L << 40));
        expect(
                version >= 13 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION,
                ApiKeys.FETCH,
                version,
                Samples.fetch(version, "none", 0));
        if (version >= 7) { // KIP-227
            expect(
                    Errors.FETCH_SESSION_ID_NOT_FOUND,
                    ApiKeys.FETCH,
                    version,
                    Samples.fetch(version, ORDERS, 0).setSessionId(7).setSessionEpoch(3));
            expect(
                    Errors.INVALID_FETCH_SESSION_EPOCH,
                    ApiKeys.FETCH,
                    version,
                    Samples.fetch(version, ORDERS, 0).setSessionEpoch(3));
        }
        if (version >= 9) { // KIP-320
            var newer = Samples.fetch(version, ORDERS, 0);
            newer.topics().get(0).partitions().get(0).setCurrentLeaderEpoch(1);
            expect(Errors.UNKNOWN_LEADER_EPOCH, ApiKeys.FETCH, version, newer);
        }
    }

    static Stream<Arguments> listOffsets() {
        return versions(ApiKeys.LIST_OFFSETS);
    }

    @ParameterizedTest
    @MethodSource
    void listOffsets(int version) throws IOException {
        wire.ask(ApiKeys.PRODUCE, 9, Samples.produce(9, ORDERS, Samples.records("a")));

        assertThat(offset(version, -2)).isZero();
        assertThat(offset(version, -1)).isPositive();
        assertThat(offset(version, 500)).isZero();
        assertThat(offset(version, Long.MAX_VALUE)).isEqualTo(-1);
        for (Map.Entry<Integer, Integer> special : Map.of(-3, 7, -4, 8, -5, 9).entrySet()) {
            expect(
                    version >= special.getValue() ? Errors.NONE : Errors.UNSUPPORTED_VERSION,
                    ApiKeys.LIST_OFFSETS,
                    version,
                    Samples.listOffsets(ORDERS, special.getKey()));
        }
        expect(Errors.UNSUPPORTED_VERSION, ApiKeys.LIST_OFFSETS, version, Samples.listOffsets(ORDERS, -99));
        expect(Errors.UNKNOWN_TOPIC_OR_PARTITION, ApiKeys.LIST_OFFSETS, version, Samples.listOffsets("none", -1));
        var twice = Samples.listOffsets(ORDERS, -1);
        twice.setTopics(List.of(twice.topics().get(0), twice.topics().get(0).duplicate()));
        expect(Errors.INVALID_REQUEST, ApiKeys.LIST_OFFSETS, version, twice);
    }

    private long offset(int version, long timestampMs) throws IOException {
        ListOffsetsResponse answer =
                expect(Errors.NONE, ApiKeys.LIST_OFFSETS, version, Samples.listOffsets(ORDERS, timestampMs));
        return answer.topics().get(0).partitions().get(0).offset();
    }

    static Stream<Arguments> offsetForLeaderEpoch() {
        return versions(ApiKeys.OFFSET_FOR_LEADER_EPOCH);
    }

    @ParameterizedTest
    @MethodSource
    void offsetForLeaderEpoch(int version) throws IOException {
        ApiKeys api = ApiKeys.OFFSET_FOR_LEADER_EPOCH;
        wire.ask(ApiKeys.PRODUCE, 9, Samples.produce(9, ORDERS, Samples.records("a")));

        OffsetsForLeaderEpochResponse current =
                expect(Errors.NONE, api, version, Samples.offsetForLeaderEpoch(version, ORDERS, 0));
        assertThat(end(current)).isPositive();
        OffsetsForLeaderEpochResponse never =
                expect(Errors.NONE, api, version, Samples.offsetForLeaderEpoch(version, ORDERS, 5));
        assertThat(end(never)).isEqualTo(-1);
        expect(Errors.UNKNOWN_TOPIC_OR_PARTITION, api, version, Samples.offsetForLeaderEpoch(version, "none", 0));
    }

    private static long end(OffsetsForLeaderEpochResponse answer) {
        return answer.data().topics().iterator().next().partitions().get(0).endOffset();
    }

    private <R extends AbstractResponse> R expect(Errors error, ApiKeys api, int version, ApiMessage request)
            throws IOException {
        R answer = wire.ask(api, version, request);
        assertThat(answer.errorCounts().keySet())
                .as("errors of %s %d", api.name, version)
                .contains(error);
        if (error == Errors.NONE) {
            assertThat(answer.errorCounts()).containsOnlyKeys(Errors.NONE);
        }
        return answer;
    }

    private static Stream<Arguments> versions(ApiKeys api) {
        return IntStream.rangeClosed(api.oldestVersion(), api.latestVersion(false))
                .mapToObj(Arguments::of);
    }
}

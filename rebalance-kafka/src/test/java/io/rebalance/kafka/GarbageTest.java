package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no request ends its own connection, is counted, and concerns nobody else. */
class GarbageTest {

    private KafkaGroupServer server;
    private Wire bystander;

    @BeforeEach
    void start() throws IOException {
        server = Servers.quick().maxFrameBytes(1 << 20).start();
        bystander = new Wire(server);
    }

    @AfterEach
    void stop() throws IOException {
        bystander.close();
        server.close();
    }

    static Stream<Arguments> garbage_ofAnyKind_closesThatConnectionAloneAndIsCounted() {
        return Stream.of(
                Arguments.of("HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("a negative length", bytes(-1, 0)),
                Arguments.of("a huge length", bytes(Integer.MAX_VALUE, 0)),
                Arguments.of("a length beyond the limit", bytes((1 << 20) + 1, 0)),
                Arguments.of("an empty frame", bytes(0)),
                Arguments.of("a frame too short for a header", bytes(4, 0x0012_0000)),
                Arguments.of("zeros", bytes(16, 0, 0, 0, 0)),
                Arguments.of("an api that nobody knows", header(12_345, 0)),
                Arguments.of("an api with a negative number", header(-1, 0)),
                Arguments.of("an api that is not served", header(ApiKeys.TXN_OFFSET_COMMIT.id, 3)),
                Arguments.of("an api of controllers", header(ApiKeys.VOTE.id, 0)),
                Arguments.of("an older version than served", header(ApiKeys.FETCH.id, 3)),
                Arguments.of("an older version than served, though advertised", header(ApiKeys.PRODUCE.id, 2)),
                Arguments.of("a newer version than served", header(ApiKeys.METADATA.id, 14)),
                Arguments.of("a version that is not yet stable", header(ApiKeys.OFFSET_COMMIT.id, 10)),
                Arguments.of("a negative version", header(ApiKeys.METADATA.id, -1)),
                Arguments.of("a request cut off", header(ApiKeys.METADATA.id, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void garbage_ofAnyKind_closesThatConnectionAloneAndIsCounted(String kind, byte[] bytes) throws IOException {
        try (Wire wire = new Wire(server)) {
            assertAnswers(wire);
            wire.sendBytes(bytes);
            wire.assertHungUp();
        }

        assertAnswers(bystander);
        assertThat(server.counters().connectionsClosedForGarbage()).isEqualTo(1);
        assertThat(server.counters().failures()).isZero();
    }

    @Test
    void frame_brokenOff_isCounted() throws IOException {
        try (Wire wire = new Wire(server)) {
            wire.sendBytes(bytes(1_000, 1, 2, 3));
            wire.endOutput();
            wire.assertHungUp();
        }

        assertThat(server.counters().connectionsClosedForGarbage()).isEqualTo(1);
        assertAnswers(bystander);
    }

    @Test
    void connection_endedBetweenFrames_isNoGarbage() throws IOException {
        try (Wire wire = new Wire(server)) {
            assertAnswers(wire);
            wire.endOutput();
            wire.assertHungUp();
        }

        assertThat(server.counters().connectionsClosedForGarbage()).isZero();
    }

    @Test
    void requests_beforeTheGarbage_areAnswered() throws IOException {
        try (Wire wire = new Wire(server)) {
            var first = wire.send(ApiKeys.METADATA, 12, Samples.metadata(12, ORDERS));
            var second = wire.send(ApiKeys.API_VERSIONS, 3, Samples.apiVersions(3, "test"));
            wire.sendBytes(bytes(-1));

            assertThat(wire.answerTo(first).errorCounts()).containsOnlyKeys(Errors.NONE);
            assertThat(wire.answerTo(second).errorCounts()).containsOnlyKeys(Errors.NONE);
            wire.assertHungUp();
        }
    }

    @Test
    void requests_withBytesBroken_neverFailTheServer() throws IOException {
        Random random = new Random(20_260_101);
        for (int run = 0; run < 400; run++) {
            try (Wire wire = new Wire(server)) {
                wire.sendBytes(brokenRequest(random));
                wire.endOutput();
            }
        }

        assertAnswers(bystander);
        // the last ones may still wait to be accepted when those that were have ended
        Rounds.until(
                "the end of all connections but one",
                bystander,
                () -> server.counters().connectionsTotal() == 401
                        && server.counters().connectionsOpen() == 1);
        assertThat(server.counters().failures()).isZero();
    }

    private static byte[] brokenRequest(Random random) {
        byte[][] requests = Requests.oneOfEach();
        byte[] frame = requests[random.nextInt(requests.length)].clone();
        int wounds = 1 + random.nextInt(4);
        for (int i = 0; i < wounds; i++) {
            // the length is left alone: that one is tried above
            frame[4 + random.nextInt(frame.length - 4)] = (byte) random.nextInt();
        }
        return frame;
    }

    @Test
    void connections_beyondTheLimit_areRefusedAndCounted() throws IOException {
        try (KafkaGroupServer small = Servers.quick().maxConnections(1).start();
                Wire first = new Wire(small);
                Wire second = new Wire(small)) {
            assertAnswers(first);
            second.assertHungUp();

            assertThat(small.counters().connectionsRefused()).isEqualTo(1);
            assertThat(small.counters().connectionsTotal()).isEqualTo(1);
        }
    }

    private static void assertAnswers(Wire wire) throws IOException {
        ApiVersionsResponse answer = wire.ask(ApiKeys.API_VERSIONS, 3, Samples.apiVersions(3, "test"));
        assertThat(answer.errorCounts()).containsOnlyKeys(Errors.NONE);
    }

    private static byte[] bytes(int... words) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * words.length);
        for (int word : words) {
            buffer.putInt(word);
        }
        return buffer.array();
    }

    /** A frame of nothing but a header of version 1, without client id. */
    private static byte[] header(int api, int version) {
        return ByteBuffer.allocate(14)
                .putInt(10)
                .putShort((short) api)
                .putShort((short) version)
                .putInt(1)
                .putShort((short) -1)
                .array();
    }
}

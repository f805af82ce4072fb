package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.view.GroupEvent;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.HeartbeatResponse;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.SyncGroupResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits on a connection, what waits behind it, and what becomes of it when the client goes away. */
class ConnectionOrderTest {

    private static final int SESSION_MS = 60_000;

    private final Eventually events = new Eventually();
    private KafkaGroupServer server;
    private Wire first;
    private Wire second;
    private String leader;

    @BeforeEach
    void startAStableGroupOfOne() throws IOException {
        server = Servers.quick().onEvent(event -> events.tell(event.toString())).start();
        first = new Wire(server);
        second = new Wire(server);
        JoinGroupResponse joined = first.ask(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", "", SESSION_MS));
        leader = joined.data().memberId();
        first.ask(ApiKeys.SYNC_GROUP, 3, Requests.sync(3, "g", 1, leader, new byte[] {1}));
    }

    @AfterEach
    void stop() throws IOException {
        try {
            first.close();
            second.close();
            Servers.assertFlawless(server);
        } finally {
            server.close();
        }
    }

    @Test
    void heartbeats_behindAParkedJoin_areAnsweredAfterItInOrder() throws Exception {
        var join = second.send(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", "", SESSION_MS));
        var beat = second.send(ApiKeys.HEARTBEAT, 3, Requests.heartbeat("g", 2, leader));
        var stranger = second.send(ApiKeys.HEARTBEAT, 0, Requests.heartbeat("g", 2, "stranger"));
        var metadata = second.send(ApiKeys.METADATA, 9, Samples.metadata(9, ORDERS));
        awaitRebalance();
        // the join is parked until the first member has joined again; so nothing behind it was looked at
        assertThat(server.counters().requestCount("Metadata")).isZero();

        var rejoined = first.send(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", leader, SESSION_MS));

        JoinGroupResponse joined = (JoinGroupResponse) second.answerTo(join);
        assertThat(joined.data().generationId()).isEqualTo(2);
        assertThat(((HeartbeatResponse) second.answerTo(beat)).error()).isEqualTo(Errors.NONE);
        assertThat(((HeartbeatResponse) second.answerTo(stranger)).error()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(second.answerTo(metadata).errorCounts()).containsOnlyKeys(Errors.NONE);
        assertThat(((JoinGroupResponse) first.answerTo(rejoined)).isLeader()).isTrue();
    }

    @Test
    void sync_parked_isAnsweredWhenTheLeaderAssigns() throws Exception {
        var join = second.send(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", "", SESSION_MS));
        awaitRebalance();
        first.ask(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", leader, SESSION_MS));
        String follower = ((JoinGroupResponse) second.answerTo(join)).data().memberId();
        var sync = second.send(
                ApiKeys.SYNC_GROUP,
                3,
                Requests.sync(3, "g", 2, follower, new byte[0]).setAssignments(List.of()));
        awaitParked(follower, true);

        first.ask(ApiKeys.SYNC_GROUP, 3, Requests.sync(3, "g", 2, leader, new byte[] {5}));

        SyncGroupResponse answer = (SyncGroupResponse) second.answerTo(sync);
        assertThat(answer.error()).isEqualTo(Errors.NONE);
        assertThat(answer.data().assignment()).isEmpty();
    }

    @Test
    void join_ofClientThatHungUp_waitsNoMore() throws Exception {
        second.send(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", "", SESSION_MS));
        awaitRebalance();
        String newcomer = server.groups().get(0).members().stream()
                .map(member -> member.memberId())
                .filter(id -> !id.equals(leader))
                .findFirst()
                .orElseThrow();
        awaitParked(newcomer, true);

        second.close();

        awaitParked(newcomer, false);
        awaitConnections(1);
    }

    @Test
    void leave_behindAParkedJoin_isDoneThoughTheClientHungUp() throws Exception {
        JoinGroupResponse id = second.ask(ApiKeys.JOIN_GROUP, 4, Requests.join(4, "g", "", SESSION_MS));
        String newcomer = id.data().memberId();
        second.send(ApiKeys.JOIN_GROUP, 4, Requests.join(4, "g", newcomer, SESSION_MS));
        second.send(ApiKeys.LEAVE_GROUP, 4, Requests.leave(4, "g", newcomer));
        second.close();

        events.await(
                "the newcomer leaves",
                () -> events.told().stream()
                        .anyMatch(event -> event.contains("MemberRemoved") && event.contains(newcomer)));
        events.await("told as a leave", () -> events.told().stream().anyMatch(event -> event.contains("LEFT")));
    }

    @Test
    void fetch_parked_isAnsweredWhenRecordsCome() throws Exception {
        var request = Samples.fetch(12, ORDERS, 0).setMaxWaitMs(Integer.MAX_VALUE);
        var fetch = second.send(ApiKeys.FETCH, 12, request);
        awaitRequests("Fetch", 1);

        first.ask(ApiKeys.PRODUCE, 9, Samples.produce(9, ORDERS, Samples.records("a")));

        FetchResponse answer = (FetchResponse) second.answerTo(fetch);
        assertThat(answer.data().responses().get(0).partitions().get(0).highWatermark())
                .isEqualTo(1);
    }

    @Test
    void fetch_parkedUntilMinBytes_staysParkedForLess() throws Exception {
        int size = Samples.records("a").sizeInBytes();
        var request =
                Samples.fetch(12, ORDERS, 0).setMaxWaitMs(Integer.MAX_VALUE).setMinBytes(2 * size);
        var fetch = second.send(ApiKeys.FETCH, 12, request);
        awaitRequests("Fetch", 1);

        first.ask(ApiKeys.PRODUCE, 9, Samples.produce(9, ORDERS, Samples.records("a")));
        first.ask(ApiKeys.PRODUCE, 9, Samples.produce(9, ORDERS, Samples.records("a")));

        FetchResponse answer = (FetchResponse) second.answerTo(fetch);
        assertThat(answer.data()
                        .responses()
                        .get(0)
                        .partitions()
                        .get(0)
                        .records()
                        .sizeInBytes())
                .isEqualTo(2 * size);
    }

    @Test
    void fetch_ofClientThatHungUp_endsItsConnection() throws Exception {
        second.send(ApiKeys.FETCH, 12, Samples.fetch(12, ORDERS, 0).setMaxWaitMs(Integer.MAX_VALUE));
        awaitRequests("Fetch", 1);

        second.close();

        awaitConnections(1);
    }

    @Test
    void close_whileRequestsAreParked_answersOrEndsThemAndLeavesNoThread() throws Exception {
        int port = server.port();
        second.send(ApiKeys.JOIN_GROUP, 3, Requests.join(3, "g", "", SESSION_MS));
        awaitRebalance();
        try (Wire third = new Wire(server)) {
            third.send(ApiKeys.FETCH, 12, Samples.fetch(12, ORDERS, 0).setMaxWaitMs(Integer.MAX_VALUE));
            awaitRequests("Fetch", 1);
            assertThat(Servers.threadsOf(port)).hasSizeGreaterThanOrEqualTo(7);

            server.close();
            server.close();

            assertThat(Servers.threadsOf(port)).isEmpty();
            assertThat(server.counters().connectionsOpen()).isZero();
            third.assertHungUp();
        }
    }

    private void awaitRebalance() throws InterruptedException {
        events.await(
                "a rebalance",
                () -> events.told().stream()
                        .anyMatch(event -> event.startsWith(GroupEvent.RebalanceStarted.class.getSimpleName())
                                && event.contains("generationId=1")));
    }

    /** Asks again and again: that a request is parked is no event. Each round goes over the wire and back. */
    private void awaitParked(String memberId, boolean isWaiting) throws IOException {
        Rounds.until(
                "waiting of " + memberId + " is " + isWaiting,
                first,
                () -> server.groups().get(0).members().stream()
                        .anyMatch(member -> member.memberId().equals(memberId) && member.isWaiting() == isWaiting));
    }

    private void awaitConnections(int count) throws IOException {
        Rounds.until(count + " connections", first, () -> server.counters().connectionsOpen() == count);
    }

    private void awaitRequests(String api, long count) throws IOException {
        Rounds.until(
                count + " requests of " + api, first, () -> server.counters().requestCount(api) == count);
    }
}

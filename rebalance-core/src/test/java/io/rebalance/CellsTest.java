package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetDeleteResponse;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every request in every state of a group, through the front door.
 *
 * <p>A cell says the error code of the answer (0: done), or {@code wait} if there is none yet; and after {@code >} the
 * state that follows, where it is another one. Members are a dynamic leader and a static follower; "stranger" is an id
 * nobody has, and "fenced" means that it comes with the follower's instance id.
 */
class CellsTest {

    // reference 2.4 check-4-in-service, 2.4 check-13-member, 2.4 stable-follower-other-rebalances, 2.8
    // known-id-is-like-any, 2.9
    // stable-is-answered, 2.10 empty-knows-nobody, 2.13 newcomer-does, 2.13 changed-follower-does, 2.13
    // handing-out-an-id-does-not, 2.13 heartbeat-and-commit-do-not, 2.13 sync-does-not, 2.15 dead-is-refused-whole
    private static final String TABLE = """
            request              | none        | empty    | gathering | preparing   | completing  | stable       | assigned    | loading | resigned
            join newcomer        | 79>E        | 79       | 79        | 79          | 79          | 79           | 79          | 14      | 16
            join newcomer old    | 0>C         | 0>C      | wait      | wait        | wait>P      | wait>P       | wait>P      | 14      | 16
            join stranger        | 25          | 25       | 25        | 25          | 25          | 25           | 25          | 14      | 16
            join follower same   | 25          | 25       | wait      | wait        | 0           | 0            | 0           | 14      | 16
            join leader same     | 25          | 25       | wait      | 0>C         | 0           | wait>P       | 0           | 14      | 16
            join follower other  | 25          | 25       | wait      | wait        | wait>P      | wait>P       | wait>P      | 14      | 16
            restart same         | 0>C         | 0>C      | wait      | wait        | wait>P      | 0            | 0           | 14      | 16
            restart other        | 0>C         | 0>C      | wait      | wait        | wait>P      | wait>P       | wait>P      | 14      | 16
            restart incompatible | 0>C         | 0>C      | 23        | 23          | 23          | 23           | 23          | 14      | 16
            join fenced          | 25          | 25       | 82        | 82          | 82          | 82           | 82          | 14      | 16
            join other type      | 25          | 25       | 23        | 23          | 23          | 23           | 23          | 14      | 16
            join no group id     | 24          | 24       | 24        | 24          | 24          | 24           | 24          | 14      | 16
            join short session   | 26          | 26       | 26        | 26          | 26          | 26           | 26          | 14      | 16
            sync follower        | 25          | 25       | 27        | 27          | wait        | 0            | 0           | 27      | 16
            sync leader          | 25          | 25       | 27        | 27          | 0>S         | 0            | 0           | 27      | 16
            sync stranger        | 25          | 25       | 25        | 25          | 25          | 25           | 25          | 27      | 16
            sync fenced          | 25          | 25       | 82        | 82          | 82          | 82           | 82          | 27      | 16
            sync old generation  | 25          | 25       | 22        | 22          | 22          | 22           | 22          | 27      | 16
            sync other protocol  | 25          | 25       | 27        | 23          | 23          | 23           | 23          | 27      | 16
            heartbeat            | 25          | 25       | 27        | 27          | 0           | 0            | 0           | 0       | 16
            heartbeat stranger   | 25          | 25       | 25        | 25          | 25          | 25           | 25          | 0       | 16
            heartbeat fenced     | 25          | 25       | 82        | 82          | 82          | 82           | 82          | 0       | 16
            heartbeat instance   | 25          | 25       | 25        | 25          | 25          | 25           | 25          | 0       | 16
            heartbeat old        | 25          | 25       | 22        | 22          | 22          | 22           | 22          | 0       | 16
            leave follower       | 25          | 25       | 0         | 0           | 0>P         | 0>P          | 0>P         | 14      | 16
            leave by instance    | 25          | 25       | 0         | 0           | 0>P         | 0>P          | 0>P         | 14      | 16
            leave fenced         | 25          | 25       | 82        | 82          | 82          | 82           | 82          | 14      | 16
            leave stranger       | 25          | 25       | 25        | 25          | 25          | 25           | 25          | 14      | 16
            commit               | 69          | 25       | 0         | 0           | 27          | 0            | 0           | 14      | 16
            commit old           | 69          | 25       | 22        | 22          | 22          | 22           | 22          | 14      | 16
            commit stranger      | 69          | 25       | 25        | 25          | 25          | 25           | 25          | 14      | 16
            commit fenced        | 69          | 25       | 82        | 82          | 82          | 82           | 82          | 14      | 16
            commit no member     | 0>E         | 0        | 25        | 25          | 25          | 25           | 25          | 14      | 16
            fetch                | 0           | 0        | 0         | 0           | 0           | 0            | 0           | 14      | 16
            fetch stable         | 0           | 0        | 0         | 0           | 0           | 0            | 0           | 14      | 16
            txn                  | 22          | 25       | 0         | 0           | 0           | 0            | 0           | 14      | 16
            txn old              | 22          | 25       | 22        | 22          | 22          | 22           | 22          | 14      | 16
            txn stranger         | 22          | 25       | 25        | 25          | 25          | 25           | 25          | 14      | 16
            txn no member        | 0>E         | 0        | 0         | 0           | 0           | 0            | 0           | 14      | 16
            txn no group id      | 24          | 24       | 24        | 24          | 24          | 24           | 24          | 14      | 16
            txn no producer      | 42          | 42       | 42        | 42          | 42          | 42           | 42          | 14      | 16
            end transaction      | 0           | 0        | 0         | 0           | 0           | 0            | 0           | 14      | 16
            forget read topic    | 69          | 0        | 86        | 86          | 86          | 86           | 86          | 14      | 16
            forget other topic   | 69          | 0        | 86        | 0           | 0           | 0            | 0           | 14      | 16
            forget no group id   | 24          | 24       | 24        | 24          | 24          | 24           | 24          | 14      | 16
            describe             | 69          | 0        | 0         | 0           | 0           | 0            | 0           | 14      | 16
            list                 | 0           | 0        | 0         | 0           | 0           | 0            | 0           | 14      | 16
            delete group         | 69          | 0>n      | 68        | 68          | 68          | 68           | 68          | 14      | 16
            """;

    private static final String FOLLOWER = "follower"; // its instance id

    private String leader = "leader-1";
    private String follower = "follower-1";

    @TestFactory
    Stream<DynamicTest> cells() {
        List<List<String>> rows = TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::trim).toList())
                .toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.size(); column++) {
                String request = row.get(0);
                String state = rows.get(0).get(column);
                String expected = row.get(column);
                tests.add(DynamicTest.dynamicTest(
                        request + " when " + state,
                        () -> assertThat(cell(request, state)).isEqualTo(expected)));
            }
        }
        return tests.stream();
    }

    private String cell(String request, String state) {
        Driver driver = driver(state);
        String before = state(driver);
        GroupResponse response = (GroupResponse) driver.ask((GroupRequest<?>) request(driver, request));
        String after = state(driver);
        return (response == null ? "wait" : Integer.toString(error(response)))
                + (after.equals(before) ? "" : ">" + after.charAt(0));
    }

    private static String state(Driver driver) {
        String state = driver.state();
        return state.equals("Dead") ? "none" : state;
    }

    private static int error(GroupResponse response) {
        if (response instanceof LeaveGroupResponse left && left.error().isNone()) {
            return left.members().get(0).error().id();
        }
        if (response instanceof OffsetDeleteResponse deleted && deleted.error().isNone()) {
            return deleted.partitions().get(0).error().id();
        }
        return response.error().id();
    }

    private Driver driver(String state) {
        if (state.equals("gathering")) {
            Driver driver = new Driver(CoordinatorConfig.defaults());
            join(driver, "leader");
            join(driver, "follower");
            return driver;
        }
        Driver driver =
                state.equals("assigned") ? Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER)) : Driver.atOnce();
        switch (state) {
            case "none" -> {}
            case "empty" -> {
                twoMembers(driver);
                driver.submit(LeaveGroupRequest.of(Driver.GROUP, leader));
                driver.submit(LeaveGroupRequest.of(Driver.GROUP, follower));
                assertThat(driver.state()).isEqualTo("Empty");
            }
            case "preparing" -> {
                twoMembers(driver);
                sync(driver);
                driver.submit(other(follower).build());
                assertThat(driver.state()).isEqualTo("PreparingRebalance");
            }
            case "completing" -> {
                twoMembers(driver);
                assertThat(driver.state()).isEqualTo("CompletingRebalance");
            }
            case "stable", "assigned" -> {
                twoMembers(driver);
                sync(driver);
                assertThat(driver.state()).isEqualTo("Stable");
            }
            case "loading" -> driver.coordinator = driver.coordinator();
            case "resigned" -> driver.release(driver.coordinator.resign());
            default -> throw new IllegalArgumentException(state);
        }
        return driver;
    }

    private void twoMembers(Driver driver) {
        join(driver, "leader"); // the first generation, at once
        join(driver, "follower");
        driver.submit(Driver.join(leader).build());
        driver.answers.values().stream()
                .filter(r -> r instanceof JoinGroupResponse)
                .forEach(r -> assertThat(r.error().isNone()).isTrue());
    }

    private static void join(Driver driver, String clientId) {
        driver.submit(Driver.join("")
                .clientId(clientId)
                .groupInstanceId(clientId.equals("follower") ? FOLLOWER : null)
                .build());
    }

    private void sync(Driver driver) {
        driver.submit(SyncGroupRequest.of(
                Driver.GROUP, driver.generation(), leader, List.of(new MemberAssignment(leader, Bytes.EMPTY))));
        driver.submit(SyncGroupRequest.of(Driver.GROUP, driver.generation(), follower));
    }

    private static io.rebalance.protocol.JoinGroupRequest.Builder other(String memberId) {
        return Driver.join(memberId, ConsumerSubscription.of(List.of("orders", "payments")));
    }

    private GroupRequest<?> request(Driver driver, String request) {
        int generation = driver.coordinator.groups().isEmpty() ? 1 : driver.generation();
        String group = Driver.GROUP;
        return switch (request) {
            case "join newcomer" -> Driver.join("").memberIdRequired(true).build();
            case "join newcomer old" -> Driver.join("").build();
            case "join stranger" -> Driver.join("stranger").build();
            case "join follower same" -> Driver.join(follower).build();
            case "join leader same" -> Driver.join(leader).build();
            case "join follower other" -> other(follower).build();
            case "restart same" -> Driver.join("").groupInstanceId(FOLLOWER).build();
            case "restart other" -> other("").groupInstanceId(FOLLOWER).build();
            case "restart incompatible" ->
                Driver.join("")
                        .groupInstanceId(FOLLOWER)
                        .protocolType("connect")
                        .build();
            case "join fenced" ->
                Driver.join("stranger").groupInstanceId(FOLLOWER).build();
            case "join other type" ->
                Driver.join(follower).protocolType("connect").build();
            case "join no group id" ->
                io.rebalance.protocol.JoinGroupRequest.builder("")
                        .protocol("range", Bytes.EMPTY)
                        .build();
            case "join short session" ->
                Driver.join(follower).sessionTimeoutMs(5_999).build();
            case "sync follower" -> SyncGroupRequest.of(group, generation, follower);
            case "sync leader" -> SyncGroupRequest.of(group, generation, leader);
            case "sync stranger" -> SyncGroupRequest.of(group, generation, "stranger");
            case "sync fenced" ->
                new SyncGroupRequest(group, generation, "stranger", FOLLOWER, null, null, List.of(), false);
            case "sync old generation" -> SyncGroupRequest.of(group, generation - 1, follower);
            case "sync other protocol" ->
                new SyncGroupRequest(group, generation, follower, null, "consumer", "sticky", List.of(), true);
            case "heartbeat" -> HeartbeatRequest.of(group, generation, follower);
            case "heartbeat stranger" -> HeartbeatRequest.of(group, generation, "stranger");
            case "heartbeat fenced" -> new HeartbeatRequest(group, generation, "stranger", FOLLOWER);
            case "heartbeat instance" -> new HeartbeatRequest(group, generation, follower, "of nobody");
            case "heartbeat old" -> HeartbeatRequest.of(group, generation - 1, follower);
            case "leave follower" -> LeaveGroupRequest.of(group, follower);
            case "leave by instance" -> leave(new LeaveGroupRequest.Leaver("", FOLLOWER, null));
            case "leave fenced" -> leave(new LeaveGroupRequest.Leaver("stranger", FOLLOWER, null));
            case "leave stranger" -> LeaveGroupRequest.of(group, "stranger");
            case "commit" -> commit(generation, follower);
            case "commit fenced" ->
                new OffsetCommitRequest(
                        group,
                        generation,
                        "stranger",
                        FOLLOWER,
                        commit(generation, "").partitions());
            case "commit old" -> commit(generation == 0 ? 1 : generation - 1, follower);
            case "commit stranger" -> commit(generation, "stranger");
            case "commit no member" -> commit(-1, "");
            case "fetch" -> OffsetFetchRequest.all(group);
            case "fetch stable" -> new OffsetFetchRequest(group, null, true);
            case "txn" -> txn(group, 7, generation, follower);
            case "txn old" -> txn(group, 7, generation == 0 ? 1 : generation - 1, follower);
            case "txn stranger" -> txn(group, 7, generation, "stranger");
            case "txn no member" -> txn(group, 7, -1, "");
            case "txn no group id" -> txn("", 7, -1, "");
            case "txn no producer" -> txn(group, -1, -1, "");
            case "end transaction" -> new EndTransactionRequest(7, 0, true);
            case "forget read topic" -> new OffsetDeleteRequest(group, List.of(new TopicPartition("orders", 0)));
            case "forget other topic" -> new OffsetDeleteRequest(group, List.of(new TopicPartition("payments", 0)));
            case "forget no group id" -> new OffsetDeleteRequest("", List.of(new TopicPartition("orders", 0)));
            case "describe" -> new DescribeGroupRequest(group);
            case "list" -> ListGroupsRequest.all();
            case "delete group" -> new DeleteGroupRequest(group);
            default -> throw new IllegalArgumentException(request);
        };
    }

    private static LeaveGroupRequest leave(LeaveGroupRequest.Leaver leaver) {
        return new LeaveGroupRequest(Driver.GROUP, List.of(leaver));
    }

    private static OffsetCommitRequest commit(int generation, String memberId) {
        return OffsetCommitRequest.of(
                Driver.GROUP,
                generation,
                memberId,
                List.of(OffsetCommitRequest.Partition.of(new TopicPartition("orders", 0), 7)));
    }

    private static TxnOffsetCommitRequest txn(String group, long producerId, int generation, String memberId) {
        return new TxnOffsetCommitRequest(
                group,
                producerId,
                0,
                generation,
                memberId,
                null,
                List.of(OffsetCommitRequest.Partition.of(new TopicPartition("orders", 0), 7)));
    }
}

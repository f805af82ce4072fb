package io.rebalance.kafka;

import static io.rebalance.kafka.Servers.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DeleteGroupsResponse;
import org.apache.kafka.common.requests.DescribeGroupsResponse;
import org.apache.kafka.common.requests.HeartbeatResponse;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.LeaveGroupResponse;
import org.apache.kafka.common.requests.ListGroupsResponse;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.common.requests.OffsetFetchResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.SyncGroupResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a member over the wire, in every version of every API of groups; and every refusal in every version. */
class GroupVersionRangeTest {

    private static final int SESSION_MS = 30_000;
    private static final byte[] ASSIGNMENT = {9, 8, 7};

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private KafkaGroupServer server;
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        server = Servers.quick().clock(clock::get).start();
        wire = new Wire(server);
    }

    @AfterEach
    void stop() throws IOException {
        try {
            wire.close();
            Servers.assertFlawless(server);
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void member_joinsToLeaves_inEveryVersion(int version) throws IOException {
        int commit = Math.max(version, 2);
        int fetch = Math.max(version, 1);
        JoinGroupResponse joined = join(version, "g");
        String me = joined.data().memberId();
        int generation = joined.data().generationId();
        assertThat(generation).isEqualTo(1);
        assertThat(joined.isLeader()).isTrue();
        assertThat(joined.data().protocolName()).isEqualTo("opaque");
        assertThat(joined.data().members())
                .singleElement()
                .satisfies(member -> assertThat(member.metadata()).containsExactly(1, 2, 3));

        SyncGroupResponse synced =
                ask(ApiKeys.SYNC_GROUP, upTo(5, version), Requests.sync(upTo(5, version), "g", 1, me, ASSIGNMENT));
        assertThat(synced.data().errorCode()).isZero();
        assertThat(synced.data().assignment()).isEqualTo(ASSIGNMENT);

        HeartbeatResponse alive = ask(ApiKeys.HEARTBEAT, upTo(4, version), Requests.heartbeat("g", 1, me));
        assertThat(alive.error()).isEqualTo(Errors.NONE);

        OffsetCommitResponse committed = ask(
                ApiKeys.OFFSET_COMMIT,
                commit,
                Requests.commit(
                        commit,
                        "g",
                        1,
                        me,
                        Requests.offset(commit, "none", 0, 1),
                        Requests.offset(commit, ORDERS, 2, 42),
                        Requests.offset(commit, ORDERS, Servers.PARTITIONS, 1),
                        Requests.offset(commit, ORDERS, -1, 1)));
        assertThat(committed.data().topics())
                .extracting(
                        topic -> topic.name() + ":" + topic.partitions().get(0).errorCode())
                .containsExactly("none:3", "orders:0", "orders:3", "orders:3");

        OffsetFetchResponse fetched =
                ask(ApiKeys.OFFSET_FETCH, fetch, Requests.fetch(fetch, "g", ORDERS, List.of(1, 2, -1)));
        assertThat(fetched.group("g").topics())
                .singleElement()
                .satisfies(topic -> assertThat(topic.partitions())
                        .extracting(
                                OffsetFetchResponsePartitions::partitionIndex,
                                p -> p.committedOffset(),
                                p -> p.metadata())
                        .containsExactly(tuple(1, -1L, ""), tuple(2, 42L, "m42"), tuple(-1, -1L, "")));
        if (fetch >= 2) {
            OffsetFetchResponse all = ask(ApiKeys.OFFSET_FETCH, fetch, Requests.fetch(fetch, "g", ORDERS, null));
            assertThat(all.group("g").topics())
                    .singleElement()
                    .satisfies(topic -> assertThat(topic.partitions())
                            .singleElement()
                            .satisfies(p -> assertThat(p.committedOffset()).isEqualTo(42)));
        }

        LeaveGroupResponse left = ask(ApiKeys.LEAVE_GROUP, upTo(5, version), Requests.leave(upTo(5, version), "g", me));
        assertThat(left.error()).isEqualTo(Errors.NONE);
        assertThat(left.memberResponses()).hasSize(version >= 3 ? 1 : 0);
        assertThat(server.groups())
                .singleElement()
                .satisfies(group -> assertThat(group.members()).isEmpty());
    }

    private JoinGroupResponse join(int version, String group) throws IOException {
        JoinGroupResponse first = ask(ApiKeys.JOIN_GROUP, version, Requests.join(version, group, "", SESSION_MS));
        if (version < 4) { // KIP-394
            assertThat(first.error()).isEqualTo(Errors.NONE);
            return first;
        }
        assertThat(first.error()).isEqualTo(Errors.MEMBER_ID_REQUIRED);
        JoinGroupResponse second = ask(
                ApiKeys.JOIN_GROUP,
                version,
                Requests.join(version, group, first.data().memberId(), SESSION_MS));
        assertThat(second.error()).isEqualTo(Errors.NONE);
        return second;
    }

    @Test
    void rebalanceTimeout_ofFirstVersion_isTheSessionTimeout() throws IOException {
        join(0, "g");

        assertThat(server.groups().get(0).members()).singleElement().satisfies(member -> {
            assertThat(member.sessionTimeoutMs()).isEqualTo(SESSION_MS);
            assertThat(member.rebalanceTimeoutMs()).isEqualTo(SESSION_MS);
            assertThat(member.clientId()).isEqualTo("wire");
            assertThat(member.clientHost()).isEqualTo("/127.0.0.1");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 8, 9})
    void staticMember_returning_fencesItsFormerSelf(int version) throws IOException { // KIP-345
        var request = Requests.join(version, "g", "", SESSION_MS).setGroupInstanceId("i");
        JoinGroupResponse first = ask(ApiKeys.JOIN_GROUP, version, request);
        assertThat(first.error()).isEqualTo(Errors.NONE);
        assertThat(first.data().members())
                .singleElement()
                .satisfies(member -> assertThat(member.groupInstanceId()).isEqualTo("i"));

        JoinGroupResponse again = ask(ApiKeys.JOIN_GROUP, version, request);

        assertThat(again.error()).isEqualTo(Errors.NONE);
        assertThat(again.data().memberId()).isNotEqualTo(first.data().memberId());
        HeartbeatResponse former = ask(
                ApiKeys.HEARTBEAT,
                4,
                Requests.heartbeat("g", 1, first.data().memberId()).setGroupInstanceId("i"));
        assertThat(former.error()).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    // field failure A16: a leader of an old version, and a static member, which its version has no words for
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void leaderOfAnOldVersion_isAnsweredInAGroupWithAStaticMember(int version) throws IOException {
        JoinGroupResponse leader = join(version, "g");
        try (Wire second = new Wire(server)) {
            RequestHeader waits = second.send(
                    ApiKeys.JOIN_GROUP, 9, Requests.join(9, "g", "", SESSION_MS).setGroupInstanceId("i"));
            JoinGroupResponse again;
            do { // until the other request has arrived
                again = ask(
                        ApiKeys.JOIN_GROUP,
                        version,
                        Requests.join(version, "g", leader.data().memberId(), SESSION_MS));
                assertThat(again.error()).isEqualTo(Errors.NONE);
            } while (again.data().members().size() < 2);

            assertThat(again.data().members())
                    .allSatisfy(member -> assertThat(member.groupInstanceId()).isNull());
            JoinGroupResponse follower = (JoinGroupResponse) second.answerTo(waits);
            assertThat(follower.data().leader()).isEqualTo(leader.data().memberId());
        }
    }

    // catalogue 15
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void refusedJoin_namesNoProtocol_inEveryVersion(int version) throws IOException {
        JoinGroupResponse refused =
                ask(ApiKeys.JOIN_GROUP, version, Requests.join(version, "g", "stranger", SESSION_MS));

        assertThat(refused.error()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(refused.data().generationId()).isEqualTo(-1);
        assertThat(refused.data().protocolType()).isNull();
        assertThat(refused.data().protocolName()).isEqualTo(version >= 7 ? null : "");
    }

    // KIP-814
    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void staticLeader_returning_mustNotAssign(int version) throws IOException {
        var request = Requests.join(version, "g", "", SESSION_MS).setGroupInstanceId("i");
        JoinGroupResponse first = ask(ApiKeys.JOIN_GROUP, version, request);
        String former = first.data().memberId();
        SyncGroupResponse synced = ask(ApiKeys.SYNC_GROUP, 5, Requests.sync(5, "g", 1, former, ASSIGNMENT));
        assertThat(synced.error()).isEqualTo(Errors.NONE);

        JoinGroupResponse again = ask(ApiKeys.JOIN_GROUP, version, request);

        assertThat(again.error()).isEqualTo(Errors.NONE);
        assertThat(again.data().generationId()).isEqualTo(1);
        assertThat(again.data().skipAssignment()).isEqualTo(version >= 9);
        assertThat(again.isLeader()).isEqualTo(version >= 9);
        assertThat(again.data().leader()).isEqualTo(version >= 9 ? again.data().memberId() : former);
        assertThat(again.data().members()).hasSize(version >= 9 ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5})
    void sync_withoutProtocol_isRefusedFromVersion5On(int version) throws IOException { // KIP-559
        JoinGroupResponse joined = join(3, "g");
        var request = Requests.sync(version, "g", 1, joined.data().memberId(), ASSIGNMENT)
                .setProtocolType(null)
                .setProtocolName(null);

        SyncGroupResponse answer = ask(ApiKeys.SYNC_GROUP, version, request);

        assertThat(answer.error()).isEqualTo(version >= 5 ? Errors.INCONSISTENT_GROUP_PROTOCOL : Errors.NONE);
    }

    @Test
    void leave_ofSeveral_isAnsweredOneByOne() throws IOException {
        JoinGroupResponse joined = join(9, "g");
        var request = Requests.leave(5, "g", "stranger");
        request.setMembers(List.of(
                request.members().get(0),
                new MemberIdentity().setMemberId(joined.data().memberId())));

        LeaveGroupResponse answer = ask(ApiKeys.LEAVE_GROUP, 5, request);

        assertThat(answer.topLevelError()).isEqualTo(Errors.NONE);
        assertThat(answer.memberResponses())
                .extracting(member -> Errors.forCode(member.errorCode()))
                .containsExactly(Errors.UNKNOWN_MEMBER_ID, Errors.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void offsetFetch_ofSeveralGroups_answersEach(int version) throws IOException { // KIP-709
        ask(ApiKeys.OFFSET_COMMIT, 8, Requests.commit(8, "a", -1, "", Requests.offset(8, ORDERS, 0, 5)));
        OffsetFetchRequestData request = Requests.fetch(version, "a", ORDERS, List.of(0));
        request.setGroups(List.of(
                request.groups().get(0),
                Requests.fetch(version, "b", ORDERS, null).groups().get(0)));

        OffsetFetchResponse answer = ask(ApiKeys.OFFSET_FETCH, version, request);

        assertThat(answer.group("a").topics().get(0).partitions().get(0).committedOffset())
                .isEqualTo(5);
        assertThat(answer.group("b").topics()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 9})
    void commit_toGroupThatIsNot_isRefusedInTheWordsOfTheVersion(int version) throws IOException { // KIP-848
        OffsetCommitResponse answer = ask(
                ApiKeys.OFFSET_COMMIT,
                version,
                Requests.commit(version, "g", 3, "m", Requests.offset(version, ORDERS, 0, 1)));

        assertThat(answer.errorCounts())
                .containsOnlyKeys(version >= 9 ? Errors.GROUP_ID_NOT_FOUND : Errors.ILLEGAL_GENERATION);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5, 9})
    void commit_withRetention_expiresByItInVersions2To4(int version) throws IOException { // KIP-211
        var request = Requests.commit(version, "g", -1, "", Requests.offset(version, ORDERS, 0, 1));
        if (version <= 4) {
            request.setRetentionTimeMs(0);
        }
        ask(ApiKeys.OFFSET_COMMIT, version, request);
        assertThat(server.groups()).hasSize(1);

        clock.addAndGet(600_000);
        server.service().poll();

        assertThat(server.groups()).hasSize(version <= 4 ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void administration_ofGroups_inEveryVersion(int version) throws IOException {
        JoinGroupResponse joined = join(3, "g");
        ask(ApiKeys.SYNC_GROUP, 4, Requests.sync(4, "g", 1, joined.data().memberId(), ASSIGNMENT));
        ask(ApiKeys.OFFSET_COMMIT, 8, Requests.commit(8, "h", -1, "", Requests.offset(8, ORDERS, 0, 5)));

        DescribeGroupsResponse described =
                ask(ApiKeys.DESCRIBE_GROUPS, version, Requests.describe("g", "none", "h", "g"));
        assertThat(described.data().groups())
                .extracting(g -> g.groupId() + " " + g.groupState() + " " + g.protocolType() + " " + g.protocolData()
                        + " " + Errors.forCode(g.errorCode()) + " "
                        + g.members().size())
                .containsExactly(
                        "g Stable consumer opaque NONE 1",
                        "none Dead   " + (version >= 6 ? Errors.GROUP_ID_NOT_FOUND : Errors.NONE) + " 0",
                        "h Empty   NONE 0");
        DescribedGroupMember member = described.data().groups().get(0).members().get(0);
        assertThat(member.memberId()).isEqualTo(joined.data().memberId());
        assertThat(member.memberMetadata()).containsExactly(1, 2, 3);
        assertThat(member.memberAssignment()).isEqualTo(ASSIGNMENT);

        int list = upTo(5, version);
        ListGroupsResponse listed = ask(ApiKeys.LIST_GROUPS, list, new ListGroupsRequestData());
        assertThat(listed.data().groups())
                .extracting(g -> g.groupId() + "/" + g.protocolType() + "/" + g.groupState() + "/" + g.groupType())
                .containsExactly(
                        "g/consumer/" + (list >= 4 ? "Stable" : "") + "/" + (list >= 5 ? "Classic" : ""),
                        "h//" + (list >= 4 ? "Empty" : "") + "/" + (list >= 5 ? "Classic" : ""));
        if (list >= 4) { // KIP-518
            assertThat(listed(list, new ListGroupsRequestData().setStatesFilter(List.of("STABLE"))))
                    .containsExactly("g");
        }
        if (list >= 5) { // KIP-848
            assertThat(listed(list, new ListGroupsRequestData().setTypesFilter(List.of("consumer", "no such type"))))
                    .isEmpty();
            assertThat(listed(list, new ListGroupsRequestData().setTypesFilter(List.of("CLASSIC"))))
                    .containsExactly("g", "h");
        }

        DeleteGroupsResponse deleted =
                ask(ApiKeys.DELETE_GROUPS, upTo(2, version), Requests.deleteGroups("none", "h", "g"));
        assertThat(deleted.errors())
                .isEqualTo(Map.of("none", Errors.GROUP_ID_NOT_FOUND, "h", Errors.NONE, "g", Errors.NON_EMPTY_GROUP));
        assertThat(listed(0, new ListGroupsRequestData())).containsExactly("g");
    }

    private List<String> listed(int version, ListGroupsRequestData request) throws IOException {
        ListGroupsResponse answer = ask(ApiKeys.LIST_GROUPS, version, request);
        return answer.data().groups().stream().map(ListedGroup::groupId).toList();
    }

    @Test
    void offsetDelete_ofSeveralTopics_answersInTheirOrder() throws IOException { // KIP-496
        ask(ApiKeys.OFFSET_COMMIT, 8, Requests.commit(8, "g", -1, "", Requests.offset(8, ORDERS, 0, 5)));
        var request = Requests.deleteOffsets("g", "none", ORDERS, 0, 3, -1);

        OffsetDeleteResponse answer = ask(ApiKeys.OFFSET_DELETE, 0, request);

        assertThat(answer.data().errorCode()).isZero();
        assertThat(answer.data().topics())
                .flatExtracting(topic -> topic.partitions().stream()
                        .map(p -> topic.name() + p.partitionIndex() + ":" + p.errorCode())
                        .toList())
                .containsExactly("none0:3", "none3:3", "none-1:3", "orders0:0", "orders3:0", "orders-1:3");
        OffsetDeleteResponse again = ask(ApiKeys.OFFSET_DELETE, 0, request);
        assertThat(again.data().errorCode()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(again.data().topics()).isEmpty();
    }

    // reference 2.15 old-versions-hear-it-at-the-top
    @Test
    void refusals_ofEveryApi_areWrittenInEveryVersion() throws IOException {
        for (int version : versions(ApiKeys.JOIN_GROUP)) {
            refused(Errors.INVALID_SESSION_TIMEOUT, ApiKeys.JOIN_GROUP, version, Requests.join(version, "g", "", 1));
            var foreign = Requests.join(version, "g", "", SESSION_MS);
            foreign.protocols().clear();
            refused(Errors.INCONSISTENT_GROUP_PROTOCOL, ApiKeys.JOIN_GROUP, version, foreign);
        }
        for (int version : versions(ApiKeys.SYNC_GROUP)) {
            refused(
                    Errors.UNKNOWN_MEMBER_ID,
                    ApiKeys.SYNC_GROUP,
                    version,
                    Requests.sync(version, "none", 1, "m", ASSIGNMENT));
        }
        for (int version : versions(ApiKeys.HEARTBEAT)) {
            refused(Errors.UNKNOWN_MEMBER_ID, ApiKeys.HEARTBEAT, version, Requests.heartbeat("none", 1, "m"));
        }
        for (int version : versions(ApiKeys.LEAVE_GROUP)) {
            refused(Errors.UNKNOWN_MEMBER_ID, ApiKeys.LEAVE_GROUP, version, Requests.leave(version, "none", "m"));
            refused(Errors.INVALID_GROUP_ID, ApiKeys.LEAVE_GROUP, version, Requests.leave(version, "", "m"));
        }
    }

    static List<ApiKeys> server_thatResigned_saysSoInEveryVersion() {
        return List.of(
                ApiKeys.JOIN_GROUP,
                ApiKeys.SYNC_GROUP,
                ApiKeys.HEARTBEAT,
                ApiKeys.LEAVE_GROUP,
                ApiKeys.OFFSET_COMMIT,
                ApiKeys.OFFSET_FETCH,
                ApiKeys.OFFSET_DELETE,
                ApiKeys.DESCRIBE_GROUPS,
                ApiKeys.LIST_GROUPS,
                ApiKeys.DELETE_GROUPS);
    }

    @ParameterizedTest
    @MethodSource
    void server_thatResigned_saysSoInEveryVersion(ApiKeys api) throws IOException {
        server.service().close();

        for (int version : versions(api)) {
            ApiMessage request = switch (api) {
                case JOIN_GROUP -> Requests.join(version, "g", "", SESSION_MS);
                case SYNC_GROUP -> Requests.sync(version, "g", 1, "m", ASSIGNMENT);
                case HEARTBEAT -> Requests.heartbeat("g", 1, "m");
                case LEAVE_GROUP -> Requests.leave(version, "g", "m");
                case OFFSET_COMMIT -> Requests.commit(version, "g", 1, "m", Requests.offset(version, ORDERS, 0, 1));
                case OFFSET_DELETE -> Requests.deleteOffsets("g", ORDERS, ORDERS, 0);
                case DESCRIBE_GROUPS -> Requests.describe("g");
                case LIST_GROUPS -> new ListGroupsRequestData();
                case DELETE_GROUPS -> Requests.deleteGroups("g");
                default -> Requests.fetch(version, "g", ORDERS, List.of(0));
            };
            refused(Errors.NOT_COORDINATOR, api, version, request);
        }
    }

    private void refused(Errors error, ApiKeys api, int version, ApiMessage request) throws IOException {
        AbstractResponse answer = ask(api, version, request);
        assertThat(answer.errorCounts()).as("%s %d", api.name, version).containsKey(error);
    }

    private <R extends AbstractResponse> R ask(ApiKeys api, int version, ApiMessage request) throws IOException {
        return wire.ask(api, version, request);
    }

    private static List<Integer> versions(ApiKeys api) {
        return IntStream.rangeClosed(api.oldestVersion(), api.latestVersion(false))
                .boxed()
                .toList();
    }

    private static int upTo(int latest, int version) {
        return Math.min(latest, version);
    }
}

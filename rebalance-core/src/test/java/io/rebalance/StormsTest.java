package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many at once, or two in the same moment: few generations, and everybody goes once (invariants L2, L5). */
class StormsTest {

    // field failure A12
    @Test
    void fiftyMembersWithinTheInitialDelay_makeOneGeneration() {
        Driver driver = new Driver(CoordinatorConfig.defaults());
        for (int i = 0; i < 50; i++) {
            driver.submit(Driver.join("").build());
            driver.pass(40);
        }
        for (int i = 0; i < 10; i++) {
            driver.pass(1_000);
        }

        assertThat(driver.generation()).isEqualTo(1);
        assertThat(driver.coordinator.groups().get(0).members()).hasSize(50);
    }

    // field failure A27: clients that ask again as soon as they are refused
    @Test
    void clientsThatAskAgainAtOnce_costOneGenerationAChange() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            JoinGroupResponse refused = driver.ask(newcomer());
            assertThat(refused.error()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
            ids.add(refused.memberId());
        }
        ids.forEach(id -> driver.submit(Driver.join(id).build()));
        assertThat(driver.generation()).isEqualTo(1);

        JoinGroupResponse late = driver.ask(newcomer());
        driver.submit(Driver.join(late.memberId()).build());
        for (int i = 0; i < 5; i++) { // those who wait ask again and again
            ids.subList(0, 10).forEach(id -> driver.submit(Driver.join(id).build()));
        }
        ids.subList(10, 20).forEach(id -> driver.submit(Driver.join(id).build()));

        assertThat(driver.generation()).isEqualTo(2);
        assertThat(driver.coordinator.groups().get(0).members()).hasSize(21);
    }

    // field failure I1
    @Test
    void thousandMembersThatNoticeATopic_makeOneGeneration() {
        Driver driver = Driver.atOnce();
        List<String> ids = stableGroup(driver, 1_000);
        int generation = driver.generation();
        ConsumerSubscription more = ConsumerSubscription.of(List.of("orders", "payments"));

        for (String id : ids) { // within a minute, and the rebalance timeout is as long
            driver.submit(Driver.join(id, more).build());
            driver.clock.advance(59);
        }

        assertThat(driver.generation()).isEqualTo(generation + 1);
        assertThat(driver.state()).isEqualTo("CompletingRebalance");
    }

    // field failure I3, for a group that the coordinator assigns
    @Test
    void topicThatAppears_isOneGenerationForAll() {
        Driver driver = Driver.atOnce(Driver.dealer("range", RebalanceMode.EAGER));
        driver.release(driver.coordinator.topicsChanged(TopicCatalog.empty()));
        List<String> ids = stableGroup(driver, 100);
        int generation = driver.generation();

        driver.release(driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 300))));
        ids.forEach(id -> driver.submit(Driver.join(id).build()));

        assertThat(driver.generation()).isEqualTo(generation + 1);
        assertThat(driver.state()).isEqualTo("Stable");
    }

    // field failure A9: the request and the timer of one moment, in both orders
    @Test
    void leaveAndExpiryOfOneMoment_removeTheMemberOnce() {
        for (boolean isTimerFirst : List.of(true, false)) {
            Driver driver = Driver.atOnce();
            stableGroup(driver, 2);
            driver.clock.advance(9_000);
            driver.submit(HeartbeatRequest.of(Driver.GROUP, driver.generation(), "c-1"));
            driver.clock.advance(1_000); // c-2 is due
            List<GroupEvent> events = new ArrayList<>();
            for (boolean isTimer : List.of(isTimerFirst, !isTimerFirst)) {
                if (isTimer) {
                    driver.pass(0);
                } else {
                    driver.submit(LeaveGroupRequest.of(Driver.GROUP, "c-2"));
                }
                events.addAll(driver.last.events());
            }

            assertThat(events)
                    .filteredOn(GroupEvent.MemberRemoved.class::isInstance)
                    .as("timer first: %s", isTimerFirst)
                    .hasSize(1);
            assertThat(driver.coordinator.groups().get(0).members()).hasSize(1);
        }
    }

    // KIP-345: all static members of a service restart, one after the other, and nothing moves
    @Test
    void rollingRestartOfStaticMembers_costsNoGeneration() {
        Driver driver = Driver.atOnce();
        for (int i = 0; i < 100; i++) {
            driver.submit(Driver.join("").groupInstanceId("i" + i).build());
        }
        driver.submit(Driver.join("i0-1").build());
        String leader = "i0-1";
        driver.submit(SyncGroupRequest.of(
                Driver.GROUP, driver.generation(), leader, List.of(new MemberAssignment(leader, Bytes.EMPTY))));
        for (int i = 1; i < 100; i++) {
            driver.submit(SyncGroupRequest.of(Driver.GROUP, driver.generation(), "i" + i + "-1"));
        }
        int generation = driver.generation();

        for (int i = 0; i < 100; i++) {
            JoinGroupResponse joined =
                    driver.ask(Driver.join("").groupInstanceId("i" + i).build());
            assertThat(joined.generationId()).isEqualTo(generation);
            assertThat(joined.skipAssignment()).isEqualTo(i == 0);
            driver.submit(SyncGroupRequest.of(Driver.GROUP, generation, joined.memberId()));
        }

        assertThat(driver.generation()).isEqualTo(generation);
        assertThat(driver.state()).isEqualTo("Stable");
        assertThat(driver.coordinator.groups().get(0).leader()).isEqualTo("i0-2");
    }

    private static io.rebalance.protocol.JoinGroupRequest newcomer() {
        return Driver.join("").memberIdRequired(true).build();
    }

    /** The ids of so many members, who have all synced. */
    private static List<String> stableGroup(Driver driver, int size) {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            driver.submit(Driver.join("").build());
            ids.add("c-" + i);
        }
        driver.submit(Driver.join("c-1").build());
        for (String id : ids) {
            driver.submit(SyncGroupRequest.of(Driver.GROUP, driver.generation(), id));
        }
        assertThat(driver.state()).isEqualTo("Stable");
        return ids;
    }

    // they die one by one, each in a millisecond of its own
    @Test
    void deathsOneByOne_endAllMemberships() {
        Driver driver = new Driver(CoordinatorConfig.defaults());
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            tickets.add(driver.submit(Driver.join("")
                    .sessionTimeoutMs(10_000 + i)
                    .rebalanceTimeoutMs(1_000_000)
                    .build()));
        }
        for (int i = 0; i < 40 && !driver.answers.containsKey(tickets.get(0)); i++) {
            driver.pass(30_000);
        }
        driver.pass(9_999);
        for (int i = 0; i < 3_000; i++) {
            assertThat(driver.coordinator.nextDeadlineMs()).isEqualTo(driver.clock.nowMs() + 1);
            assertThat(driver.pass(1).events())
                    .filteredOn(GroupEvent.MemberRemoved.class::isInstance)
                    .hasSize(1);
        }
        assertThat(driver.coordinator.groups().get(0).members()).isEmpty();
    }

    // a log that stands still, connections that die, and a failover, all at once
    @Test
    void resign_manyOutcomesAndCancelsWait_answersWhoIsLeft() {
        Driver driver = Driver.atOnce();
        for (int i = 1; i <= 40_000; i++) {
            driver.coordinator.handle(i, new HeartbeatRequest("g", 1, "m", null));
        }
        for (int i = 1; i <= 40_000; i++) {
            driver.coordinator.cancel(2 * i); // every other one
        }
        assertThat(driver.coordinator.resign().replies())
                .extracting(Reply::ticket)
                .hasSize(20_000)
                .allMatch(ticket -> ticket % 2 == 1);
    }
}

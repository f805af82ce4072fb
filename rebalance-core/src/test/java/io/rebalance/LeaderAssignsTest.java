package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the leader hands in is what members get, whatever they had before; and who does not wait any more gets nothing. */
class LeaderAssignsTest {

    private final Driver driver = Driver.atOnce();
    private final String a;
    private final String b;

    LeaderAssignsTest() {
        a = driver.ask(Driver.join("").build()).memberId();
        long newcomer = driver.submit(Driver.join("").build());
        driver.submit(Driver.join(a).build());
        b = Driver.asJoin(driver.answers.get(newcomer)).memberId();
        assertThat(driver.state()).isEqualTo("CompletingRebalance");
    }

    // reference 2.9: of whom the leader says nothing, no bytes; not what it had in the generation before
    @Test
    void sync_leaderLeavesAMemberOut_itGetsNothing() {
        syncAll(part(a, 1), part(b, 2));
        assertThat(driver.<SyncGroupResponse>ask(sync(b)).assignment()).isEqualTo(bytes(2));
        rejoinAll();

        syncAll(part(a, 1));

        assertThat(driver.<SyncGroupResponse>ask(sync(a)).assignment()).isEqualTo(bytes(1));
        assertThat(driver.<SyncGroupResponse>ask(sync(b)).assignment()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void sync_leaderNamesAMemberTwiceAndStrangers_theLastCounts() {
        syncAll(part(b, 1), part("stranger", 9), part(b, 2), part(a, 3));

        assertThat(driver.<SyncGroupResponse>ask(sync(b)).assignment()).isEqualTo(bytes(2));
        assertThat(driver.<SyncGroupResponse>ask(sync(a)).assignment()).isEqualTo(bytes(3));
        rejoinAll();
        syncAll(part(a, 4), part(a, 5)); // nobody is marked still
        assertThat(driver.<SyncGroupResponse>ask(sync(a)).assignment()).isEqualTo(bytes(5));
        assertThat(driver.<SyncGroupResponse>ask(sync(b)).assignment()).isEqualTo(Bytes.EMPTY);
    }

    // whoever is gone owes its sync again, has its session to ask anew, and is found out if it does not
    @Test
    void cancel_syncThatWaits_isNotAnswered_andOwesASync() {
        long waits = driver.submit(sync(b));
        driver.pass(9_000);
        driver.ask(new HeartbeatRequest(Driver.GROUP, driver.generation(), a, null));
        driver.release(driver.coordinator.cancel(waits));
        driver.pass(9_999); // its session began with the cancel
        assertThat(driver.coordinator.groups().get(0).members()).hasSize(2);

        assertThat(driver.<SyncGroupResponse>ask(sync(a, part(a, 1), part(b, 2)))
                        .error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(driver.answers).doesNotContainKey(waits);
        assertThat(driver.pass(1).events())
                .filteredOn(GroupEvent.MemberRemoved.class::isInstance)
                .singleElement()
                .asString()
                .contains(b, "SESSION_EXPIRED");
    }

    @Test
    void cancel_syncThatWaits_memberThatBeatsButNeverSyncs_isRemovedWhenTheTimeIsUp() {
        long waits = driver.submit(sync(b));
        driver.release(driver.coordinator.cancel(waits));
        driver.ask(sync(a, part(a, 1), part(b, 2)));
        List<GroupEvent> events = new ArrayList<>();
        for (int s = 0; s < 60; s += 5) {
            for (String member : List.of(a, b)) {
                driver.ask(new HeartbeatRequest(Driver.GROUP, driver.generation(), member, null));
            }
            events.addAll(driver.pass(5_000).events());
        }

        assertThat(events)
                .filteredOn(GroupEvent.MemberRemoved.class::isInstance)
                .singleElement()
                .asString()
                .contains(b, "NEVER_SYNCED");
    }

    // who was silent for longest goes first, whatever the ids say
    @Test
    void advance_severalSessionsAreOver_endInTheOrderOfTheirEnds() {
        syncAll(part(a, 1), part(b, 2));
        driver.pass(1_000);
        driver.ask(new HeartbeatRequest(Driver.GROUP, driver.generation(), a, null));

        List<GroupEvent> events = driver.pass(20_000).events();

        assertThat(a).isLessThan(b);
        assertThat(events.stream()
                        .filter(GroupEvent.MemberRemoved.class::isInstance)
                        .map(event -> ((GroupEvent.MemberRemoved) event).memberId()))
                .isEqualTo(List.of(b, a));
    }

    private void rejoinAll() {
        int generation = driver.generation();
        driver.submit(Driver.join(b).build());
        if (driver.generation() == generation) {
            driver.submit(Driver.join(a).build());
        }
        driver.submit(Driver.join(b).build());
        assertThat(driver.generation()).isEqualTo(generation + 1);
        assertThat(driver.state()).isEqualTo("CompletingRebalance");
    }

    private void syncAll(MemberAssignment... parts) {
        driver.submit(sync(b));
        driver.submit(sync(a, parts));
        assertThat(driver.state()).isEqualTo("Stable");
    }

    private SyncGroupRequest sync(String memberId, MemberAssignment... parts) {
        return new SyncGroupRequest(
                Driver.GROUP, driver.generation(), memberId, null, null, null, List.of(parts), false);
    }

    private static MemberAssignment part(String memberId, int bytes) {
        return new MemberAssignment(memberId, bytes(bytes));
    }

    private static Bytes bytes(int value) {
        return Bytes.of(new byte[] {(byte) value});
    }
}

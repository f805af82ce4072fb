package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.ApiKey;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.view.GroupView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a coordinator comes into service and goes out of it, whatever its groups are doing. */
class LifeTest {

    private static final String LEADER = "c-1";
    private static final String FOLLOWER = "c-2";

    /** What a group may be doing. */
    private enum Situation {
        LOADING,
        NO_GROUP,
        ONLY_OFFSETS,
        EMPTY,
        GATHERING,
        PREPARING,
        COMPLETING,
        STABLE,
        RESIGNED
    }

    private static Driver driver(Situation situation) {
        Driver driver = situation == Situation.GATHERING ? new Driver(CoordinatorConfig.defaults()) : Driver.atOnce();
        switch (situation) {
            case NO_GROUP -> {}
            case ONLY_OFFSETS -> driver.submit(request(ApiKey.OFFSET_COMMIT, "", -1));
            case GATHERING -> driver.submit(Driver.join("").build());
            case EMPTY -> {
                stable(driver);
                driver.submit(request(ApiKey.LEAVE_GROUP, LEADER, 1));
            }
            case PREPARING -> {
                stable(driver);
                driver.submit(Driver.join("").build());
            }
            case COMPLETING -> {
                stable(driver);
                driver.submit(Driver.join("").build());
                driver.submit(Driver.join(LEADER).build());
                driver.submit(request(ApiKey.SYNC_GROUP, FOLLOWER, 2)); // waits for the leader's
            }
            case STABLE -> stable(driver);
            case LOADING -> {
                stable(driver);
                driver.coordinator = driver.coordinator();
                driver.log.forEach(driver.coordinator::replay);
            }
            case RESIGNED -> {
                stable(driver);
                driver.submit(Driver.join("").build());
                driver.release(driver.coordinator.resign());
            }
        }
        return driver;
    }

    private static void stable(Driver driver) {
        driver.submit(Driver.join("").build());
        driver.submit(request(ApiKey.SYNC_GROUP, LEADER, 1));
    }

    private static GroupRequest<?> request(ApiKey api, String memberId, int generationId) {
        return OneOfEach.of(memberId, generationId)
                .filter(r -> r.api() == api)
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> waiting(Driver driver) {
        return LongStream.rangeClosed(1, driver.ticket)
                .filter(driver.coordinator::isWaiting)
                .boxed()
                .toList();
    }

    // the situations are what they are called
    @ParameterizedTest
    @EnumSource(Situation.class)
    void situation_isReached(Situation situation) {
        Driver driver = driver(situation);
        String state = Map.of("GATHERING", "PREPARING_REBALANCE").getOrDefault(situation.name(), situation.name());

        switch (situation) {
            case LOADING -> assertThat(driver.coordinator.isActive()).isFalse();
            case NO_GROUP -> assertThat(driver.state()).isEqualTo("none");
            case ONLY_OFFSETS -> assertThat(driver.coordinator.dump()).isEmpty();
            case RESIGNED -> assertThat(driver.state()).isEqualTo("Dead");
            default -> assertThat(driver.state().toUpperCase(Locale.ROOT)).startsWith(state.split("_")[0]);
        }
        boolean waits = List.of(Situation.GATHERING, Situation.PREPARING, Situation.COMPLETING)
                .contains(situation);
        assertThat(waiting(driver)).hasSize(waits ? 1 : 0);
    }

    // field failure C11, catalogue 95: to go is total, and to go again does nothing
    @ParameterizedTest
    @EnumSource(Situation.class)
    void resign_inAnyState_answersWhoWaitsOnce_andAgainDoesNothing_c11(Situation situation) {
        Driver driver = driver(situation);
        List<Long> waiting = waiting(driver);
        List<GroupRecord> stored = driver.coordinator.snapshot().toList();

        Outcome outcome = driver.release(driver.coordinator.resign());

        assertThat(outcome.replies()).extracting(Reply::ticket).containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(outcome.replies())
                .allSatisfy(r -> assertThat(r.response().error()).isEqualTo(ErrorCode.NOT_COORDINATOR));
        assertThat(outcome.records()).isEmpty();
        assertThat(driver.coordinator.isActive()).isFalse();
        for (Outcome again : List.of(
                driver.coordinator.resign(),
                driver.coordinator.advance(),
                driver.coordinator.cancel(1),
                driver.coordinator.topicsChanged(TopicCatalog.of(Map.of("orders", 9))),
                driver.coordinator.storeFailed(1, ErrorCode.KAFKA_STORAGE_ERROR),
                driver.coordinator.resign())) {
            assertThat(again.replies()).isEmpty();
            assertThat(again.records()).isEmpty();
            assertThat(again.events()).isEmpty();
        }
        assertThat(driver.coordinator.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(driver.coordinator.snapshot()).isEqualTo(stored);
    }

    // field failure A15: nobody loses its identity because a coordinator went
    @ParameterizedTest
    @EnumSource(Situation.class)
    void requests_afterResign_areRefusedWithoutEffect_a15(Situation situation) {
        Driver driver = driver(situation);
        driver.release(driver.coordinator.resign());
        List<GroupRecord> stored = driver.coordinator.snapshot().toList();
        List<String> before = driver.coordinator.dump();

        for (String member : List.of("", LEADER, FOLLOWER, "stranger")) {
            OneOfEach.of(member, 1).forEach(request -> {
                Outcome outcome = driver.coordinator.handle(++driver.ticket, request);
                assertThat(outcome.replies())
                        .singleElement()
                        .satisfies(r -> assertThat(r.response().error())
                                .as(request.api().name())
                                .isEqualTo(ErrorCode.NOT_COORDINATOR));
                assertThat(outcome.records()).isEmpty();
            });
        }
        assertThat(driver.coordinator.snapshot()).isEqualTo(stored);
        assertThat(driver.coordinator.dump()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(value = Situation.class, names = "LOADING", mode = EnumSource.Mode.EXCLUDE)
    void activateOrReplay_whenItIsTooLate_isRefused_andChangesNothing(Situation situation) {
        Driver driver = driver(situation);
        List<String> before = driver.coordinator.dump();
        boolean wasActive = driver.coordinator.isActive();

        assertThatThrownBy(driver.coordinator::activate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("activate must be called once, was called when " + (wasActive ? "ACTIVE" : "RESIGNED"));
        GroupRecord late = new GroupRecord(new RecordKey.Group("late"), null);
        assertThatThrownBy(() -> driver.coordinator.replay(late)).isInstanceOf(IllegalStateException.class);
        assertThat(driver.coordinator.dump()).isEqualTo(before);
        assertThat(driver.coordinator.isActive()).isEqualTo(wasActive);
    }

    // reference 2.9 loading-is-a-rebalance, 2.10 loading-is-well, 7.3 requests-while-loading
    // field failure C4: between "I am the owner" and "I have replayed"
    @Test
    void requests_whileLoading_haveNoEffect_c4() {
        Driver driver = driver(Situation.LOADING);
        List<GroupRecord> stored = driver.coordinator.snapshot().toList();
        for (String member : List.of("", LEADER, "stranger")) {
            OneOfEach.of(member, 1).forEach(request -> {
                Outcome outcome = driver.coordinator.handle(++driver.ticket, request);
                assertThat(outcome.replies()).hasSize(1);
                assertThat(outcome.records()).isEmpty();
                assertThat(outcome.events()).isEmpty();
            });
        }
        assertThat(driver.coordinator.advance().records()).isEmpty();
        assertThat(driver.coordinator.snapshot()).isEqualTo(stored);
        assertThat(driver.coordinator.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);

        driver.release(driver.coordinator.activate());
        GroupCoordinator undisturbed = driver.coordinator();
        driver.log.forEach(undisturbed::replay);
        undisturbed.activate();
        assertThat(driver.coordinator.dump()).isEqualTo(undisturbed.dump());
    }

    // field failures C3 and C7: a load that fails is told, and leaves nothing half done
    @Test
    void activate_thatThrows_leavesItLoading_andMayBeTriedAgain_c7() {
        Driver driver = driver(Situation.STABLE);
        boolean[] isBroken = {true};
        Clock clock = () -> {
            if (isBroken[0]) {
                throw new UnsupportedOperationException("the clock is broken");
            }
            return driver.clock.nowMs();
        };
        GroupCoordinator loading = GroupCoordinator.builder().clock(clock).build();
        driver.log.forEach(loading::replay);

        assertThatThrownBy(loading::activate).hasMessage("the clock is broken");
        isBroken[0] = false;
        assertThat(loading.isActive()).isFalse();
        assertThat(loading.groups()).extracting(GroupView::state).isEmpty();
        assertThat(loading.handle(1, request(ApiKey.OFFSET_FETCH, "", -1)).replies())
                .singleElement()
                .satisfies(r -> assertThat(r.response().error()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));

        loading.activate();
        GroupCoordinator undisturbed = driver.coordinator();
        driver.log.forEach(undisturbed::replay);
        undisturbed.activate();
        assertThat(loading.dump()).isEqualTo(undisturbed.dump());
    }

    // invariant S4, over restarts too; field failure C13: an empty group agrees with itself
    @Test
    void generations_overCrashesInAnyState_neverFall() {
        List<Integer> generations = new ArrayList<>();
        Driver driver = driver(Situation.STABLE);
        for (int i = 0; i < 5; i++) {
            driver.submit(Driver.join(LEADER).build()); // the leader joins again: a generation
            int generation = driver.generation();
            driver.submit(request(ApiKey.SYNC_GROUP, LEADER, generation));
            generations.add(driver.generation());
            driver.crash();
            assertThat(driver.generation()).isEqualTo(generation);
        }
        driver.submit(request(ApiKey.LEAVE_GROUP, LEADER, driver.generation()));
        generations.add(driver.generation());
        driver.crash();

        assertThat(generations).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(driver.generation()).isEqualTo(7);
        assertThat(driver.state()).isEqualTo("Empty");
    }

    // heap: what members say alike is kept once, though each comes out of the log with texts of its own
    @Test
    void activate_membersOfTheLog_shareWhatTheySayAlike() {
        GroupCoordinator coordinator =
                GroupCoordinator.builder().clock(new FakeClock(1_000)).build();
        for (String groupId : List.of("g1", "g2")) {
            RecordValue.ClassicMember member = new RecordValue.ClassicMember(
                    "m",
                    null,
                    "c",
                    "h",
                    10_000,
                    20_000,
                    List.of(new JoinProtocol(new String("range"), Bytes.of(new byte[] {1, 2}))),
                    Bytes.EMPTY,
                    List.of());
            coordinator.replay(new GroupRecord(
                    new RecordKey.Group(groupId),
                    new RecordValue.ClassicGroup("consumer", "range", 1, "m", false, 0, List.of(member))));
        }
        coordinator.activate();

        List<List<String>> names = coordinator
                .snapshot()
                .map(record -> (RecordValue.ClassicGroup) record.value())
                .map(group -> group.members().get(0).protocolNames())
                .toList();
        assertThat(names).hasSize(2);
        assertThat(names.get(0)).isSameAs(names.get(1));
    }
}

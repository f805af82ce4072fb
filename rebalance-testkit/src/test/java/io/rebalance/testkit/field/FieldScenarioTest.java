package io.rebalance.testkit.field;

import static io.rebalance.testkit.field.FieldProtocol.COOPERATIVE;
import static io.rebalance.testkit.field.FieldProtocol.EAGER;
import static io.rebalance.testkit.field.FieldProtocol.STATIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.testkit.timeline.Timeline;
import io.rebalance.testkit.timeline.TimelinePage;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What protocols are good for, and what not: the figures of the field's scenarios, held against each other. */
class FieldScenarioTest {

    private static FieldRun play(FieldScenario scenario, FieldProtocol protocol, String variant) {
        FieldRun run = scenario.play(protocol, variant, scenario.members(), scenario.partitions(), 7);
        run.result().requireNoViolation();
        assertThat(run.result().lost()).isZero();
        assertThat(run.result().records()).isPositive();
        return run;
    }

    private static FieldRun play(FieldScenario scenario, FieldProtocol protocol) {
        return play(scenario, protocol, "");
    }

    private static List<String> causes(FieldRun run) {
        return run.rounds().stream().flatMap(round -> round.causes().stream()).toList();
    }

    // field failure D: the poll interval is not a session
    @Test
    void slowHandler_inThePollLoop_makesTheGroupRebalanceAgainAndAgain() {
        for (FieldProtocol protocol : FieldProtocol.values()) {
            FieldRun loop = play(FieldScenario.SLOW_HANDLER, protocol, "poll loop");
            FieldRun pool = play(FieldScenario.SLOW_HANDLER, protocol, "worker pool");

            assertThat(pool.generations()).isEqualTo(1);
            assertThat(pool.stoodStillMs()).isZero();
            assertThat(pool.result().duplicates()).isZero();
            assertThat(loop.generations()).isGreaterThan(4);
            assertThat(loop.stoodStillMs()).isGreaterThan(600_000);
            assertThat(loop.result().duplicates()).isPositive();
            // a static member does not leave: it stops its heartbeats
            String why = protocol == STATIC ? "was silent for longer" : "no sign of life";
            assertThat(causes(loop)).anyMatch(cause -> cause.contains(why));
            if (protocol == STATIC) {
                assertThat(causes(loop))
                        .as("what follows from a generation goes on with what began that")
                        .anyMatch(cause -> cause.matches("generation \\d+ had withheld partitions .* ← i\\d-\\d+ .*"));
            }
        }
    }

    // KIP-429, KIP-345
    @Test
    void rollingDeploy_ofFifty_standsStillLessTheLessIsLetGoOf() {
        FieldRun eager = play(FieldScenario.ROLLING_DEPLOY, EAGER);
        FieldRun cooperative = play(FieldScenario.ROLLING_DEPLOY, COOPERATIVE);
        FieldRun ofStatics = play(FieldScenario.ROLLING_DEPLOY, STATIC);

        assertThat(eager.stoodStillMs()).isGreaterThan(5 * cooperative.stoodStillMs());
        assertThat(cooperative.stoodStillMs()).isGreaterThan(ofStatics.stoodStillMs());
        assertThat(eager.moved()).isGreaterThan(10 * cooperative.moved());
        assertThat(eager.generations()).isBetween(51, 101);
        // each process leaves, comes, and gets what others had to let go of first
        assertThat(cooperative.generations()).isBetween(101, 151);
        assertThat(cooperative.generations()).isGreaterThan(eager.generations());
        assertThat(causes(cooperative)).anyMatch(cause -> cause.contains("w49-1 left"));
    }

    @Test
    void rollingDeploy_ofStaticMembersWithinTheirSession_makesNoGeneration() {
        FieldRun run = play(FieldScenario.ROLLING_DEPLOY, STATIC);

        assertThat(run.generations()).as("the first one only").isEqualTo(1);
        assertThat(run.moved()).isZero();
        assertThat(run.longestStillMs()).isLessThan(5_000);
    }

    @Test
    void massStart_ofAThousand_takesTwoGenerationsAtMost() {
        FieldRun run = play(FieldScenario.MASS_START, COOPERATIVE);

        assertThat(run.result().plan().members()).isEqualTo(1_000);
        assertThat(run.generations()).isBetween(1, 2);
        assertThat(run.timeline().spans()).hasSizeGreaterThanOrEqualTo(2_000);
        assertThat(run.rounds().get(0).causes()).hasSize(9).last().isEqualTo("and 992 more causes");
    }

    @Test
    void failover_underLoad_isNoticedByNobody() {
        for (FieldProtocol protocol : FieldProtocol.values()) {
            FieldRun run = play(FieldScenario.FAILOVER_UNDER_LOAD, protocol);

            assertThat(run.result().faultCount()).isEqualTo(3);
            assertThat(run.generations()).isEqualTo(1);
            assertThat(run.stoodStillMs()).isZero();
        }
    }

    @Test
    void zombie_afterALongPause_isReplacedOnce_andAShortPauseByNobody() {
        for (FieldProtocol protocol : FieldProtocol.values()) {
            FieldRun run = play(FieldScenario.ZOMBIE_AFTER_PAUSE, protocol);

            assertThat(run.generations()).isBetween(3, 4);
            assertThat(run.longestStillMs()).as("a session and a heartbeat").isBetween(40_000L, 55_000L);
            assertThat(causes(run))
                    .filteredOn(cause -> cause.contains("silent"))
                    .hasSize(1);
        }
    }

    // field failure: a group id used twice
    @Test
    void groupId_ofTwoServices_letsOneStandStillWhenTheOtherIsDeployed() {
        FieldRun eager = play(FieldScenario.SHARED_GROUP_ID, EAGER);
        FieldRun cooperative = play(FieldScenario.SHARED_GROUP_ID, COOPERATIVE);

        assertThat(eager.stoodStillMs("orders")).as("nobody touched it").isGreaterThan(10_000);
        assertThat(cooperative.stoodStillMs("orders")).isZero();
        assertThat(cooperative.stoodStillMs("payments")).isPositive();
        assertThat(eager.stoodStillMs("orders") + eager.stoodStillMs("payments"))
                .isEqualTo(eager.stoodStillMs());
    }

    @Test
    void member_thatFlaps_stopsAnEagerGroupForASessionEachTime() {
        FieldRun eager = play(FieldScenario.FLAPPING_MEMBER, EAGER);
        FieldRun cooperative = play(FieldScenario.FLAPPING_MEMBER, COOPERATIVE);
        FieldRun ofStatics = play(FieldScenario.FLAPPING_MEMBER, STATIC);

        assertThat(eager.generations()).isEqualTo(7);
        assertThat(eager.stoodStillMs()).isGreaterThan(5 * cooperative.stoodStillMs());
        assertThat(cooperative.stoodStillMs()).isGreaterThan(5 * ofStatics.stoodStillMs());
        assertThat(ofStatics.generations()).isEqualTo(1);
    }

    @Test
    void everyday_ofFiveDays_goesWrongNowAndThen() {
        FieldRun run = play(FieldScenario.EVERYDAY, COOPERATIVE);

        assertThat(run.untilMs()).isEqualTo(FieldScenario.EVERYDAY_LENGTH.toMillis());
        assertThat(run.result().faultCount()).isBetween(1L, 20L);
        assertThat(run.timeline().marks()).isNotEmpty();
    }

    @Test
    void scenario_playedTwice_givesTheSamePicture() {
        String once = page();

        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(page()).isEqualTo(once);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(FieldScenario.FLAPPING_MEMBER.play(COOPERATIVE, "", 8, 16, 8).rounds())
                .as("another seed")
                .isNotEqualTo(play(FieldScenario.FLAPPING_MEMBER, COOPERATIVE).rounds());
    }

    private static String page() {
        List<Timeline> timelines =
                List.of(play(FieldScenario.FLAPPING_MEMBER, COOPERATIVE).timeline());
        return TimelinePage.of("Flapping", "", timelines).toHtml();
    }

    @Test
    void stoodStill_asDrawn_isAsCounted() {
        FieldRun run = play(FieldScenario.ZOMBIE_AFTER_PAUSE, EAGER);
        String html = TimelinePage.of("Zombie", "", List.of(run.timeline())).toHtml();

        assertThat(run.stoodStillMs()).isBetween(60_000L, 600_000L);
        assertThat(html).contains("partitions stood still for " + minutes(run.stoodStillMs()) + " all together");
    }

    private static String minutes(long ms) {
        long tenths = Math.round(ms / 100.0);
        return tenths / 600 + ":" + String.format(Locale.ROOT, "%02d", tenths / 10 % 60) + "." + tenths % 10;
    }

    @Test
    void scenario_badInput_isRefusedByName() {
        assertThatThrownBy(() -> FieldScenario.named("rolling"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rolling-deploy")
                .hasMessageEndingWith("was rolling");
        assertThatThrownBy(() -> FieldScenario.ROLLING_DEPLOY.play(EAGER, "", 1, 5, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("members must be 2 or more, was 1");
        assertThatThrownBy(() -> FieldScenario.ROLLING_DEPLOY.play(EAGER, "", 5, 4, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitions must be 5 or more, was 4");
        assertThatThrownBy(() -> FieldScenario.ROLLING_DEPLOY.play(EAGER, "worker pool", 5, 5, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("variant must be one of [], was worker pool");
    }
}

package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TranscriptTest {

    private static final String SHORT = "simulation members=2 session=6s heartbeat=0.5s initial-delay=1s storm=5s\n";

    /** Gives everything to the first member, under a name of its own. */
    private static final class Greedy implements Assignor {
        @Override
        public String name() {
            return "greedy";
        }

        @Override
        public Assignment assign(AssignmentInput input) {
            return Assignment.of(new int[input.partitionCount()]);
        }
    }

    static LongStream storms() {
        return LongStream.range(0, Storms.kinds());
    }

    @ParameterizedTest
    @MethodSource("storms")
    void storm_playedAgainFromItsText_givesTheSameBytes(long seed) {
        SimulationResult once = Simulation.runWithTranscript(Storms.of(seed), seed);

        SimulationResult again = Simulation.replay(Transcript.read(once.transcript()));

        assertThat(again.transcript()).isEqualTo(once.transcript()).startsWith("simulation seed=" + seed);
        assertThat(again.struck()).isEqualTo(once.struck()).isNotEmpty();
        assertThat(again.violations()).isEqualTo(once.violations());
    }

    static Stream<SimulationPlan> plans() {
        return Stream.of(
                SimulationPlan.builder().build(),
                SimulationPlan.storm().build(),
                SimulationPlan.quiet(Duration.ofDays(1)).coalesces(true).build(),
                SimulationPlan.builder()
                        .name("slow one")
                        .members(5)
                        .staticMembers(2)
                        .topics(Map.of("a.b", 3, "c", 0))
                        .assignor(Assignors.named("range"))
                        .alternative(Assignors.named("roundrobin"))
                        .coordinatorAssigns(false)
                        .session(Duration.ofMillis(7_001), Duration.ofMillis(1))
                        .maxPollInterval(Duration.ofMillis(3))
                        .requestTimeout(Duration.ofMillis(4))
                        .initialDelay(Duration.ZERO)
                        .pollEvery(Duration.ofMillis(2))
                        .records(Duration.ofMillis(6), Duration.ofMillis(7))
                        .commitEvery(Duration.ofMillis(8))
                        .worksInPool(false)
                        .slowRecords(9, Duration.ofMillis(10))
                        .services(2)
                        .storm(Duration.ofMillis(11), 12, Duration.ofMillis(13))
                        .clocks(14, 0.015)
                        .staggersStart(false)
                        .endsAtRest(true)
                        .joinVersions(List.of(5, 8))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void plan_written_isReadAsItWas(SimulationPlan plan) {
        Transcript read = Transcript.read(PlanText.of(plan, -5));

        assertThat(read.plan().build()).usingRecursiveComparison().isEqualTo(plan);
        assertThat(read.seed()).isEqualTo(-5);
        assertThat(read.faults()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void fault_ofEachKind_isReadAsItIsWritten(FaultKind kind) {
        Fault fault = new Fault(kind, 3, 61_001, 1_250);

        assertThat(Fault.parse(fault.toString())).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KILLED | killed w3 at=61.001s for=1.25s",
                "ANSWER_LOST | answer-lost w3 message=61001",
                "ANSWER_DELAYED | answer-delayed w3 message=61001 for=1.25s",
                "TOPICS_CHANGED | topics-changed at=61.001s pick=1250",
                "STORE_FAILED | store-failed at=61.001s",
            })
    void fault_written_saysWhatItsKindAsksFor(FaultKind kind, String text) {
        assertThat(new Fault(kind, 3, 61_001, 1_250)).hasToString(text);
    }

    @Test
    void text_withCommentsAndFaultsAnywhere_keepsThemAndWritesTheRestAnew() {
        String written = "# Two processes.\n\n" + SHORT.strip() + " seed=3\n  0 nonsense\n# It comes back.\n"
                + "killed w1 at=3s for=1s\n# Too late.\nstore-failed at=70s\n# The end.\n";

        String text = Simulation.replay(Transcript.read(written)).transcript();

        assertThat(text)
                .startsWith("# Two processes.\n\nsimulation seed=3 members=2")
                .contains("# It comes back.\nkilled w1 at=3s for=1s\n  3000 w1 is killed\n")
                .contains("# Too late.\nstore-failed at=70s\n", "it never struck\n")
                .endsWith("# The end.\n")
                .doesNotContain("nonsense");
        assertThat(Simulation.replay(Transcript.read(text)).transcript()).isEqualTo(text);
    }

    @Test
    void text_ofAViolation_saysItAndRepeatsIt() {
        SimulationPlan plan = SimulationPlan.storm().host(TrustingHost::new).build();
        SimulationResult violated = LongStream.range(0, 50)
                .mapToObj(seed -> Simulation.runWithTranscript(plan, seed))
                .filter(result -> !result.violations().isEmpty())
                .findFirst()
                .orElseThrow();
        String text = violated.transcript();
        assertThat(text)
                .contains(" host=own")
                .contains("VIOLATED " + violated.violations().get(0).invariant() + ": ");

        Transcript read = Transcript.read(text);
        assertThatIllegalStateException()
                .isThrownBy(() -> Simulation.replay(read))
                .withMessage("the plan was played with a host of its own, which must be set");
        read.plan().host(TrustingHost::new);
        assertThat(Simulation.replay(read).transcript()).isEqualTo(text);
    }

    @Test
    void assignor_ofOnesOwn_isNamed() {
        SimulationPlan plan = SimulationPlan.builder()
                .assignor(new Greedy())
                .storm(Duration.ofSeconds(5), 0, Duration.ZERO)
                .build();
        String text = Simulation.runWithTranscript(plan, 1).transcript();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transcript.read(text))
                .withMessageStartingWith("line 1: assignor must be one of [")
                .withMessageEndingWith(", was greedy");
        assertThat(Simulation.replay(Transcript.read(text, List.of(new Greedy())))
                        .transcript())
                .isEqualTo(text);
    }

    @Test
    void assignor_underAUsualName_isTheOneThatIsGiven() {
        Assignor own = new Assignor() {
            @Override
            public String name() {
                return "cooperative-sticky";
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                return Assignment.of(new int[input.partitionCount()]);
            }
        };
        String text = Simulation.runWithTranscript(
                        SimulationPlan.builder()
                                .assignor(own)
                                .storm(Duration.ofSeconds(20), 0, Duration.ofSeconds(1))
                                .build(),
                        3)
                .transcript();

        assertThat(Simulation.replay(Transcript.read(text, List.of(own))).transcript())
                .isEqualTo(text);
        assertThat(Simulation.replay(Transcript.read(text)).transcript()).isNotEqualTo(text);
    }

    @Test
    void foreignWords_inWhatHappens_areNoCommands() {
        Assignor evil = new Assignor() {
            @Override
            public String name() {
                return "an evil one";
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                throw new IllegalStateException("no\nkilled w0 at=1s");
            }
        };
        String text = Simulation.runWithTranscript(
                        SimulationPlan.builder()
                                .assignor(evil)
                                .storm(Duration.ofSeconds(5), 0, Duration.ZERO)
                                .build(),
                        1)
                .transcript();

        assertThat(text).contains("no?killed w0 at=1s").contains(" assignor=\"an evil one\" ");
        Transcript read = Transcript.read(text, List.of(evil));
        assertThat(read.faults()).isEmpty();
        assertThat(Simulation.replay(read).transcript()).isEqualTo(text);
    }

    @Test
    void faults_thatAreEqual_keepTheirOwnComments() {
        String text = Simulation.replay(Transcript.read(
                        SHORT + "# one\nstore-failed at=2s\n# two\nstore-failed at=2s\n# late\nkilled w0 at=90s\n"))
                .transcript();

        assertThat(text).containsOnlyOnce("# one\n").containsOnlyOnce("# two\n").containsOnlyOnce("# late\n");
        assertThat(Simulation.replay(Transcript.read(text)).transcript()).isEqualTo(text);
    }

    @Test
    void fault_ofAProcessThatThereIsNot_isRefused() {
        Transcript read = Transcript.read(SHORT + "killed w2 at=2s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Simulation.replay(read))
                .withMessage("the process of fault \"killed w2 at=2s for=0s\" must be below 2, there are 2 members");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "services=2 | services must be at most 1, the topics, was 2",
                "lease=0.5 | drift must be from 0 to 0.25, was 0.5",
                "poll=20s max-poll=10s | poll interval must be less than the one that is allowed, 10000 ms, was 20000 ms",
                "session=1h | session timeout must be at most 1800000 ms, was 3600000 ms",
                "topics=a/b:1 | topics cannot be written down: \"a/b\"",
            })
    void plan_thatMakesNoSense_isRefusedBeforeItIsPlayed(String options, String message) {
        Transcript read = Transcript.read("simulation " + options);
        assertThatThrownBy(() -> Simulation.replay(read)).hasMessage(message);
    }

    @Test
    void plan_ofBadValues_isRefusedByTheirNames() {
        SimulationPlan.Builder plan = SimulationPlan.builder();
        assertThatNullPointerException().isThrownBy(() -> plan.topics(null)).withMessage("topics");
        assertThatNullPointerException().isThrownBy(() -> plan.pollEvery(null)).withMessage("interval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.pollEvery(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageStartingWith("interval must be a number of ms, was PT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.clocks(2_000_000, 0))
                .withMessage("driftPpm must be at most 500000, was 2000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.clocks(0, Double.NaN))
                .withMessage("lease must be a number, was NaN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the text must have a command simulation, and has none",
                "killed w0 at=3s | line 1: the first command must be simulation, was killed",
                "simulation members=0 | line 1: members must be 1 or more, was 0",
                "simulation session=soon | line 1: session must be a time such as 3s, 500ms, 5m, 1h or 7d, was soon",
                "simulation topics=a:1,a:2 | line 1: topics must name each topic once, was a:1,a:2",
                "simulation topics=orders | line 1: topics must be topics such as orders:6,payments:3, was orders",
                "simulation starts=now | line 1: starts must be staggered or at-once, was now",
                "simulation tpoics=a:1 | line 1: simulation does not understand tpoics=a:1",
                "simulation lease=much | line 1: lease must be a number such as 0.01, was much",
                "simulation seed=x | line 1: seed must be a number, was x",
            })
    void text_thatMakesNoSense_isRefusedByItsLine(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transcript.read(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "killed at=3s | line 2: killed needs a process, such as w0",
                "killed 0 at=3s | line 2: killed needs a process, such as w0, was 0",
                "killed w0 | line 2: killed needs at=, 0 or more",
                "answer-lost w0 at=3s | line 2: answer-lost needs message=, 0 or more",
                "store-failed w0 at=3s | line 2: store-failed does not understand w0",
                "killed w0 at=3s for=now | line 2: for must be a time such as 3s, 500ms, 5m, 1h or 7d, was now",
            })
    void fault_thatMakesNoSense_isRefusedByItsLine(String fault, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transcript.read(SHORT + fault))
                .withMessage(message);
    }

    @Test
    void fault_ofNoWords_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.parse(""))
                .withMessage("a command must have a verb, was \"\"");
    }

    @Test
    void fault_ofNoKind_isRefusedByTheKindsThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transcript.read(SHORT + "shot w0 at=3s"))
                .withMessageStartingWith("line 2: a fault must be one of request-lost, answer-lost,")
                .withMessageEndingWith(", was shot");
    }

    @Test
    void nullArguments_areRefusedByName() {
        assertThatNullPointerException().isThrownBy(() -> Transcript.read(null)).withMessage("text");
        assertThatNullPointerException()
                .isThrownBy(() -> Transcript.read(SHORT, null))
                .withMessage("assignors");
        assertThatNullPointerException()
                .isThrownBy(() -> Simulation.replay(null))
                .withMessage("transcript");
    }
}

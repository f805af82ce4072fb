package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MinimizerTest {

    private static final SimulationPlan PLAN =
            SimulationPlan.storm().host(TrustingHost::new).build();

    /** The first storms that find the host out. */
    private static List<SimulationResult> violated(int count) {
        return LongStream.range(0, 200)
                .mapToObj(seed -> Simulation.runWithTranscript(PLAN, seed))
                .filter(result -> !result.violations().isEmpty())
                .limit(count)
                .toList();
    }

    @Test
    void hostThatTrustsItsLog_isFoundOutAndTheRunIsCutDownToTheFaultThatMatters() {
        List<SimulationResult> found = violated(5);
        assertThat(found).hasSize(5);
        for (SimulationResult violated : found) {
            long seed = violated.seed();
            SimulationResult shortest = Minimizer.shortened(violated, 500);

            assertThat(shortest.violations().get(0).invariant())
                    .isEqualTo(violated.violations().get(0).invariant());
            assertThat(shortest.struck()).as("seed " + seed).hasSizeLessThanOrEqualTo(4);
            assertThat(shortest.struck()).extracting(Fault::kind).contains(FaultKind.STORE_FAILED);
        }
    }

    @Test
    void shortest_anyOneOfItsFaultsLeftOut_violatesThatNoMore() {
        SimulationResult shortest = Minimizer.shortened(violated(1).get(0), 500);

        for (Fault fault : shortest.struck()) {
            List<Fault> others = new ArrayList<>(shortest.struck());
            others.remove(fault);
            assertThat(Simulation.replay(PLAN, shortest.seed(), others).violations())
                    .as("without " + fault)
                    .extracting(SimulationResult.Violation::invariant)
                    .doesNotContain(shortest.violations().get(0).invariant());
        }
    }

    @Test
    void shortest_faultsOfItsTranscriptPlayedAgain_givesTheSameBytes() {
        SimulationResult shortest = Minimizer.shortened(violated(2).get(1), 500);

        SimulationResult again = Simulation.replay(
                PLAN, shortest.seed(), Transcript.read(shortest.transcript()).faults());

        assertThat(again.transcript()).isEqualTo(shortest.transcript()).isNotEmpty();
        assertThat(again.violations()).isEqualTo(shortest.violations());
    }

    @Test
    void violation_required_isToldWithTheShortestTranscript() {
        SimulationResult violated = violated(1).get(0);
        String shortest = Minimizer.shortened(violated, 300).transcript();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(Simulation.run(PLAN, violated.seed())::requireNoViolation)
                .withMessage("plan storm, seed " + violated.seed() + ": "
                        + violated.violations().get(0) + "\n" + shortest);
    }

    @Test
    void badArguments_areRefused() {
        SimulationPlan calm = SimulationPlan.builder().members(1).build();
        SimulationResult well = Simulation.runWithTranscript(calm, 1);
        assertThat(well.violations()).isEmpty();

        assertThat(Minimizer.shortened(well, 1)).isSameAs(well);
        assertThatNullPointerException()
                .isThrownBy(() -> Minimizer.shortened(null, 1))
                .withMessage("result");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimizer.shortened(well, 0))
                .withMessage("maxRuns must be 1 or more, was 0");
        SimulationResult without = Simulation.run(calm, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimizer.shortened(without, 1))
                .withMessageContaining("must have a transcript");
    }
}

package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two processes with one instance id: FaultKind.INSTANCE_TAKEN. */
class InstanceTakenTest {

    private static final List<Fault> TAKEN = List.of(new Fault(FaultKind.INSTANCE_TAKEN, 1, 20_000, 8_000));

    private static SimulationPlan.Builder plan() {
        return SimulationPlan.storm().storm(Duration.ofSeconds(40), 0, Duration.ZERO);
    }

    // KIP-345; field failure B9
    @Test
    void instanceId_takenForAWhile_firstGivesUpAndComesBackInTheSameGeneration() {
        SimulationResult result = Simulation.replay(plan().staticMembers(4).build(), 1, TAKEN);

        assertThat(result.violations()).isEmpty();
        assertThat(result.faults()).containsEntry(FaultKind.INSTANCE_TAKEN, 1L);
        assertThat(result.generations()).isEqualTo(1);
        assertThat(result.transcript())
                .contains("\n  20000 w5 starts\n")
                .contains("w1 is answered HEARTBEAT FENCED_INSTANCE_ID")
                .contains("\n  20013 w1 is out\n")
                .contains("\n  28000 w5 is killed\n  28000 w1 starts\n");
        assertThat(result.lives())
                .contains(new SimulationResult.Life(5, 20_000, 28_000), new SimulationResult.Life(1, 250, 20_013));
    }

    @Test
    void instanceId_ofAGroupWithoutStaticMembers_isNotThereToBeTaken() {
        SimulationResult result = Simulation.replay(plan().build(), 1, TAKEN);

        assertThat(result.violations()).isEmpty();
        assertThat(result.lives()).extracting(SimulationResult.Life::worker).containsOnly(0, 1, 2, 3);
    }

    @Test
    void faultsThatAreDrawn_takeInstanceIdsWhereThereAreSomeAndNoLeases() {
        SimulationPlan.Builder storm = SimulationPlan.storm();
        assertThat(drawn(storm.build())).doesNotContain(FaultKind.INSTANCE_TAKEN);
        assertThat(drawn(storm.staticMembers(2).build())).contains(FaultKind.INSTANCE_TAKEN);
        assertThat(drawn(storm.clocks(0, 0.01).build())).doesNotContain(FaultKind.INSTANCE_TAKEN);
    }

    private static Stream<FaultKind> drawn(SimulationPlan plan) {
        return LongStream.range(0, 20)
                .boxed()
                .flatMap(seed -> Storm.drawn(plan, seed).stream().map(Fault::kind));
    }
}

package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Storms and years, as many as the system properties say: a million faults, and 0.3 and 3 years, unless they say otherwise.
 * With {@code -Pcampaign} it plays far more, and writes docs/evidence.md.
 */
class SimulationCampaignTest {

    @Test
    void campaign_stormsAndYears_violatesNothing() throws IOException {
        long faults = Long.getLong("simulation.faults", 1_000_000);
        Campaign campaign = new Campaign(
                faults,
                faults >= 1_000_000 ? 1_000 : 0,
                Double.parseDouble(System.getProperty("simulation.years", "0.3")),
                Double.parseDouble(System.getProperty("simulation.years.coalesced", "3")),
                Long.getLong("simulation.seed", 1));
        boolean isTold = System.getProperty("simulation.report") != null;

        Campaign.Outcome outcome = campaign.run(isTold ? System.out::println : progress -> {});

        if (isTold) {
            String page = Campaign.toText(
                    outcome,
                    System.getProperty("simulation.commit", "unknown"),
                    "Java " + Runtime.version().feature());
            Files.writeString(Path.of(System.getProperty("simulation.report")), page);
        }
        for (Campaign.Lane lane : List.of(outcome.storms(), outcome.every(), outcome.coalesced())) {
            lane.tally().violated().forEach(SimulationResult::requireNoViolation);
        }
        assertThat(outcome.violations()).isZero();
        assertThat(outcome.storms().tally().lost()).isZero();
        assertThat(outcome.storms().tally().faultCount()).isGreaterThanOrEqualTo(faults);
        assertThat(outcome.every().tally().years()).isGreaterThanOrEqualTo(campaign.years());
        assertThat(outcome.coalesced().tally().years()).isGreaterThanOrEqualTo(campaign.coalescedYears());
        if (faults > 10_000) {
            for (FaultKind kind : FaultKind.values()) {
                assertThat(outcome.storms().tally().shareOf(kind))
                        .as("share of " + kind)
                        .isBetween(0.01, 0.4);
            }
        }
    }
}

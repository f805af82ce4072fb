package io.rebalance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that are planted are found, and told as a short scenario. */
class MutantTest {

    private static final Pattern SIZES = Pattern.compile("seed \\d+, after (\\d+) operations, here as (\\d+):");

    @ParameterizedTest
    @CsvSource({
        "SWAPPED_VERDICTS, 1, heartbeat shop",
        "MISSING_FOLLOWER, 7, join shop",
        "LOST_ASSIGNMENT, 6, sync shop",
        "UNHEARD_HEARTBEAT, 8, heartbeat shop",
        "UNHEARD_COMMIT, 8, commit shop",
        "WRONG_LEADER, 8, heartbeat shop",
        "WRONG_PROTOCOL, 8, heartbeat shop",
    })
    void plantedFault_isFoundAndShrunk(Mutant mutant, int most, String command) {
        String report = new Exploration().run(1, 20_000, mutant);

        assertThat(report).isNotNull().contains(command).contains("ours:").contains("Kafka:");
        Matcher sizes = SIZES.matcher(report);
        assertThat(sizes.find()).isTrue();
        assertThat(Integer.parseInt(sizes.group(2))).as(report).isLessThanOrEqualTo(most);
    }
}

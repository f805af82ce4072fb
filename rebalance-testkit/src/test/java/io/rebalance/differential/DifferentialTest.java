package io.rebalance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * This coordinator and Apache Kafka's own, given the same requests at the same times: whatever they do differently must
 * have an {@link ExplainedDifference}.
 *
 * <p>The sequences are always the same, unless {@code -Pdifferential} asks for many, with a seed of the day.
 */
class DifferentialTest {

    private static final long OPERATIONS = Long.getLong("differential.operations", 300_000);
    private static final long SEED = Long.getLong("differential.seed", OPERATIONS > 300_000 ? aSeed() : 1);
    private static final String REPORT = System.getProperty("differential.report", "");

    private static long aSeed() {
        return 1 + ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
    }

    @Test
    void anyOperations_onBoth_areAnsweredAlike() throws IOException {
        Exploration exploration = new Exploration();

        String failure = exploration.run(SEED, OPERATIONS, Mutant.NONE);

        assertThat(failure).as("seed " + SEED).isNull();
        if (!REPORT.isEmpty()) {
            Files.writeString(Path.of(REPORT), new Report(exploration, SEED).toString());
        }
        requireThatMuchWasReached(exploration);
    }

    private static void requireThatMuchWasReached(Exploration exploration) {
        Tally tally = exploration.tally();
        assertThat(tally.inputs()).isGreaterThan(exploration.operations() / 2);
        assertThat(tally.generations()).isGreaterThan(exploration.operations() / 20);
        assertThat(tally.largest()).isGreaterThanOrEqualTo(6);
        assertThat(tally.ended()).as("sequences that end early").isLessThan(exploration.sequences() * 3 / 10);
        long least = exploration.operations() / 30_000;
        List<String> wrong = new ArrayList<>();
        for (Deed deed : Deed.values()) {
            for (String state : Tally.STATES) {
                int times = tally.cell(deed, state);
                if (deed.isPossibleIn(state) ? times < least : times > 0) {
                    wrong.add(deed + " in " + state + ": " + times);
                }
            }
        }
        assertThat(wrong)
                .as("cells not reached often enough, or that cannot be")
                .isEmpty();
        assertThat(tally.verdicts().get("JoinGroup").keySet())
                .contains(
                        ErrorCode.NONE,
                        ErrorCode.MEMBER_ID_REQUIRED,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.FENCED_INSTANCE_ID,
                        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                        ErrorCode.GROUP_MAX_SIZE_REACHED,
                        ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(tally.verdicts().get("SyncGroup").keySet())
                .contains(
                        ErrorCode.NONE,
                        ErrorCode.REBALANCE_IN_PROGRESS,
                        ErrorCode.ILLEGAL_GENERATION,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.FENCED_INSTANCE_ID,
                        ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }
}

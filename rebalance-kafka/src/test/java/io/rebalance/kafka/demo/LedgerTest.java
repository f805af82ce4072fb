package io.rebalance.kafka.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger(2);

    @Test
    void ledger_everythingProcessedOnce_isEven() {
        for (int offset = 0; offset < 100; offset++) {
            ledger.produced(offset % 2, offset / 2);
            ledger.processed(offset % 2, offset / 2, "a", 1);
        }

        assertThat(ledger.producedCount()).isEqualTo(100);
        assertThat(ledger.processedCount()).isEqualTo(100);
        assertThat(ledger.missingCount()).isZero();
        assertThat(ledger.duplicateCount()).isZero();
        assertThat(ledger.discrepancies()).isEmpty();
        assertThat(ledger.rivals()).isEmpty();
    }

    @Test
    void ledger_aRecordNeverProcessed_isMissingAndNamed() {
        for (int offset = 0; offset < 10; offset++) {
            ledger.produced(1, offset);
            if (offset != 7) {
                ledger.processed(1, offset, "a", 1);
            }
        }

        assertThat(ledger.missingCount()).isEqualTo(1);
        assertThat(ledger.discrepancies()).containsExactly("partition 1, offset 7 was produced, and never processed");
    }

    @Test
    void ledger_processedBeforeItsAcknowledgement_isNotMissing() {
        ledger.processed(0, 0, "a", 1);
        assertThat(ledger.discrepancies())
                .containsExactly("partition 0, offset 0 was processed, and never acknowledged to its producer");

        ledger.produced(0, 0);

        assertThat(ledger.missingCount()).isZero();
        assertThat(ledger.discrepancies()).isEmpty();
    }

    @Test
    void ledger_duplicatesElsewhere_doNotHideALoss() {
        ledger.produced(0, 0);
        ledger.produced(0, 1);
        ledger.processed(0, 0, "a", 1);
        ledger.processed(0, 0, "a", 1);

        assertThat(ledger.producedCount()).isEqualTo(2);
        assertThat(ledger.processedCount()).isEqualTo(1);
        assertThat(ledger.duplicateCount()).isEqualTo(1);
        assertThat(ledger.missingCount()).isEqualTo(1);
    }

    @Test
    void ledger_anAcknowledgementTwice_isOneRecord() {
        ledger.produced(0, 0);
        ledger.produced(0, 0);

        assertThat(ledger.producedCount()).isEqualTo(1);
        assertThat(ledger.missingCount()).isEqualTo(1);
    }

    @Test
    void ledger_processedAgainInALaterGeneration_isADuplicateAndNoRival() {
        ledger.produced(0, 0);
        ledger.processed(0, 0, "a", 1);
        ledger.processed(0, 0, "b", 2);
        ledger.processed(0, 0, "a", 1); // a has not heard yet

        assertThat(ledger.duplicateCount()).isEqualTo(2);
        assertThat(ledger.rivals()).isEmpty();
    }

    @Test
    void ledger_twoMembersInOneGeneration_areRivals() {
        ledger.processed(0, 0, "a", 4);
        ledger.processed(1, 0, "b", 4);
        assertThat(ledger.rivals()).isEmpty();

        ledger.processed(0, 1, "b", 4);

        assertThat(ledger.rivals())
                .containsExactly("partition 0 was processed in generation 4 by a and by b (offset 1)");
    }

    @Test
    void since_aMark_tellsWhatCameAfterIt() {
        ledger.processed(0, 0, "a", 1);
        int mark = ledger.mark();
        ledger.processed(0, 1, "a", 1);

        List<Ledger.Handling> since = ledger.since(mark);

        assertThat(since).containsExactly(new Ledger.Handling(0, 1, "a", 1));
    }

    @Test
    void ledger_whatCannotBe_isRefusedAndChangesNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Ledger(0)).withMessageContaining("was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.produced(2, 0))
                .withMessage("partition must be 0 to 1, was 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.processed(0, -1, "a", 1))
                .withMessageContaining("offset must be 0 to")
                .withMessageContaining("was -1");
        assertThat(ledger.producedCount() + ledger.processedCount() + ledger.mark())
                .isZero();
    }
}

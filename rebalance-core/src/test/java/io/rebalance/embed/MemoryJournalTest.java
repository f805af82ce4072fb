package io.rebalance.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryJournalTest {

    private final MemoryJournal journal = new MemoryJournal();

    @Test
    void records_keyWrittenTwice_holdTheLastInOrderOfWriting() {
        GroupRecord old = offset(0, 1L);
        GroupRecord other = offset(1, 1L);
        GroupRecord fresh = offset(0, 2L);

        journal.append(List.of(old, other));
        journal.append(List.of(fresh));

        assertThat(journal.records()).containsExactly(other, fresh);
    }

    @Test
    void records_tombstone_isGoneWithItsKey() {
        GroupRecord kept = offset(0, 1L);

        journal.append(List.of(kept, offset(1, 1L)));
        journal.append(List.of(new GroupRecord(offset(1, 1L).key(), null)));

        assertThat(journal.records()).containsExactly(kept);
    }

    @Test
    void append_stage_isCompleteAtOnce() {
        assertThat(journal.append(List.of(offset(0, 1L))).toCompletableFuture()).isCompleted();
    }

    private static GroupRecord offset(int partition, long offset) {
        return new GroupRecord(
                new RecordKey.Offset("g", "orders", partition),
                new RecordValue.CommittedOffset(offset, -1, "", 0, -1, 0));
    }
}

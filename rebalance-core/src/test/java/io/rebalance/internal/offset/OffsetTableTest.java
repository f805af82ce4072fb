package io.rebalance.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTableTest {

    private final OffsetTable table = new OffsetTable();

    private void keep(String groupId, String topic, int partition) {
        table.apply(
                new RecordKey.Offset(groupId, topic, partition),
                new CommittedOffset(partition, -1, "", 0, CommittedOffset.NEVER, 0));
    }

    @Test
    void snapshot_ofMany_isSorted() {
        keep("g", "payments", 1);
        keep("g", "orders", 10);
        keep("a", "orders", 3);
        keep("g", "orders", 2);

        assertThat(table.snapshot().map(GroupRecord::key))
                .containsExactly(
                        new RecordKey.Offset("a", "orders", 3),
                        new RecordKey.Offset("g", "orders", 2),
                        new RecordKey.Offset("g", "orders", 10),
                        new RecordKey.Offset("g", "payments", 1));
        assertThat(table.partitions("g"))
                .containsExactly(
                        new TopicPartition("orders", 2),
                        new TopicPartition("orders", 10),
                        new TopicPartition("payments", 1));
        assertThat(table.groupIds()).containsExactly("a", "g");
    }

    // invariant S14: what is closed leaves nothing
    @Test
    void tombstone_ofTheLastOffset_leavesNothing() {
        keep("g", "orders", 1);
        keep("h", "orders", 1);
        table.apply(new RecordKey.Offset("g", "orders", 1), null);
        assertThat(table.topicCount()).isOne();
        assertThat(table.has("g")).isFalse();

        table.apply(new RecordKey.Offset("h", "orders", 1), null);
        assertThat(table.apply(new RecordKey.Offset("h", "orders", 1), null)).isNull();

        assertThat(table.topicCount()).isZero();
        assertThat(table.isEmpty()).isTrue();
        assertThat(table.snapshot()).isEmpty();
    }
}

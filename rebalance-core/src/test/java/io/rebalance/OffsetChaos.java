package io.rebalance;

import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random requests about offsets, and about groups as administrators see them. */
final class OffsetChaos {

    private static final int PRODUCERS = 3;

    private OffsetChaos() {}

    static GroupRequest<?> request(SplittableRandom random, String group, int generation, String member) {
        boolean isAnonymous = random.nextInt(3) == 0;
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                new TxnOffsetCommitRequest(
                        group,
                        random.nextInt(PRODUCERS),
                        random.nextInt(2),
                        isAnonymous ? -1 : generation,
                        isAnonymous ? "" : member,
                        random.nextInt(8) == 0 ? "i0" : null,
                        offsets(random));
            case 3, 4 -> new EndTransactionRequest(random.nextInt(PRODUCERS), random.nextInt(3), random.nextBoolean());
            case 5 -> new OffsetDeleteRequest(group, partitions(random));
            case 6 -> new OffsetFetchRequest(group, partitions(random), true);
            case 7 -> new DescribeGroupRequest(group);
            case 8 -> new ListGroupsRequest(random.nextBoolean() ? List.of() : List.of("stable"), List.of());
            case 9 -> new DeleteGroupRequest(group);
            default ->
                new OffsetCommitRequest(
                        group,
                        isAnonymous ? -1 : generation,
                        isAnonymous ? "" : member,
                        null,
                        random.nextInt(3) == 0 ? random.nextInt(20_000) : -1,
                        offsets(random));
        };
    }

    private static List<OffsetCommitRequest.Partition> offsets(SplittableRandom random) {
        List<OffsetCommitRequest.Partition> offsets = new ArrayList<>();
        for (TopicPartition partition : partitions(random)) {
            offsets.add(OffsetCommitRequest.Partition.of(partition, random.nextInt(100)));
        }
        return offsets;
    }

    static List<TopicPartition> partitions(SplittableRandom random) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            partitions.add(new TopicPartition(random.nextBoolean() ? "orders" : "payments", random.nextInt(3)));
        }
        return partitions;
    }
}

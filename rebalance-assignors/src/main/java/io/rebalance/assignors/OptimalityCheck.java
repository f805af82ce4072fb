package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds one assignment against the prices of an {@link OptimalityCertificate}, member by member and topic by topic.
 *
 * <p>Why this is a proof. <b>Balance</b>: {@code L * L} grows by at least {@code price * (L' - L)} when a load changes from
 * {@code L} to {@code L'}, if {@code 2L - 1 <= price <= 2L + 1}. If every partition is with a subscriber of the least price,
 * any other assignment has loads that cost at least as much at these prices; so its sum of squares is no less, and as
 * much only if it, too, passes. <b>Movement</b>: all that pass the first are the flows of one network, whose steps are to
 * give a partition away, to take it back and to change the load inside its bounds. Prices at which no possible step gains
 * exclude every circle of steps that gains.
 */
final class OptimalityCheck {

    private final AssignmentInput input;
    private final Assignment assignment;
    private final int[] blockOfMember;
    private final int[] loadPrices;
    private final int[] topicPrices;
    private final int[] memberPrices;

    private final TopicSubscribers subscribers;
    private final int[] loads;

    // by member, of the present topic
    private final int[] topicOfMember;
    private final int[] kept;
    private final int[] lost;
    private final int[] gained;

    private @Nullable String objection;

    OptimalityCheck(
            AssignmentInput input,
            Assignment assignment,
            int[] blockOfMember,
            int[] loadPrices,
            int[] topicPrices,
            int[] memberPrices) {
        this.input = input;
        this.assignment = assignment;
        this.blockOfMember = blockOfMember;
        this.loadPrices = loadPrices;
        this.topicPrices = topicPrices;
        this.memberPrices = memberPrices;
        int count = input.memberCount();
        int[] order = new int[count];
        Arrays.setAll(order, m -> m);
        this.subscribers = TopicSubscribers.of(input, order);
        this.loads = new int[count];
        this.topicOfMember = new int[count];
        this.kept = new int[count];
        this.lost = new int[count];
        this.gained = new int[count];
        Arrays.fill(topicOfMember, -1);
    }

    Optional<String> objection() {
        require(
                assignment.partitionCount() == input.partitionCount(),
                "there must be " + input.partitionCount() + " partitions, were " + assignment.partitionCount());
        for (int b = 1; b < loadPrices.length; b++) {
            require(loadPrices[b] < loadPrices[b - 1], "the load prices of blocks must fall");
        }
        for (int t = 0; t < input.topicCount() && objection == null; t++) {
            checkTopic(t);
        }
        for (int m = 0; m < loads.length && objection == null; m++) {
            checkLoad(m);
        }
        if (objection == null) {
            checkChoices();
        }
        return Optional.ofNullable(objection);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition && objection == null) {
            objection = otherwise;
        }
    }

    private void checkTopic(int topic) {
        int block = -1; // of the least price
        for (int i = subscribers.first(topic); i < subscribers.first(topic + 1); i++) {
            int m = subscribers.rank(i);
            topicOfMember[m] = topic;
            block = Math.max(block, blockOfMember[m]);
        }
        for (int p = input.firstPartition(topic); p < input.firstPartition(topic + 1) && objection == null; p++) {
            checkPartition(topic, p, block);
        }
        for (int i = subscribers.first(topic); i < subscribers.first(topic + 1) && objection == null; i++) {
            int m = subscribers.rank(i);
            if (blockOfMember[m] == block) {
                checkSteps(topic, m);
            }
            kept[m] = 0;
            lost[m] = 0;
            gained[m] = 0;
        }
    }

    private void checkPartition(int topic, int partition, int block) {
        int owner = assignment.ownerOf(partition);
        if (block < 0) {
            require(owner == AssignmentInput.NONE, "nobody subscribes to " + input.topicName(topic));
            return;
        }
        boolean valid = owner >= 0 && owner < loads.length && topicOfMember[owner] == topic;
        if (!valid) {
            objection = name(topic, partition) + " must be with a subscriber";
            return;
        }
        require(
                blockOfMember[owner] == block,
                name(topic, partition) + " must not be with " + input.memberId(owner) + ", whom others can relieve");
        loads[owner]++;
        int before = input.previousOwnerOf(partition);
        if (before == owner) {
            kept[owner]++;
        } else {
            gained[owner]++;
            if (before >= 0 && topicOfMember[before] == topic) {
                lost[before]++;
            }
        }
    }

    private String name(int topic, int partition) {
        return input.topicName(topic) + "-" + (partition - input.firstPartition(topic));
    }

    /** The steps between a topic and a member of the same block. */
    private void checkSteps(int topic, int member) {
        int above = memberPrices[member] - topicPrices[topic];
        require(above <= 0 && (gained[member] == 0 || above == 0), moves(topic, member, "gained"));
        require(lost[member] == 0 || above <= -1, moves(topic, member, "lost"));
        require(kept[member] == 0 || above >= -1, moves(topic, member, "kept"));
    }

    private String moves(int topic, int member, String what) {
        return "fewer partitions may have to move: " + input.memberId(member) + " " + what + " some of "
                + input.topicName(topic);
    }

    private void checkLoad(int member) {
        int price = loadPrices[blockOfMember[member]];
        require(
                Math.abs(2L * loads[member] - price) <= 1,
                input.memberId(member) + " must have " + price / 2 + (price % 2 == 0 ? "" : " or " + (price / 2 + 1))
                        + " partitions, had " + loads[member]);
    }

    /** Where a load can be one of two, no member with the greater should change with one that has the lesser. */
    private void checkChoices() {
        int[] leastOfLow = new int[loadPrices.length];
        Arrays.fill(leastOfLow, Integer.MAX_VALUE);
        for (int m = 0; m < loads.length; m++) {
            int block = blockOfMember[m];
            if (2 * loads[m] < loadPrices[block]) {
                leastOfLow[block] = Math.min(leastOfLow[block], memberPrices[m]);
            }
        }
        for (int m = 0; m < loads.length; m++) {
            int block = blockOfMember[m];
            require(
                    2 * loads[m] <= loadPrices[block] || memberPrices[m] <= leastOfLow[block],
                    "fewer partitions may have to move: " + input.memberId(m) + " has one more than others");
        }
    }
}

package io.rebalance.assignors;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;
import java.util.Optional;

/**
 * A proof, for one group, of what balance and how few moves can be had: any assignment of that group can be held against
 * it, whoever made it.
 *
 * <p>The certificate is a set of prices. Each member belongs to a block with a price for load, and each member and each
 * topic has a price for movement. An assignment passes if no single step, at these prices, gains anything: no partition is
 * dearer where it is than elsewhere, no load is on the wrong side of the price of its block, no member gave up what it
 * could have kept. Then no chain or circle of steps gains anything, so that no other assignment is better balanced, and
 * none that is balanced as well moves less. This conclusion needs no trust in the assignor, nor in how the prices were
 * found: wrong prices let nothing pass that is not optimal. Right prices let everything pass that is.
 *
 * <p>To find the prices costs about what {@link StickyAssignor} costs with unequal subscriptions. To hold an assignment
 * against them costs time in proportion to partitions and subscriptions. Immutable and thread-safe.
 */
public final class OptimalityCertificate {

    private final int[] blockOfMember;
    private final int[] loadPrices; // by block, falling
    private final int[] topicPrices;
    private final int[] memberPrices;

    /** The prices as they are: only {@link #of} finds the right ones. */
    OptimalityCertificate(int[] blockOfMember, int[] loadPrices, int[] topicPrices, int[] memberPrices) {
        this.blockOfMember = blockOfMember;
        this.loadPrices = loadPrices;
        this.topicPrices = topicPrices;
        this.memberPrices = memberPrices;
    }

    /** The certificate of a group. */
    public static OptimalityCertificate of(AssignmentInput input) {
        StickyProblem problem = new StickyProblem(input);
        SubscriptionClasses classes = problem.classes;
        Blocks blocks = BlockDivision.of(problem).blocks();
        boolean[] all = new boolean[blocks.count];
        Arrays.fill(all, true);
        MovementNetwork movement = new MovementNetwork(problem, blocks, all, 0);
        new CheapestFlow(movement.network).sendAll();

        int[] loadPrices = new int[blocks.count];
        for (int k = 0; k < classes.count; k++) {
            loadPrices[blocks.ofClass[k]] = blocks.low[k] + blocks.high[k];
        }
        int[] topicPrices = new int[problem.topicCount()];
        for (int t = 0; t < topicPrices.length; t++) {
            int node = movement.topicNode(t);
            topicPrices[t] = node == MovementNetwork.NONE ? 0 : movement.network.potential[node];
        }
        int[] blockOfMember = new int[input.memberCount()];
        int[] memberPrices = new int[input.memberCount()];
        for (int m = 0; m < memberPrices.length; m++) {
            blockOfMember[m] = blocks.ofClass[classes.ofMember[m]];
            memberPrices[m] = movement.network.potential[movement.memberNode(m)];
        }
        return new OptimalityCertificate(blockOfMember, loadPrices, topicPrices, memberPrices);
    }

    /**
     * Whether an assignment is proven to be balanced as well as any, with the fewest moves.
     *
     * @param input the group of this certificate
     * @throws IllegalArgumentException if {@code input} has another number of members or topics
     */
    public boolean proves(AssignmentInput input, Assignment assignment) {
        return objection(input, assignment).isEmpty();
    }

    /**
     * What stands against the optimality of an assignment, in words; empty if it is proven.
     *
     * @param input the group of this certificate
     * @throws IllegalArgumentException if {@code input} has another number of members or topics
     */
    public Optional<String> objection(AssignmentInput input, Assignment assignment) {
        if (input.memberCount() != memberPrices.length) {
            throw new IllegalArgumentException(
                    "input must have " + memberPrices.length + " members, had " + input.memberCount());
        }
        if (input.topicCount() != topicPrices.length) {
            throw new IllegalArgumentException(
                    "input must have " + topicPrices.length + " topics, had " + input.topicCount());
        }
        return new OptimalityCheck(input, assignment, blockOfMember, loadPrices, topicPrices, memberPrices).objection();
    }
}

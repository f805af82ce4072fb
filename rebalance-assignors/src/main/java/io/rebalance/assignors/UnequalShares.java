package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/**
 * The sticky assignment of a group whose members subscribe to different topics.
 *
 * <p>First {@link BlockDivision} finds what balance asks for; then each block is assigned with the fewest moves. A block of
 * one class is an even share; one of which nobody owned anything takes the flow by which it was found, if racks do not
 * count; all others go through a {@link MovementNetwork}. All this is decided in numbers of partitions: in the end each member keeps the lowest
 * of what it owned, as many as it may, and the rest is dealt, inside a class in turn.
 */
final class UnequalShares {

    private final StickyProblem problem;
    private final SubscriptionClasses classes;
    private final int[] owners;
    private final Rings rings;
    private final int[] keeping; // by member, of the present topic
    private int nextFree;

    private UnequalShares(StickyProblem problem) {
        this.problem = problem;
        this.classes = problem.classes;
        this.owners = new int[problem.input.partitionCount()];
        this.rings = new Rings(classes);
        this.keeping = new int[problem.input.memberCount()];
        Arrays.fill(owners, AssignmentInput.NONE);
    }

    static int[] assign(AssignmentInput input) {
        SubscriptionClasses classes = SubscriptionClasses.of(input);
        return classes.areDisjoint() ? assignDisjoint(input, classes) : assign(new StickyProblem(input, classes));
    }

    /** No two classes have a topic in common: each is a group of its own. */
    private static int[] assignDisjoint(AssignmentInput input, SubscriptionClasses classes) {
        int[] owners = new int[input.partitionCount()];
        Arrays.fill(owners, AssignmentInput.NONE);
        EvenShares even = new EvenShares(input, owners);
        for (int k = 0; k < classes.count; k++) {
            even.share(
                    classes.topics,
                    classes.firstTopic[k],
                    classes.firstTopic[k + 1],
                    classes.members,
                    classes.firstMember[k],
                    classes.firstMember[k + 1]);
        }
        return owners;
    }

    /** Balanced strictly, with the fewest moves. */
    static int[] assign(StickyProblem problem) {
        UnequalShares shares = new UnequalShares(problem);
        shares.assign(BlockDivision.of(problem));
        return shares.owners;
    }

    /**
     * With the fewest moves of all that give each member no more than {@code slack} less or more than balance does.
     * Whatever can be had for nothing inside the bounds is taken; only then loads may leave them to save moves.
     */
    static int[] assignLoosely(StickyProblem problem, int slack) {
        Blocks joined = BlockDivision.of(problem).blocks().joined();
        MovementNetwork movement = new MovementNetwork(problem, joined, new boolean[] {true}, slack);
        if (problem.racks == null) {
            CheapestFlow flow = new CheapestFlow(movement.network);
            flow.sendForNothing();
            movement.loosen();
            flow.sendAll();
        } else {
            RankedFlow flow = problem.racks.flow(movement);
            flow.sendForNothing();
            movement.loosen();
            flow.sendAll();
        }
        return dealt(problem, movement);
    }

    /** What an assignment is whose flow was found; of blocks that are not in the network nothing is given out. */
    static int[] dealt(StickyProblem problem, MovementNetwork movement) {
        problem.looks += movement.network.looks;
        UnequalShares shares = new UnequalShares(problem);
        shares.deal(movement);
        return shares.owners;
    }

    private void assign(BlockDivision division) {
        Blocks blocks = division.blocks();
        int[] owned = blocks.owned(problem);
        boolean[] hard = new boolean[blocks.count];
        boolean anyHard = false;
        EvenShares even = new EvenShares(problem.input, owners);
        for (int b = 0; b < blocks.count; b++) {
            if (blocks.isOneClass(b)) {
                int k = blocks.classes[blocks.firstClass[b]];
                even.share(
                        blocks.topics,
                        blocks.firstTopic[b],
                        blocks.firstTopic[b + 1],
                        classes.members,
                        classes.firstMember[k],
                        classes.firstMember[k + 1]);
            } else if (owned[b] == 0 && problem.racks == null) {
                deal(blocks, b, division);
            } else {
                hard[b] = true;
                anyHard = true;
            }
        }
        if (anyHard) {
            MovementNetwork movement = new MovementNetwork(problem, blocks, hard, 0);
            if (problem.racks == null) {
                new CheapestFlow(movement.network).sendAll();
            } else {
                problem.racks.flow(movement).sendAll();
            }
            problem.looks += movement.network.looks;
            deal(movement);
        }
    }

    private void deal(Blocks blocks, int block, BlockDivision division) {
        for (int i = blocks.firstClass[block]; i < blocks.firstClass[block + 1]; i++) {
            int k = blocks.classes[i];
            for (int j = classes.firstMember[k]; j < classes.firstMember[k + 1]; j++) {
                rings.add(k, classes.members[j], Integer.MAX_VALUE);
            }
        }
        for (int i = blocks.firstTopic[block]; i < blocks.firstTopic[block + 1]; i++) {
            int t = blocks.topics[i];
            nextFree = problem.input.firstPartition(t);
            for (int j = classes.firstClass[t]; j < classes.firstClass[t + 1]; j++) {
                deal(classes.classes[j], division.flow(t, j - classes.firstClass[t]));
            }
        }
    }

    private void deal(MovementNetwork movement) {
        movement.fill(rings);
        FlowNetwork network = movement.network;
        for (int t = 0; t < classes.topicCount; t++) {
            int node = movement.topicNode(t);
            if (node == MovementNetwork.NONE) {
                continue;
            }
            for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
                if (movement.isOwn(arc)) {
                    keeping[movement.memberAt(network.to[arc])] = network.flow(arc);
                }
            }
            keep(t);
            for (int arc = network.first[node]; arc < network.first[node + 1]; arc++) {
                if (!movement.isOwn(arc)) {
                    deal(movement.classAt(network.to[arc]), network.flow(arc));
                }
            }
        }
    }

    private void keep(int topic) {
        nextFree = problem.input.firstPartition(topic);
        for (int p = nextFree; p < problem.input.firstPartition(topic + 1); p++) {
            int owner = problem.input.previousOwnerOf(p);
            if (owner >= 0 && keeping[owner] > 0) {
                keeping[owner]--;
                owners[p] = owner;
            }
        }
    }

    private void deal(int k, int count) {
        for (int i = 0; i < count; i++) {
            while (owners[nextFree] != AssignmentInput.NONE) {
                nextFree++;
            }
            owners[nextFree] = rings.next(k);
        }
    }
}

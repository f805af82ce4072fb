package io.rebalance.assignors;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Evens out loads, exactly: afterwards no chain of hand-overs leads from a member to one with at least two partitions
 * less. That is the lexicographic least of all sorted loads.
 *
 * <p>A block of members is to come to its average load, rounded down or up. As long as a {@linkplain TransferSearch
 * chain} from somebody above to somebody below exists, partitions are handed along it. If there is none, the block falls
 * apart: those that the surplus can reach hold at least as much as everybody else, and hand-overs lead nowhere out of
 * them; so each part is a block of its own, with its own average. A block that was not split is done.
 *
 * <p>Every hand-over brings two loads closer, so an assignment that is balanced already is left as it is.
 */
final class LoadBalance {

    private final Holdings holdings;
    private final int[] members;
    private final int[] blockOf;
    private final TransferSearch search;
    private int blocks = 1;

    private LoadBalance(Holdings holdings, boolean freeOnly) {
        this.holdings = holdings;
        this.members = new int[holdings.memberCount];
        this.blockOf = new int[holdings.memberCount];
        for (int m = 0; m < members.length; m++) {
            members[m] = m;
        }
        this.search = new TransferSearch(holdings, blockOf, freeOnly);
    }

    /**
     * Balances what nobody owned as well as it can be, with all owners keeping what they have; then everything. If the
     * first leaves no chain at all, the second finds nothing to do: so nothing owned moves unless balance asks for it.
     */
    static void balance(Holdings holdings) {
        new LoadBalance(holdings, true).balance();
        new LoadBalance(holdings, false).balance();
    }

    private void balance() {
        Deque<Block> open = new ArrayDeque<>();
        if (members.length > 0) {
            open.push(new Block(0, members.length));
        }
        while (!open.isEmpty()) {
            Block block = open.pop();
            int split = level(block);
            if (split < block.to) {
                open.push(new Block(block.from, split));
                for (int i = split; i < block.to; i++) {
                    blockOf[members[i]] = blocks;
                }
                blocks++;
                open.push(new Block(split, block.to));
            }
        }
    }

    /**
     * Brings a block to its average, as far as that can be reached.
     *
     * @return where to split it; its end, if it is done
     */
    private int level(Block block) {
        int average = (int) (total(block) / (block.to - block.from));
        // whoever is far above gives first: one more than the average is no harm in itself
        hand(block, average + 1, average);
        if (lowest(block) < average && hand(block, average, average)) {
            return split(block);
        }
        if (hand(block, average + 1, average + 1)) {
            return split(block);
        }
        return block.to;
    }

    /**
     * Hands partitions from members above {@code keep} to members below {@code want}, neither beyond that bound, until
     * no chain is left.
     *
     * @return whether somebody is still above {@code keep}, and somebody below {@code want}
     */
    private boolean hand(Block block, int keep, int want) {
        if (lowest(block) >= want) {
            return false;
        }
        return search.handOver(members, block.from, block.to, keep, want) && lowest(block) < want;
    }

    /** Puts those that the last search reached behind the others, either in their order. */
    private int split(Block block) {
        int[] reached = new int[block.to - block.from];
        int count = 0;
        int next = block.from;
        for (int i = block.from; i < block.to; i++) {
            int m = members[i];
            if (search.isReached(m)) {
                reached[count++] = m;
            } else {
                members[next++] = m;
            }
        }
        System.arraycopy(reached, 0, members, next, count);
        return next;
    }

    private long total(Block block) {
        long total = 0;
        for (int i = block.from; i < block.to; i++) {
            total += holdings.loads[members[i]];
        }
        return total;
    }

    private int lowest(Block block) {
        int lowest = Integer.MAX_VALUE;
        for (int i = block.from; i < block.to; i++) {
            lowest = Math.min(lowest, holdings.loads[members[i]]);
        }
        return lowest;
    }

    private record Block(int from, int to) {}
}

package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/**
 * The sticky assignment of a group whose members subscribe to different topics.
 *
 * <p>First every owner keeps what it still subscribes to, then free partitions go to the least loaded subscribers, the
 * topics with the fewest subscribers first; then {@link LoadBalance} evens out what is left; all this in numbers of
 * partitions. In the end each member keeps the lowest of the partitions it owned, as many as it may, and what was given
 * up or free goes in order to those who are to get more.
 */
final class UnequalSubscriptions {

    private static final int NO_PAIR = -1;

    private final AssignmentInput input;
    private final Holdings holdings;
    private final int[] pairOfMember;

    private UnequalSubscriptions(AssignmentInput input) {
        this.input = input;
        this.holdings = new Holdings(input);
        this.pairOfMember = new int[input.memberCount()];
        Arrays.fill(pairOfMember, NO_PAIR);
    }

    static int[] assign(AssignmentInput input) {
        UnequalSubscriptions group = new UnequalSubscriptions(input);
        group.keepWhatIsOwned();
        group.fillTheLeastLoaded();
        LoadBalance.balance(group.holdings);
        return group.owners();
    }

    private void keepWhatIsOwned() {
        for (int t = 0; t < holdings.topicCount; t++) {
            enter(t);
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int pair = pairOfOwner(p);
                if (pair != NO_PAIR) {
                    holdings.keep(pair);
                } else {
                    holdings.free[t]++;
                }
            }
            leave(t);
        }
    }

    private void fillTheLeastLoaded() {
        long[] topics = new long[holdings.topicCount];
        for (int t = 0; t < topics.length; t++) {
            topics[t] = (long) holdings.subscriberCount(t) << Integer.SIZE | t;
        }
        Arrays.sort(topics);
        for (long topic : topics) {
            int t = (int) topic;
            if (holdings.free[t] > 0 && holdings.subscriberCount(t) > 0) {
                fill(t, holdings.free[t]);
            }
        }
    }

    /** As if each partition went to the least loaded subscriber of the moment, the lowest member among equals. */
    private void fill(int topic, int count) {
        int first = holdings.firstOfTopic[topic];
        int subscribers = holdings.subscriberCount(topic);
        long[] byLoad = new long[subscribers];
        for (int i = 0; i < subscribers; i++) {
            int pair = holdings.byTopic[first + i];
            byLoad[i] = (long) holdings.loads[holdings.memberOf[pair]] << Integer.SIZE | i;
        }
        Arrays.sort(byLoad);
        long room = 0; // what the first `raised` subscribers take until they are level with the last of them
        int raised = 1;
        while (raised < subscribers) {
            long step = (long) raised * (load(byLoad[raised]) - load(byLoad[raised - 1]));
            if (room + step > count) {
                break;
            }
            room += step;
            raised++;
        }
        long above = count - room;
        int level = (int) (load(byLoad[raised - 1]) + above / raised);
        int extras = (int) (above % raised);
        for (int i = 0; i < raised; i++) {
            byLoad[i] = byLoad[i] & 0xffff_ffffL; // in the order of members: only they matter now
        }
        Arrays.sort(byLoad, 0, raised);
        for (int i = 0; i < raised; i++) {
            int pair = holdings.byTopic[first + (int) byLoad[i]];
            holdings.hold(pair, level + (i < extras ? 1 : 0) - holdings.loads[holdings.memberOf[pair]]);
        }
    }

    private static int load(long loadAndPlace) {
        return (int) (loadAndPlace >>> Integer.SIZE);
    }

    private int[] owners() {
        int[] owners = new int[input.partitionCount()];
        Arrays.fill(owners, AssignmentInput.NONE);
        int[] kept = new int[holdings.owned.length];
        for (int t = 0; t < holdings.topicCount; t++) {
            enter(t);
            int from = input.firstPartition(t);
            int to = input.firstPartition(t + 1);
            for (int p = from; p < to; p++) {
                int pair = pairOfOwner(p);
                if (pair != NO_PAIR && kept[pair] < holdings.held[pair]) {
                    kept[pair]++;
                    owners[p] = holdings.memberOf[pair];
                }
            }
            leave(t);
            int next = from;
            for (int i = holdings.firstOfTopic[t]; i < holdings.firstOfTopic[t + 1]; i++) {
                int pair = holdings.byTopic[i];
                for (int missing = holdings.gained(pair); missing > 0; missing--) {
                    while (owners[next] != AssignmentInput.NONE) {
                        next++;
                    }
                    owners[next] = holdings.memberOf[pair];
                }
            }
        }
        return owners;
    }

    private int pairOfOwner(int partition) {
        int owner = input.previousOwnerOf(partition);
        return owner >= 0 ? pairOfMember[owner] : NO_PAIR;
    }

    private void enter(int topic) {
        for (int i = holdings.firstOfTopic[topic]; i < holdings.firstOfTopic[topic + 1]; i++) {
            int pair = holdings.byTopic[i];
            pairOfMember[holdings.memberOf[pair]] = pair;
        }
    }

    private void leave(int topic) {
        for (int i = holdings.firstOfTopic[topic]; i < holdings.firstOfTopic[topic + 1]; i++) {
            pairOfMember[holdings.memberOf[holdings.byTopic[i]]] = NO_PAIR;
        }
    }
}

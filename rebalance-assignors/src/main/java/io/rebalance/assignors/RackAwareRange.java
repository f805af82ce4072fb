package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Range where racks count: first everybody gets partitions that have a replica in its rack, as many as its share allows,
 * then the rest is divided as if there were no racks.
 *
 * <p>Topics with equally many partitions and the same subscribers are served together: who gets a partition of one gets
 * the partition of that number of all of them, so only a member whose rack suits all will do. Other topics count racks
 * each for itself, where that can make a difference.
 *
 * @kip 881
 */
final class RackAwareRange {

    private final AssignmentInput input;
    private final int[] order;
    private final TopicSubscribers subscribers;
    private final int[] owners;
    private final Share[] shares; // by topic

    private RackAwareRange(AssignmentInput input, int[] order, int[] owners) {
        this.input = input;
        this.order = order;
        this.owners = owners;
        subscribers = TopicSubscribers.of(input, order);
        shares = new Share[input.topicCount()];
        for (int t = 0; t < shares.length; t++) {
            shares[t] = new Share(t);
        }
    }

    /**
     * Assigns all partitions, unless racks make no difference anywhere.
     *
     * @param order the members in the order that counts
     * @param owners is filled if they do
     * @return whether they do
     */
    static boolean assign(AssignmentInput input, int[] order, int[] owners) {
        if (!isAnyRackKnown(input)) {
            return false;
        }
        RackAwareRange range = new RackAwareRange(input, order, owners);
        boolean[] counts = new boolean[input.topicCount()];
        boolean countsAnywhere = false;
        for (int t = 0; t < counts.length; t++) {
            counts[t] = range.doRacksCount(t);
            countsAnywhere |= counts[t];
        }
        if (countsAnywhere) {
            Arrays.fill(owners, AssignmentInput.NONE);
            range.assignByRack(counts);
            for (int t = 0; t < counts.length; t++) {
                range.assignTopic(t, false);
            }
        }
        return countsAnywhere;
    }

    private static boolean isAnyRackKnown(AssignmentInput input) {
        for (int m = 0; m < input.memberCount(); m++) {
            if (input.rackOf(m) != AssignmentInput.NONE) {
                return true;
            }
        }
        return false;
    }

    /** Whether a subscriber is in a rack of some replica, and not every partition is in all racks that there are replicas in. */
    private boolean doRacksCount(int topic) {
        boolean[] ofReplicas = new boolean[input.rackCount()];
        int racks = 0;
        for (int r = 0; r < ofReplicas.length; r++) {
            for (int p = input.firstPartition(topic); p < input.firstPartition(topic + 1) && !ofReplicas[r]; p++) {
                ofReplicas[r] = input.hasReplicaIn(p, r);
            }
            racks += ofReplicas[r] ? 1 : 0;
        }
        return racks > 0 && isAnySubscriberIn(topic, ofReplicas) && !areAllIn(topic, ofReplicas);
    }

    private boolean isAnySubscriberIn(int topic, boolean[] racks) {
        for (int i = subscribers.first(topic); i < subscribers.first(topic + 1); i++) {
            int rack = input.rackOf(member(i));
            if (rack != AssignmentInput.NONE && racks[rack]) {
                return true;
            }
        }
        return false;
    }

    private boolean areAllIn(int topic, boolean[] racks) {
        for (int p = input.firstPartition(topic); p < input.firstPartition(topic + 1); p++) {
            for (int r = 0; r < racks.length; r++) {
                if (racks[r] && !input.hasReplicaIn(p, r)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void assignByRack(boolean[] counts) {
        for (List<Integer> alike : topicsAlike().values()) {
            if (alike.size() > 1) {
                assignTogether(alike);
            } else if (counts[alike.get(0)]) {
                assignTopic(alike.get(0), true);
            }
        }
    }

    /** The topics by number of partitions and subscribers. */
    private Map<List<Integer>, List<Integer>> topicsAlike() {
        Map<List<Integer>, Integer> groups = new HashMap<>(); // a number for each list of subscribers
        Map<List<Integer>, List<Integer>> alike = new LinkedHashMap<>();
        for (int t = 0; t < shares.length; t++) {
            List<Integer> of = new ArrayList<>();
            for (int i = subscribers.first(t); i < subscribers.first(t + 1); i++) {
                of.add(subscribers.rank(i));
            }
            int group = groups.computeIfAbsent(of, g -> groups.size());
            alike.computeIfAbsent(List.of(group, partitions(t)), k -> new ArrayList<>())
                    .add(t);
        }
        return alike;
    }

    private void assignTogether(List<Integer> topics) {
        int leading = topics.get(0);
        int count = shares[leading].held.length;
        boolean[] isFull = new boolean[count];
        for (int number = 0; number < partitions(leading); number++) {
            int at = 0;
            while (at < count && (isFull[at] || !maySubscriberTake(topics, at, number))) {
                at++;
            }
            if (at < count) {
                isFull[at] = true;
                for (int topic : topics) {
                    shares[topic].give(at, input.firstPartition(topic) + number);
                    isFull[at] &= shares[topic].room(at) == 0;
                }
            }
        }
    }

    private boolean maySubscriberTake(List<Integer> topics, int at, int number) {
        for (int topic : topics) {
            int member = member(subscribers.first(topic) + at);
            if (shares[topic].room(at) == 0 || !suits(member, input.firstPartition(topic) + number)) {
                return false;
            }
        }
        return true;
    }

    private void assignTopic(int topic, boolean byRack) {
        Share share = shares[topic];
        int end = input.firstPartition(topic + 1);
        int p = input.firstPartition(topic);
        for (int at = 0; at < share.held.length; at++) {
            int room = share.room(at);
            int member = member(subscribers.first(topic) + at);
            // where racks do not count, nobody leaves a free partition behind for the next
            p = byRack ? input.firstPartition(topic) : p;
            for (; p < end && room > 0; p++) {
                if (owners[p] == AssignmentInput.NONE && (!byRack || suits(member, p))) {
                    share.hold(at, p);
                    room--;
                }
            }
            share.settle(at);
        }
    }

    /** A member that named no rack is near to everything. */
    private boolean suits(int member, int partition) {
        int rack = input.rackOf(member);
        return rack == AssignmentInput.NONE || input.hasReplicaIn(partition, rack);
    }

    private int member(int position) {
        return order[subscribers.rank(position)];
    }

    private int partitions(int topic) {
        return input.firstPartition(topic + 1) - input.firstPartition(topic);
    }

    /** How many partitions of a topic each of its subscribers may have, and has. */
    private final class Share {

        private final int topic;
        private final int base;
        private int extra; // how many may still have one above the base
        private final int[] held;
        private final boolean[] hasExtra;

        Share(int topic) {
            this.topic = topic;
            held = new int[subscribers.first(topic + 1) - subscribers.first(topic)];
            hasExtra = new boolean[held.length];
            base = held.length == 0 ? 0 : partitions(topic) / held.length;
            extra = held.length == 0 ? 0 : partitions(topic) % held.length;
        }

        int room(int at) {
            return Math.max(0, base + (extra > 0 ? 1 : 0) - held[at]);
        }

        void give(int at, int partition) {
            hold(at, partition);
            settle(at);
        }

        void hold(int at, int partition) {
            owners[partition] = member(subscribers.first(topic) + at);
            held[at]++;
        }

        /** Whoever went beyond the base has used up an extra. */
        void settle(int at) {
            if (held[at] > base && !hasExtra[at]) {
                hasExtra[at] = true;
                extra--;
            }
        }
    }
}

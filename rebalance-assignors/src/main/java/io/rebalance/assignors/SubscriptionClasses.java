package io.rebalance.assignors;

import io.rebalance.assignor.AssignmentInput;
import java.util.Arrays;

/**
 * Members that subscribe to the same topics, taken together as a class: they differ only in what they owned, so balance
 * is decided for classes. Classes are numbered in the order of their first members.
 */
final class SubscriptionClasses {

    final int count;
    final int topicCount;

    /** The class of each member. */
    final int[] ofMember;

    /** Class {@code k} has the members {@code members[firstMember[k]]} up to, and without, {@code firstMember[k + 1]}. */
    final int[] firstMember;

    final int[] members;

    /** Class {@code k} subscribes to {@code topics[firstTopic[k]]} and so on, ascending. */
    final int[] firstTopic;

    final int[] topics;

    /** Topic {@code t} has the subscribers {@code classes[firstClass[t]]} and so on, ascending. */
    final int[] firstClass;

    final int[] classes;

    private SubscriptionClasses(int topicCount, int[] ofMember, Finder finder) {
        this.count = finder.count;
        this.topicCount = topicCount;
        this.ofMember = ofMember;
        this.firstTopic = finder.firstTopic;
        this.topics = finder.topics;
        this.firstMember = starts(ofMember, ofMember.length, count);
        this.members = new int[ofMember.length];
        this.firstClass = starts(topics, firstTopic[count], topicCount);
        this.classes = new int[firstTopic[count]];
        listMembers();
        listClasses();
    }

    static SubscriptionClasses of(AssignmentInput input) {
        int[] ofMember = new int[input.memberCount()];
        Finder finder = new Finder();
        int last = Finder.NONE;
        for (int m = 0; m < ofMember.length; m++) {
            last = finder.classOf(input, m, last);
            ofMember[m] = last;
        }
        return new SubscriptionClasses(input.topicCount(), ofMember, finder);
    }

    /** Whether no two classes have a topic in common. */
    boolean areDisjoint() {
        for (int t = 0; t < topicCount; t++) {
            if (firstClass[t + 1] - firstClass[t] > 1) {
                return false;
            }
        }
        return true;
    }

    /** How many members the class has. */
    int size(int k) {
        return firstMember[k + 1] - firstMember[k];
    }

    private static int[] starts(int[] groups, int length, int groupCount) {
        int[] starts = new int[groupCount + 1];
        for (int i = 0; i < length; i++) {
            starts[groups[i] + 1]++;
        }
        for (int g = 0; g < groupCount; g++) {
            starts[g + 1] += starts[g];
        }
        return starts;
    }

    private void listMembers() {
        int[] next = firstMember.clone();
        for (int m = 0; m < ofMember.length; m++) {
            members[next[ofMember[m]]++] = m;
        }
    }

    private void listClasses() {
        int[] next = firstClass.clone();
        for (int k = 0; k < count; k++) {
            for (int i = firstTopic[k]; i < firstTopic[k + 1]; i++) {
                classes[next[topics[i]]++] = k;
            }
        }
    }

    /** Knows the classes seen so far by a hash of their topics. */
    private static final class Finder {

        private static final int NONE = -1;

        private int count;
        private int[] firstTopic = new int[16];
        private int[] topics = new int[64];
        private int[] hashes = new int[16];
        private int[] slots = new int[32]; // one more than the class, or 0

        /** The class of a member; mostly that of the member before. */
        int classOf(AssignmentInput input, int member, int last) {
            int from = firstTopic[count];
            int size = input.subscriptionCount(member);
            if (topics.length - from < size) {
                topics = Arrays.copyOf(topics, Math.max(from + size, 2 * from));
            }
            int hash = size;
            for (int i = 0; i < size; i++) {
                int topic = input.subscribedTopic(member, i);
                topics[from + i] = topic;
                hash = (hash ^ topic) * 0x9E3779B1;
                hash ^= hash >>> 15;
            }
            return last != NONE && isClass(last, from, size) ? last : find(hash, from, size);
        }

        private int find(int hash, int from, int size) {
            int mask = slots.length - 1;
            int slot = hash & mask;
            while (slots[slot] != 0) {
                int known = slots[slot] - 1;
                if (hashes[known] == hash && isClass(known, from, size)) {
                    return known;
                }
                slot = slot + 1 & mask;
            }
            slots[slot] = count + 1;
            return add(hash, from + size);
        }

        private boolean isClass(int k, int from, int size) {
            return Arrays.equals(topics, firstTopic[k], firstTopic[k + 1], topics, from, from + size);
        }

        private int add(int hash, int end) {
            if (count + 2 > firstTopic.length) {
                firstTopic = Arrays.copyOf(firstTopic, 2 * firstTopic.length);
                hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            }
            hashes[count] = hash;
            firstTopic[++count] = end;
            if (2 * count > slots.length) {
                rehash();
            }
            return count - 1;
        }

        private void rehash() {
            slots = new int[2 * slots.length];
            int mask = slots.length - 1;
            for (int k = 0; k < count; k++) {
                int slot = hashes[k] & mask;
                while (slots[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                slots[slot] = k + 1;
            }
        }
    }
}

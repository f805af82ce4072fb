package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.StickyAssignor;
import io.rebalance.assignors.live.AssignmentDelta;
import io.rebalance.assignors.live.LiveAssignment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sticky assignment as it is kept between rebalances: the one who joined the group last joins, and leaves again. Both are
 * a rebalance each, and the group is as large as before; a few partitions may have changed places.
 */
final class OurLive implements AssignmentPeer {

    private final AssignmentCase group;
    private final LiveAssignment live = new LiveAssignment();
    private final int newcomer; // its place among the members
    private final String newcomerId;
    private final List<String> newcomersTopics;
    private final Map<String, Integer> handles = new HashMap<>(); // of all members by id; of the newcomer the latest
    private final Map<String, Integer> firsts = new HashMap<>(); // partition of each topic, where all are in one row
    private final int partitionCount;

    /**
     * What moved when the newcomer came, and when it went.
     *
     * @param handle the newcomer's
     */
    record Visit(int handle, AssignmentDelta joined, AssignmentDelta left) {}

    /**
     * The group without the one who joined last.
     *
     * @throws IllegalArgumentException if nobody joined, or the assignor is none of ours that is sticky
     */
    OurLive(AssignmentCase group, Assignor job) {
        if (group.mode() != AssignmentCase.Mode.JOIN) {
            throw new IllegalArgumentException("mode must be JOIN where the assignment is kept, was " + group.mode());
        }
        if (!(job instanceof StickyAssignor)) {
            throw new IllegalArgumentException(
                    "assignor must be sticky where the assignment is kept, was " + job.name());
        }
        this.group = group;
        newcomer = group.members().size() - 1;
        newcomerId = group.members().get(newcomer);
        newcomersTopics = group.subscription(newcomer);
        int count = 0;
        for (int t = 0; t < group.topics().size(); t++) {
            firsts.put(group.topics().get(t), count);
            count += group.partitionCount(t);
            live.topic(group.topics().get(t), group.partitionCount(t));
        }
        partitionCount = count;
        for (int m = 0; m < newcomer; m++) {
            String id = group.members().get(m);
            int handle = live.join(id, group.subscription(m));
            handles.put(id, handle);
            group.eachOwned(m, (topic, p) -> live.own(handle, topic, p));
        }
        live.rebalance();
    }

    @Override
    public Visit assign() {
        int handle = live.join(newcomerId, newcomersTopics);
        AssignmentDelta joined = live.rebalance();
        live.leave(handle);
        return new Visit(handle, joined, live.rebalance());
    }

    /**
     * The assignment while the newcomer was there.
     *
     * @param answer what {@link #assign} returned last
     * @throws IllegalStateException if after one of both rebalances a partition was not where the assignor that keeps nothing
     *     puts it, or was not moved as was told
     */
    @Override
    public Assignment read(Object answer) {
        Visit visit = (Visit) answer;
        handles.put(newcomerId, visit.handle());
        int[] after = owners();
        int[] meanwhile = before(visit.left(), after);
        int[] before = before(visit.joined(), meanwhile);
        requireLikeTheAssignor(newcomer + 1, before, meanwhile);
        requireLikeTheAssignor(newcomer, meanwhile, after);
        return inNumbers(meanwhile);
    }

    /** The handle of each partition's owner now, topic by topic. */
    private int[] owners() {
        int[] owners = new int[partitionCount];
        int p = 0;
        for (int t = 0; t < group.topics().size(); t++) {
            String topic = group.topics().get(t);
            for (int i = 0; i < group.partitionCount(t); i++) {
                owners[p++] = live.ownerOf(topic, i);
            }
        }
        return owners;
    }

    /** The owners before a rebalance after which they were these. */
    private int[] before(AssignmentDelta delta, int[] after) {
        int[] owners = after.clone();
        for (int i = 0; i < delta.count(); i++) {
            int p = firsts.getOrDefault(delta.topic(i), 0) + delta.partition(i);
            require(delta.to(i), owners[p], delta.topic(i), delta.partition(i));
            owners[p] = delta.from(i);
        }
        return owners;
    }

    /** Of so many members, with what they owned before. */
    private void requireLikeTheAssignor(int members, int[] before, int[] after) {
        AssignmentInput input = input(members, before);
        Assignment assignment = new StickyAssignor().assign(input);
        int[] handleOf = new int[input.memberCount()];
        Arrays.setAll(handleOf, m -> handles.getOrDefault(input.memberId(m), AssignmentInput.NONE));
        for (int t = 0; t < input.topicCount(); t++) {
            int shift = firsts.getOrDefault(input.topicName(t), 0) - input.firstPartition(t);
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = assignment.ownerOf(p);
                int handle = owner < 0 ? AssignmentInput.NONE : handleOf[owner];
                if (handle != after[p + shift]) { // names are asked for only then: there are millions
                    require(handle, after[p + shift], input.topicName(t), p - input.firstPartition(t));
                }
            }
        }
    }

    private AssignmentInput input(int members, int[] owners) {
        String[] ids = new String[members + 1]; // by handle; null of who is not there
        AssignmentInput.Builder builder = AssignmentInput.builder();
        for (int m = 0; m < members; m++) {
            String id = group.members().get(m);
            builder.member(id, group.subscription(m));
            ids[handles.getOrDefault(id, 0)] = id;
        }
        int p = 0;
        for (int t = 0; t < group.topics().size(); t++) {
            String topic = group.topics().get(t);
            builder.topic(topic, group.partitionCount(t));
            for (int i = 0; i < group.partitionCount(t); i++) {
                String owner = owners[p] < 0 ? null : ids[owners[p]];
                if (owner != null) {
                    builder.claim(owner, topic, i, AssignmentCase.GENERATION);
                }
                p++;
            }
        }
        return builder.build();
    }

    /** The same in the numbers of the group's input. */
    private Assignment inNumbers(int[] owners) {
        AssignmentInput input = group.input();
        int[] numberOf = new int[input.memberCount()];
        for (int m = 0; m < numberOf.length; m++) {
            numberOf[handles.getOrDefault(input.memberId(m), 0)] = m;
        }
        int[] numbers = new int[input.partitionCount()];
        for (int t = 0; t < input.topicCount(); t++) {
            int shift = firsts.getOrDefault(input.topicName(t), 0) - input.firstPartition(t);
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = owners[p + shift];
                numbers[p] = owner < 0 ? AssignmentInput.NONE : numberOf[owner];
            }
        }
        return Assignment.of(numbers);
    }

    private void require(int expected, int handle, String topic, int partition) {
        if (handle != expected) {
            throw new IllegalStateException("partition " + partition + " of " + topic + " in the kept assignment of "
                    + group + " must be with handle " + expected + ", was with " + handle);
        }
    }
}

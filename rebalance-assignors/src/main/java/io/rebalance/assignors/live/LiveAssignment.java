package io.rebalance.assignors.live;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignors.StickyAssignor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The assignment of one group, kept between rebalances by a host that tells what changed and is told what moves.
 *
 * <p>The answer is always that of the {@link StickyAssignor} for the group as it is, whose previous owners are those of the
 * last rebalance; only the way there differs. While all members subscribe to the same topics, and topics come or grow,
 * a rebalance costs time in proportion to the members and to the partitions that move (for each of these, the logarithm of
 * their number), however many partitions there are. A rebalance after anything else costs what the sticky assignor costs, and
 * a look at each partition: where subscriptions differ, or a topic shrank or went; so does the first one, one that finds
 * nobody there or nobody there before, and one after {@link #own}.
 *
 * <p>A member goes by its handle: a small number that is its own from {@link #join} until the rebalance after its {@link
 * #leave}, and may be another's later. Members and topics are there, or gone, at once; who has what changes with the next
 * {@link #rebalance}, but for what is gone or was said by {@link #own}. Racks are not considered. Memory: twelve bytes a
 * partition, some more where much has moved, and some hundred a member. Not thread-safe.
 */
public final class LiveAssignment {

    private static final int NONE = AssignmentInput.NONE;
    private static final StickyAssignor STICKY = new StickyAssignor();

    private final Catalog catalog = new Catalog();
    // by name, since many lists can be made that hash alike
    private final Map<List<String>, LiveSubscription> subscriptions = new TreeMap<>(LiveAssignment::compare);
    private @Nullable LiveSubscription lastSaid;
    private List<String> lastNames = List.of(); // as it was said
    private final Map<String, LiveMember> membersById = new HashMap<>();
    private final List<@Nullable LiveMember> membersByHandle = new ArrayList<>();
    private final ArrayDeque<Integer> freeHandles = new ArrayDeque<>();
    private int[] order = {}; // handles in the order of ids, as of the last rebalance
    private final List<LiveMember> joined = new ArrayList<>(); // since then
    private final List<LiveMember> left = new ArrayList<>(); // since then
    private final Holds holds = new Holds();
    private @Nullable LiveSubscription kept; // if holds tell what members have: what all of them subscribe to
    private int partitionCount; // that all members have together, if holds are kept

    /** A group without members and topics. */
    public LiveAssignment() {}

    /**
     * A topic comes, grows or shrinks; 0 partitions are allowed.
     *
     * @throws NullPointerException if {@code name} is null
     * @throws IllegalArgumentException if {@code partitionCount} is negative
     */
    public void topic(String name, int partitionCount) {
        Objects.requireNonNull(name, "name");
        if (partitionCount < 0) {
            throw new IllegalArgumentException(
                    "partitionCount of " + name + " must be 0 or more, was " + partitionCount);
        }
        catalog.put(name, partitionCount);
    }

    /**
     * A topic goes; does nothing if there is none of that name.
     *
     * @throws NullPointerException if {@code name} is null
     */
    public void removeTopic(String name) {
        catalog.remove(Objects.requireNonNull(name, "name"));
    }

    /**
     * A member comes. Costs a look at each of its topics.
     *
     * @param topics what it subscribes to, whether there are such topics or not, in any order
     * @return its handle
     * @throws NullPointerException if an argument, or a topic, is null
     * @throws IllegalArgumentException if there is a member of that id
     */
    public int join(String memberId, Collection<String> topics) {
        Objects.requireNonNull(memberId, "memberId");
        LiveSubscription subscription = subscription(topics);
        if (membersById.containsKey(memberId)) {
            throw new IllegalArgumentException("memberId must be new, was there already: " + memberId);
        }
        subscribe(subscription);
        Integer free = freeHandles.poll();
        int handle = free == null ? membersByHandle.size() : free;
        LiveMember member = new LiveMember(memberId, handle, subscription);
        if (free == null) {
            membersByHandle.add(member);
            holds.reserve(handle + 1);
        } else {
            membersByHandle.set(handle, member);
        }
        membersById.put(memberId, member);
        joined.add(member);
        return handle;
    }

    /**
     * A member subscribes to something else.
     *
     * @throws NullPointerException if {@code topics}, or one of them, is null
     * @throws IllegalArgumentException if there is no member of that handle
     */
    public void subscribe(int member, Collection<String> topics) {
        LiveMember found = member(member);
        LiveSubscription subscription = subscription(topics);
        if (!subscription.topics.equals(found.subscription.topics)) {
            unsubscribe(found);
            subscribe(subscription);
            found.subscription = subscription;
        }
    }

    /**
     * A member goes; its handle may be another's after the next rebalance.
     *
     * @throws IllegalArgumentException if there is no member of that handle
     */
    public void leave(int member) {
        LiveMember found = member(member);
        unsubscribe(found);
        found.hasLeft = true;
        membersById.remove(found.id);
        left.add(found);
    }

    /**
     * A member has a partition, by an assignment that was kept elsewhere: what this one knew of it does not count.
     *
     * @throws NullPointerException if {@code topic} is null
     * @throws IllegalArgumentException if there is no such member, topic or partition
     */
    public void own(int member, String topic, int partition) {
        member(member);
        LiveTopic found = catalog.get(Objects.requireNonNull(topic, "topic"));
        if (found == null || partition < 0 || partition >= found.partitionCount) {
            throw new IllegalArgumentException("partition must be one of " + topic + ", which has "
                    + (found == null ? 0 : found.partitionCount) + ", was " + partition);
        }
        found.resize(Math.max(found.owners.length, found.partitionCount));
        found.owners[partition] = member;
        kept = null;
    }

    /**
     * Assigns: balance first, then the fewest moves.
     *
     * @return what moved since the last rebalance
     * @throws IllegalArgumentException if the partitions of all subscribed topics together are more than {@link
     *     Integer#MAX_VALUE}; nothing has changed, and a smaller topic mends it
     */
    public AssignmentDelta rebalance() {
        int[] present = present();
        AssignmentDelta delta = areHoldsOf(present) ? shareEvenly(present) : assignAnew(present);
        for (LiveMember member : left) {
            holds.clear(member.handle);
            membersByHandle.set(member.handle, null);
            freeHandles.add(member.handle);
        }
        order = present;
        joined.clear();
        left.clear();
        catalog.settle();
        return delta;
    }

    /** How many members there are. */
    public int memberCount() {
        return membersById.size();
    }

    /**
     * The id of a member.
     *
     * @throws IllegalArgumentException if there is no member of that handle
     */
    public String memberId(int member) {
        return member(member).id;
    }

    /**
     * Who has the partition since the last rebalance: a member's handle, or {@link AssignmentInput#NONE}.
     *
     * @throws NullPointerException if {@code topic} is null
     */
    public int ownerOf(String topic, int partition) {
        LiveTopic found = catalog.get(Objects.requireNonNull(topic, "topic"));
        return found == null || partition < 0 ? NONE : found.ownerOf(partition);
    }

    private LiveMember member(int handle) {
        LiveMember member = handle < 0 || handle >= membersByHandle.size() ? null : membersByHandle.get(handle);
        if (member == null || member.hasLeft) {
            throw new IllegalArgumentException("member must be the handle of a member, was " + handle);
        }
        return member;
    }

    /** What members subscribe to who say so; of all that say the same, there is one. */
    private LiveSubscription subscription(Collection<String> topics) {
        LiveSubscription last = lastSaid;
        if (last != null && topics instanceof List<?> names && lastNames.equals(names)) {
            return last; // as mostly; nothing has to be sorted
        }
        TreeSet<String> sorted = new TreeSet<>();
        List<String> said = new ArrayList<>();
        for (String topic : Objects.requireNonNull(topics, "topics")) {
            sorted.add(Objects.requireNonNull(topic, "element of topics"));
            said.add(topic);
        }
        LiveSubscription found = subscriptions.get(List.copyOf(sorted));
        lastSaid = found == null ? new LiveSubscription(List.copyOf(sorted)) : found;
        lastNames = said;
        return lastSaid;
    }

    private static int compare(List<String> topics, List<String> others) {
        int order = Integer.compare(topics.size(), others.size());
        for (int i = 0; i < topics.size() && order == 0; i++) {
            order = topics.get(i).compareTo(others.get(i));
        }
        return order;
    }

    /** One member more has this subscription. */
    private void subscribe(LiveSubscription subscription) {
        subscriptions.putIfAbsent(subscription.topics, subscription);
        subscription.memberCount++;
    }

    private void unsubscribe(LiveMember member) {
        if (--member.subscription.memberCount == 0) {
            subscriptions.remove(member.subscription.topics);
        }
    }

    /** Whoever is there, in the order of ids. */
    private int[] present() {
        int[] present = order;
        if (!left.isEmpty()) {
            int[] positions = left.stream()
                    .mapToInt(this::positionOf)
                    .filter(at -> at >= 0)
                    .sorted()
                    .toArray();
            present = new int[order.length - positions.length];
            int from = 0;
            for (int i = 0; i < positions.length; i++) {
                System.arraycopy(order, from, present, from - i, positions[i] - from);
                from = positions[i] + 1;
            }
            System.arraycopy(order, from, present, from - positions.length, order.length - from);
        }
        List<LiveMember> staying = joined.stream()
                .filter(m -> !m.hasLeft)
                .sorted(Comparator.comparing(m -> m.id))
                .toList();
        if (staying.isEmpty()) {
            return present;
        }
        int[] all = new int[present.length + staying.size()];
        int from = 0;
        for (int i = 0; i < staying.size(); i++) {
            int to = -search(present, staying.get(i).id) - 1;
            System.arraycopy(present, from, all, from + i, to - from);
            all[to + i] = staying.get(i).handle;
            from = to;
        }
        System.arraycopy(present, from, all, from + staying.size(), present.length - from);
        return all;
    }

    /** Where in the order a member is that left; negative if it came since. */
    private int positionOf(LiveMember member) {
        int at = search(order, member.id);
        return at >= 0 && order[at] == member.handle ? at : -1;
    }

    private int search(int[] handles, String memberId) {
        int low = 0;
        int high = handles.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = ofHandle(handles[middle]).id.compareTo(memberId);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** The member, which may have left since the last rebalance. */
    private LiveMember ofHandle(int handle) {
        return Objects.requireNonNull(membersByHandle.get(handle), "member");
    }

    /** Whether all members subscribe to what they did when holds were kept, and nothing of that is gone. */
    private boolean areHoldsOf(int[] present) {
        if (kept == null || present.length == 0 || subscriptions.size() > 1 || catalog.hasLost()) {
            return false;
        }
        LiveSubscription all = ofHandle(present[0]).subscription;
        return all == kept || all.topics.equals(kept.topics);
    }

    /** All members subscribe alike, and nothing is gone: whatever need not move is not looked at. */
    private AssignmentDelta shareEvenly(int[] present) {
        List<String> topics = ofHandle(present[0]).subscription.topics;
        long count = partitionCount + catalog.newCount(topics);
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "partitions of all topics must be at most " + Integer.MAX_VALUE + ", were " + count);
        }
        Keys free = new Keys();
        for (LiveMember member : left) {
            free.addAll(holds.all(member.handle), holds.size(member.handle));
        }
        catalog.collectNew(topics, free);
        int quota = (int) count / present.length;
        giveUp(present, quota, (int) count % present.length, free);
        partitionCount = (int) count;
        return deal(present, quota, free.sorted());
    }

    /** Members give up what is beyond their share: the quota, or one more for so many of them. */
    private void giveUp(int[] present, int quota, int extras, Keys free) {
        int above = 0;
        for (int m : present) {
            if (holds.size(m) > quota) {
                while (holds.size(m) > quota + 1) {
                    free.add(holds.removeLast(m));
                }
                above++;
            }
        }
        if (above <= extras) {
            return;
        }
        Losers losers = new Losers(above - extras);
        for (int i = present.length - 1; i >= 0; i--) { // who was dealt to last mostly has the last
            int m = present[i];
            if (holds.size(m) > quota) {
                losers.offer(m, holds.last(m));
            }
        }
        for (int i = 0; i < losers.count(); i++) {
            free.add(holds.removeLast(losers.member(i)));
        }
    }

    /** Deals what is free: one each in turn to those below the quota, then one each to those at it. */
    private AssignmentDelta deal(int[] present, int quota, long[] free) {
        Deal deal = new Deal(free);
        int[] below = new int[Math.min(present.length, free.length)];
        int count = 0;
        for (int i = 0; i < present.length && count < below.length; i++) {
            if (holds.size(present[i]) < quota) {
                below[count++] = present[i];
            }
        }
        while (count > 0) {
            int staying = 0;
            for (int i = 0; i < count; i++) {
                deal.give(below[i]);
                if (holds.size(below[i]) < quota) {
                    below[staying++] = below[i];
                }
            }
            count = staying;
        }
        for (int i = 0; deal.hasMore(); i++) {
            if (holds.size(present[i]) == quota) {
                deal.give(present[i]);
            }
        }
        return deal.delta.build();
    }

    /** Gives free partitions away, in their order. */
    private final class Deal {

        private final long[] free;
        private final DeltaBuilder delta;
        private int next;
        private @Nullable LiveTopic topic; // of the partition given last

        Deal(long[] free) {
            this.free = free;
            this.delta = new DeltaBuilder();
        }

        boolean hasMore() {
            return next < free.length;
        }

        void give(int member) {
            long key = free[next++];
            holds.add(member, key);
            LiveTopic of = topic;
            if (of == null || of.place != Keys.place(key)) {
                of = catalog.at(Keys.place(key));
                of.resize(of.partitionCount);
                topic = of;
            }
            int partition = Keys.partition(key);
            delta.add(of.name, partition, of.owners[partition], member);
            of.owners[partition] = member;
        }
    }

    /** Asks the assignor that keeps nothing. */
    private AssignmentDelta assignAnew(int[] present) {
        AssignmentInput input = input(present);
        Assignment assignment = STICKY.assign(input);
        DeltaBuilder delta = new DeltaBuilder();
        int t = 0;
        for (LiveTopic topic : catalog.presentAndGone()) {
            boolean isInGroup =
                    t < input.topicCount() && input.topicName(t).equals(topic.name) && catalog.get(topic.name) == topic;
            int count = isInGroup ? topic.partitionCount : 0;
            int first = isInGroup ? input.firstPartition(t) : 0;
            int[] owners = new int[count];
            for (int i = 0; i < Math.max(count, topic.owners.length); i++) {
                int owner = i < count ? assignment.ownerOf(first + i) : NONE;
                int to = owner < 0 ? NONE : present[owner];
                int from = topic.ownerOf(i);
                if (from != to) {
                    delta.add(topic.name, i, from, to);
                }
                if (i < count) {
                    owners[i] = to;
                }
            }
            topic.owners = owners;
            t += isInGroup ? 1 : 0;
        }
        kept = null;
        if (subscriptions.size() == 1) {
            kept = ofHandle(present[0]).subscription;
            partitionCount = input.partitionCount();
            catalog.place();
            keepHolds(present, input, assignment);
        }
        return delta.build();
    }

    private AssignmentInput input(int[] present) {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        for (int m : present) {
            builder.member(ofHandle(m).id, ofHandle(m).subscription.topics);
        }
        for (LiveTopic topic : catalog.present()) {
            builder.topic(topic.name, topic.partitionCount);
            for (int i = 0; i < Math.min(topic.partitionCount, topic.owners.length); i++) {
                LiveMember owner = topic.owners[i] < 0 ? null : membersByHandle.get(topic.owners[i]);
                if (owner != null && !owner.hasLeft) {
                    builder.claim(owner.id, topic.name, i, 0);
                }
            }
        }
        return builder.build();
    }

    private void keepHolds(int[] present, AssignmentInput input, Assignment assignment) {
        int[] counts = new int[present.length];
        for (int p = 0; p < assignment.partitionCount(); p++) {
            if (assignment.ownerOf(p) >= 0) {
                counts[assignment.ownerOf(p)]++;
            }
        }
        long[][] keys = new long[counts.length][];
        Arrays.setAll(keys, m -> new long[counts[m]]);
        Arrays.fill(counts, 0);
        for (int t = 0; t < input.topicCount(); t++) {
            LiveTopic topic = Objects.requireNonNull(catalog.get(input.topicName(t)));
            for (int i = 0; i < topic.partitionCount; i++) {
                int m = assignment.ownerOf(input.firstPartition(t) + i);
                if (m >= 0) {
                    keys[m][counts[m]++] = Keys.of(topic.place, i);
                }
            }
        }
        for (int m = 0; m < keys.length; m++) {
            holds.set(present[m], keys[m]);
        }
    }
}

package io.rebalance.member;

import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the member holds. */
final class Holdings {

    private final TreeMap<TopicPartition, Held> held = new TreeMap<>();
    private long lastGrant;
    private long lastOrder;
    private long releaseDeadlineMs = Times.NEVER;

    /**
     * @param lastNumber what grants and orders are counted on from, so that those of one member are not taken for those of
     *     another that the same application had before
     */
    Holdings(long lastNumber) {
        this.lastGrant = lastNumber;
        this.lastOrder = lastNumber;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    int count() {
        return held.size();
    }

    @Nullable
    Held get(TopicPartition partition) {
        return held.get(partition);
    }

    Collection<Held> all() {
        return held.values();
    }

    /** Takes what of {@code partitions} is not held yet. Returns it, sorted. */
    List<Ownership> take(Collection<TopicPartition> partitions, int generationId) {
        List<Ownership> taken = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            if (!held.containsKey(partition)) {
                Ownership ownership = new Ownership(partition, generationId, ++lastGrant);
                held.put(partition, new Held(ownership));
                taken.add(ownership);
            }
        }
        return taken;
    }

    /** Tells the application to let go of what {@code which} says; null if there is nothing that it was not told before. */
    MemberOrder.@Nullable Revoked revoke(Predicate<TopicPartition> which, int generationId, long deadlineMs) {
        List<Ownership> revoked = new ArrayList<>();
        for (Held each : held.values()) {
            if (!each.isRevoked() && which.test(each.ownership.partition())) {
                each.revoke(lastOrder + 1);
                revoked.add(each.ownership);
            }
        }
        if (!revoked.isEmpty() || releaseDeadlineMs != Times.NEVER) {
            releaseDeadlineMs = Math.min(releaseDeadlineMs, deadlineMs);
        }
        return revoked.isEmpty()
                ? null
                : new MemberOrder.Revoked(++lastOrder, generationId, revoked, releaseDeadlineMs);
    }

    void release(long order) {
        held.values().forEach(each -> each.release(order));
    }

    /** Until when the application may let go of what it was told to. */
    long releaseDeadlineMs() {
        return releaseDeadlineMs;
    }

    /** Whether everything that was revoked is let go of and committed; then it is not held any more. */
    boolean letGo() {
        for (Held each : held.values()) {
            if (each.isRevoked() && !each.isDone()) {
                return false;
            }
        }
        held.values().removeIf(Held::isRevoked);
        releaseDeadlineMs = Times.NEVER;
        return true;
    }

    /** Takes everything away, or only what was revoked. Returns what it was. */
    List<Held> drop(boolean onlyRevoked) {
        List<Held> dropped = new ArrayList<>();
        for (Iterator<Held> i = held.values().iterator(); i.hasNext(); ) {
            Held each = i.next();
            if (!onlyRevoked || each.isRevoked()) {
                dropped.add(each);
                i.remove();
            }
        }
        releaseDeadlineMs = Times.NEVER;
        return dropped;
    }

    /** What the application works on, or may: by partition. */
    SortedMap<TopicPartition, Ownership> ownerships() {
        SortedMap<TopicPartition, Ownership> ownerships = new TreeMap<>();
        held.forEach((partition, each) -> {
            if (!each.isReleased()) {
                ownerships.put(partition, each.ownership);
            }
        });
        return ownerships;
    }

    SortedMap<TopicPartition, Long> uncommitted() {
        SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
        held.forEach((partition, each) -> {
            if (each.hasUncommitted()) {
                offsets.put(partition, each.handedIn());
            }
        });
        return offsets;
    }

    boolean hasUncommitted() {
        for (Held each : held.values()) {
            if (each.hasUncommitted()) {
                return true;
            }
        }
        return false;
    }

    /** All of it. A copy. */
    SortedSet<TopicPartition> partitions() {
        return new TreeSet<>(held.keySet());
    }

    /** All of it, as the protocol writes it. */
    List<TopicPartitions> toList() {
        List<TopicPartitions> topics = new ArrayList<>();
        Iterator<TopicPartition> i = held.keySet().iterator();
        TopicPartition next = i.hasNext() ? i.next() : null;
        while (next != null) {
            String topic = next.topic();
            int[] partitions = new int[held.size()];
            int count = 0;
            while (next != null && next.topic().equals(topic)) {
                partitions[count++] = next.partition();
                next = i.hasNext() ? i.next() : null;
            }
            topics.add(TopicPartitions.of(topic, Arrays.copyOf(partitions, count)));
        }
        return topics;
    }
}

package io.rebalance.kafka.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which partition of one topic, at which time and in which generation. Times are in ns of a clock that does not
 * go back. Thread-safe.
 *
 * <p>Two things must never be: one partition stated of two members in one generation, by whomever; and two members that
 * hold one partition at one time, unless the group has fenced one of them.
 */
final class Ownership {

    private static final int MAX_TOLD = 5;

    /** The owners from a time on; sorted, as a rule one or none. */
    private record Change(
            long nanos, List<String> owners, @Nullable String mover) {}

    private final List<List<Change>> history = new ArrayList<>();
    private final List<TreeSet<String>> holders = new ArrayList<>();
    private final List<@Nullable String> lastHolder = new ArrayList<>();
    private final TreeMap<Integer, TreeMap<Integer, String>> stated = new TreeMap<>(); // generation, partition
    private final TreeSet<String> fenced = new TreeSet<>();
    private final List<String> violations = new ArrayList<>();

    /** @param partitions how many the topic has, 1 or more */
    Ownership(int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be 1 or more, was " + partitions);
        }
        for (int p = 0; p < partitions; p++) {
            history.add(new ArrayList<>());
            holders.add(new TreeSet<>());
            lastHolder.add(null);
        }
    }

    /** A member may process these from now on. Nothing happens if it is fenced. */
    synchronized void took(long nanos, String memberId, Collection<Integer> partitions) {
        if (fenced.contains(memberId)) {
            return; // it does not know yet, but nobody heeds it
        }
        for (int p : partitions) {
            TreeSet<String> now = holders.get(p);
            if (now.add(memberId)) {
                if (now.size() > 1) {
                    violated("partition " + p + " is held by " + now + " at the same time");
                }
                boolean moved = lastHolder.get(p) != null && !memberId.equals(lastHolder.get(p));
                lastHolder.set(p, memberId);
                changed(p, nanos, moved ? memberId : null);
            }
        }
    }

    /** A member does not process these any more. Those that it does not hold are passed over. */
    synchronized void letGo(long nanos, String memberId, Collection<Integer> partitions) {
        for (int p : partitions) {
            if (holders.get(p).remove(memberId)) {
                changed(p, nanos, null);
            }
        }
    }

    /** The group has removed a member: what it holds it holds no more, and it takes nothing under that id. */
    synchronized void fenced(long nanos, String memberId) {
        fenced.add(memberId);
        for (int p = 0; p < holders.size(); p++) {
            letGo(nanos, memberId, List.of(p));
        }
    }

    /**
     * Somebody says that these are a member's in a generation.
     *
     * @param source who says so
     */
    synchronized void stated(String source, int generation, String memberId, Collection<Integer> partitions) {
        TreeMap<Integer, String> owners = stated.computeIfAbsent(generation, g -> new TreeMap<>());
        for (int p : partitions) {
            String other = owners.putIfAbsent(p, memberId);
            if (other != null && !other.equals(memberId)) {
                violated("partition " + p + " has two owners in generation " + generation + ": " + other + " and, says "
                        + source + ", " + memberId);
            }
        }
    }

    /**
     * The coordinator says how many partitions it granted in a generation, and how many it withheld.
     *
     * @throws IllegalArgumentException if a number is below 0
     */
    synchronized void counted(int generation, int granted, int withheld) {
        if (granted < 0 || withheld < 0) {
            throw new IllegalArgumentException(
                    "granted and withheld must be 0 or more, were " + granted + " and " + withheld);
        }
        if (granted + withheld > history.size()) {
            violated("generation " + generation + " grants " + granted + " and withholds " + withheld + " of "
                    + history.size() + " partitions");
        }
    }

    private void changed(int partition, long nanos, @Nullable String mover) {
        List<Change> changes = history.get(partition);
        // two threads may read the clock in one order, and come here in the other
        long last = changes.isEmpty() ? nanos : changes.get(changes.size() - 1).nanos();
        changes.add(new Change(Math.max(last, nanos), List.copyOf(holders.get(partition)), mover));
    }

    private void violated(String what) {
        if (violations.size() < MAX_TOLD) {
            violations.add(what);
        }
    }

    /** The first few cases of what must never be. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** In how many generations somebody stated an owner. */
    synchronized int generationsStated() {
        return stated.size();
    }

    /** Who holds a partition now; null if nobody, or more than one. */
    synchronized @Nullable String holderOf(int partition) {
        TreeSet<String> now = holders.get(partition);
        return now.size() == 1 ? now.first() : null;
    }

    /** The partitions that a member holds now. */
    synchronized List<Integer> heldBy(String memberId) {
        List<Integer> held = new ArrayList<>();
        for (int p = 0; p < holders.size(); p++) {
            if (holders.get(p).contains(memberId)) {
                held.add(p);
            }
        }
        return held;
    }

    /** How many partitions each holder holds now, the smallest number first; empty if a partition has no holder. */
    synchronized List<Integer> shares() {
        TreeMap<String, Integer> shares = new TreeMap<>();
        for (TreeSet<String> now : holders) {
            if (now.size() != 1) {
                return List.of();
            }
            shares.merge(now.first(), 1, Integer::sum);
        }
        return shares.values().stream().sorted().toList();
    }

    /**
     * For how long partitions stood still, all of them added up, in ns.
     *
     * @throws IllegalArgumentException if the window ends before it begins
     */
    synchronized long stoodStillNanos(long fromNanos, long toNanos) {
        if (toNanos < fromNanos) {
            throw new IllegalArgumentException("toNanos must be " + fromNanos + " or more, was " + toNanos);
        }
        long sum = 0;
        for (List<Change> changes : history) {
            long since = fromNanos;
            boolean stands = true; // nobody has had it yet
            for (Change change : changes) {
                long at = Math.min(Math.max(change.nanos(), fromNanos), toNanos);
                sum += stands ? at - since : 0;
                since = at;
                stands = change.owners().isEmpty();
            }
            sum += stands ? toNanos - since : 0;
        }
        return sum;
    }

    /** How often a partition went from one member to another. */
    synchronized int movedCount(long fromNanos, long toNanos) {
        return (int) history.stream()
                .flatMap(List::stream)
                .filter(change -> change.nanos() >= fromNanos && change.nanos() <= toNanos)
                .map(Change::mover)
                .filter(Objects::nonNull)
                .count();
    }
}

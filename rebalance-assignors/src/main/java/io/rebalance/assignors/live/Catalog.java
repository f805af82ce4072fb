package io.rebalance.assignors.live;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The topics by name, each with a place: a number that is lower than the places of all later names. A topic that comes
 * between two others gets a place between theirs; if there is none, what was kept by places is lost, and all get new ones
 * when the next rebalance asks for them: once, however many topics come.
 */
final class Catalog {

    private static final int STEP = 1 << 15;

    private final NavigableMap<String, LiveTopic> topics = new TreeMap<>();
    private final NavigableMap<Integer, LiveTopic> byPlace = new TreeMap<>();
    private final NavigableMap<String, LiveTopic> gone = new TreeMap<>(); // since the last rebalance, with owners
    private final NavigableMap<String, LiveTopic> grown = new TreeMap<>(); // since the last rebalance, or new
    private boolean hasLost;
    private boolean arePlacesUsedUp; // then nobody has one

    /** How many places were given out because there was none between two others. */
    long placedAnew;

    void put(String name, int partitionCount) {
        LiveTopic topic = topics.get(name);
        if (topic == null) {
            topic = new LiveTopic(name);
            LiveTopic old = gone.remove(name);
            if (old != null) {
                topic.owners = old.owners; // what it had before it went and came again does not matter, but to be told
            }
            topics.put(name, topic);
            place(topic);
            hasLost |= old != null;
        }
        hasLost |= partitionCount < topic.partitionCount;
        topic.partitionCount = partitionCount;
        grown.put(name, topic);
    }

    void remove(String name) {
        LiveTopic topic = topics.remove(name);
        if (topic != null) {
            byPlace.remove(topic.place);
            grown.remove(name);
            if (topic.owners.length > 0) {
                gone.put(name, topic);
                hasLost = true;
            }
        }
    }

    @Nullable
    LiveTopic get(String name) {
        return topics.get(name);
    }

    /** Sees to it that all topics have places; only where {@link #hasLost} said that they may be new ones. */
    void place() {
        if (arePlacesUsedUp) {
            placeAllAnew();
            arePlacesUsedUp = false;
        }
    }

    /** The topic of a place. */
    LiveTopic at(int place) {
        return Objects.requireNonNull(byPlace.get(place), "topic");
    }

    /** The topics, by name. */
    Collection<LiveTopic> present() {
        return topics.values();
    }

    /** The topics, by name, and those that went since the last rebalance. */
    Collection<LiveTopic> presentAndGone() {
        if (gone.isEmpty()) {
            return topics.values();
        }
        Map<String, LiveTopic> all = new TreeMap<>(topics);
        all.putAll(gone);
        return all.values();
    }

    /** Whether a topic shrank or went, or places changed, since the last rebalance. */
    boolean hasLost() {
        return hasLost;
    }

    /** How many partitions of some topics are new since the last rebalance. */
    long newCount(List<String> subscribed) {
        long count = 0;
        for (LiveTopic topic : grown.values()) {
            if (Collections.binarySearch(subscribed, topic.name) >= 0) {
                count += topic.partitionCount - topic.owners.length;
            }
        }
        return count;
    }

    /** Collects these. */
    void collectNew(List<String> subscribed, Keys into) {
        for (LiveTopic topic : grown.values()) {
            if (Collections.binarySearch(subscribed, topic.name) >= 0) {
                for (int i = topic.owners.length; i < topic.partitionCount; i++) {
                    into.add(Keys.of(topic.place, i));
                }
            }
        }
    }

    /** A rebalance is done. */
    void settle() {
        gone.clear();
        grown.clear();
        hasLost = false;
    }

    private void place(LiveTopic topic) {
        if (arePlacesUsedUp) {
            return;
        }
        Map.Entry<String, LiveTopic> lower = topics.lowerEntry(topic.name);
        Map.Entry<String, LiveTopic> higher = topics.higherEntry(topic.name);
        long low = lower == null ? 0 : lower.getValue().place;
        long high = higher == null ? Integer.MAX_VALUE : higher.getValue().place;
        if (high - low < 2) {
            arePlacesUsedUp = true;
            hasLost = true;
            byPlace.clear();
        } else {
            long step = (high - low) / 2;
            // whoever adds topics in the order of their names shall not halve what is left each time
            topic.place = (int) (low + (higher == null && lower != null ? Math.min(step, STEP) : step));
            byPlace.put(topic.place, topic);
        }
    }

    private void placeAllAnew() {
        long step = Integer.MAX_VALUE / (topics.size() + 1L);
        long place = 0;
        for (LiveTopic topic : topics.values()) {
            place += step;
            topic.place = (int) place;
            byPlace.put(topic.place, topic);
            placedAnew++;
        }
    }
}

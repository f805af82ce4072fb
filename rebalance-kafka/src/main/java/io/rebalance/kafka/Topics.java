package io.rebalance.kafka;

import io.rebalance.TopicCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The topics of a server, by name and by id. Thread-safe; they are added and grow, but never go. */
final class Topics {

    /** More than any test or demonstration has a use for; each partition is an object. */
    static final int MAX_PARTITIONS = 100_000;

    private final Map<String, Topic> byName = new ConcurrentSkipListMap<>();
    private final Map<Uuid, Topic> byId = new ConcurrentHashMap<>();
    private final long retentionBytes;

    Topics(long retentionBytes) {
        this.retentionBytes = retentionBytes;
    }

    /** Refuses a name or a number of partitions that no topic can have. */
    static void check(String name, int partitions) {
        String reason = TopicNames.whyInvalid(name);
        if (reason != null) {
            throw new IllegalArgumentException("topic " + reason);
        }
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "partitions of topic " + name + " must be 1 to " + MAX_PARTITIONS + ", was " + partitions);
        }
    }

    /** Adds a topic. */
    synchronized void create(String name, int partitions) {
        check(name, partitions);
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("topic must be new, was " + name);
        }
        put(new Topic(name, Topic.idOf(name), grown(List.of(), partitions)));
    }

    /** Lets a topic have more partitions than it has. */
    synchronized void grow(String name, int partitions) {
        Topic topic = byName.get(name);
        if (topic == null) {
            throw new IllegalArgumentException("topic must exist, was " + name);
        }
        int now = topic.partitions().size();
        if (partitions <= now || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException("partitions of topic " + name + " must be " + (now + 1) + " to "
                    + MAX_PARTITIONS + ", was " + partitions);
        }
        put(new Topic(name, topic.id(), grown(topic.partitions(), partitions)));
    }

    private List<PartitionLog> grown(List<PartitionLog> old, int count) {
        List<PartitionLog> logs = new ArrayList<>(old);
        while (logs.size() < count) {
            logs.add(new PartitionLog(retentionBytes));
        }
        return logs;
    }

    private void put(Topic topic) {
        byName.put(topic.name(), topic);
        byId.put(topic.id(), topic);
    }

    @Nullable
    Topic named(String name) {
        return byName.get(name);
    }

    @Nullable
    Topic withId(Uuid id) {
        return byId.get(id);
    }

    /** All topics, by name. */
    Collection<Topic> all() {
        return List.copyOf(byName.values());
    }

    TopicCatalog catalog() {
        Map<String, Integer> counts = new TreeMap<>();
        byName.forEach((name, topic) -> counts.put(name, topic.partitions().size()));
        return TopicCatalog.of(counts);
    }
}

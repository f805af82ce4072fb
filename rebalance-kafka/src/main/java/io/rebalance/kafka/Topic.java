package io.rebalance.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A topic and its partitions. Immutable; a topic that grows is a new one with the same id.
 *
 * @param name its name
 * @param id its id on the wire, never zero: clients take zero for "has none"
 * @param partitions its partitions, by number
 */
record Topic(String name, Uuid id, List<PartitionLog> partitions) {

    Topic {
        partitions = List.copyOf(partitions);
    }

    /** The id follows from the name, so that a topic has the same one in every run. */
    static Uuid idOf(String name) {
        UUID hash = UUID.nameUUIDFromBytes(("rebalance:" + name).getBytes(StandardCharsets.UTF_8));
        return new Uuid(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    @Nullable
    PartitionLog partition(int number) {
        return number >= 0 && number < partitions.size() ? partitions.get(number) : null;
    }
}

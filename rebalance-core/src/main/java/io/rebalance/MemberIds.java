package io.rebalance;

import java.util.UUID;

/** Makes up the ids of new members. */
@FunctionalInterface
public interface MemberIds {

    /**
     * An id that was never given before, to any member of any group.
     *
     * @param prefix what it should start with, for people to read: the client's id, or its instance id
     */
    String next(String prefix);

    /** Ids made of the prefix, a dash and a random UUID, as Kafka's. Thread-safe. */
    static MemberIds random() {
        return prefix -> prefix + "-" + UUID.randomUUID();
    }
}

package io.rebalance.member;

import io.rebalance.protocol.TopicPartition;
import java.util.Comparator;
import java.util.Objects;

/**
 * A partition that the member was given, from being given it until it is taken back: the token by which work on it is
 * told from work on the same partition at another time.
 *
 * <p>Keep it with everything read from the partition, and ask {@link GroupMember#mayWorkOn} with it before handing that out.
 *
 * @param partition the partition
 * @param generationId the generation in which the member was given it; under a cooperative protocol it lasts on through later ones
 * @param grant a number that no other ownership of this member has; later ones have higher ones
 */
public record Ownership(TopicPartition partition, int generationId, long grant) implements Comparable<Ownership> {

    private static final Comparator<Ownership> ORDER = Comparator.comparing(Ownership::partition)
            .thenComparingLong(Ownership::grant)
            .thenComparingInt(Ownership::generationId);

    /** @throws NullPointerException if {@code partition} is null */
    public Ownership {
        Objects.requireNonNull(partition, "partition");
    }

    /** By partition; those of one partition in the order in which they were given. */
    @Override
    public int compareTo(Ownership other) {
        return ORDER.compare(this, other);
    }
}

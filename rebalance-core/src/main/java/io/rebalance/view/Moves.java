package io.rebalance.view;

import io.rebalance.protocol.TopicPartition;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions have other owners in a generation than in the last one that was assigned, and whose they were.
 *
 * <p>To own a partition is to be granted it. Whoever loses one in a cooperative generation may still be at work on it
 * when that begins, and for as long it is withheld from the next: it moves from its owner to nobody first, and from nobody
 * to its new owner in the generation that follows.
 *
 * <p>Worked out when somebody asks for the first time, from what is stored of the two generations: until then a generation
 * costs nothing for having been explained. That takes time and memory in proportion to the group's members and to the
 * partitions of those whose part changed, once; what is kept from then on is the result. Immutable to whoever looks, compares by
 * content, and may be read by any thread: if several ask at a time each may work it out, to the same result.
 */
public final class Moves {

    /** How many moves are told by name. */
    public static final int MAX_LISTED = 100;

    /** It is not known what moved: nothing is assigned yet, or the assignments are not those of Kafka consumers. */
    public static final Moves UNKNOWN = new Moves(new Told(-1, List.of()));

    /**
     * A partition that has another owner.
     *
     * @param partition the partition
     * @param from whose it was; empty if it was nobody's
     * @param to whose it is; empty if it is nobody's
     */
    public record Move(TopicPartition partition, String from, String to) {
        /** @throws NullPointerException if an argument is null */
        public Move {
            Objects.requireNonNull(partition, "partition");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }

        /** As in {@code orders-0 a>b}. */
        @Override
        public String toString() {
            return partition + " " + from + ">" + to;
        }
    }

    private sealed interface State permits Told, Untold {}

    private record Told(int count, List<Move> list) implements State {}

    private record Untold(Supplier<Moves> source) implements State {}

    private State state; // changes once, without a lock: whoever sees the old one makes an equal one of it

    private Moves(State state) {
        this.state = state;
    }

    /**
     * These moves.
     *
     * @param count how many there are, 0 or more
     * @param first the first of them, by topic and number of the partition
     * @throws NullPointerException if {@code first}, or an element of it, is null
     * @throws IllegalArgumentException unless {@code first} has as many as {@code count} says, or {@value #MAX_LISTED} if
     *     that is less
     */
    public static Moves of(int count, List<Move> first) {
        List<Move> list = List.copyOf(first);
        if (count < 0 || list.size() != Math.min(count, MAX_LISTED)) {
            throw new IllegalArgumentException(
                    "first must have count (" + count + ") elements, at most " + MAX_LISTED + ", has " + list.size());
        }
        return new Moves(new Told(count, list));
    }

    /**
     * What {@code source} says when somebody asks.
     *
     * @param source gives the same whenever and by whomever it is asked
     * @throws NullPointerException if {@code source} is null
     */
    public static Moves later(Supplier<Moves> source) {
        return new Moves(new Untold(Objects.requireNonNull(source, "source")));
    }

    /** Whether it is known what moved. */
    public boolean isKnown() {
        return told().count >= 0;
    }

    /** How many partitions moved; -1 if that is not known. */
    public int count() {
        return told().count;
    }

    /** The first {@value #MAX_LISTED} of them, by topic and number; none if they are not known. Immutable. */
    public List<Move> list() {
        return told().list;
    }

    private Told told() {
        State known = state;
        if (known instanceof Untold untold) {
            known = untold.source.get().told();
            state = known;
        }
        return (Told) known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Moves that && told().equals(that.told()));
    }

    @Override
    public int hashCode() {
        return told().hashCode();
    }

    /** As in {@code 2 [orders-0 a>b, orders-1 >b]}, or {@code unknown}. */
    @Override
    public String toString() {
        return isKnown() ? count() + " " + list() : "unknown";
    }
}

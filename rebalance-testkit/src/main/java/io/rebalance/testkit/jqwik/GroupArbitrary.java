package io.rebalance.testkit.jqwik;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.testkit.RandomGroups;
import io.rebalance.testkit.SampleGroup;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * Random groups for jqwik's properties. They shrink to groups of less members, topics, partitions, subscriptions and
 * claims; the edge cases are {@linkplain RandomGroups#bare groups of which there is not much}. Immutable.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<SampleGroup> groups() {
 *     return GroupArbitrary.of(RandomGroups.trap().upTo(6, 6, 4));
 * }
 * }</pre>
 */
public final class GroupArbitrary implements Arbitrary<SampleGroup> {

    private final RandomGroups groups;
    private final List<SampleGroup> edgeCases;

    private GroupArbitrary(RandomGroups groups, List<SampleGroup> edgeCases) {
        this.groups = groups;
        this.edgeCases = edgeCases;
    }

    /** Groups of every kind, at most 8 members, 5 topics and 8 partitions a topic, and the edge cases. */
    public static GroupArbitrary any() {
        return new GroupArbitrary(RandomGroups.any(), RandomGroups.bare());
    }

    /**
     * Groups of one kind, and of the edge cases none, since they may be of another kind.
     *
     * @throws NullPointerException if {@code groups} is null
     */
    public static GroupArbitrary of(RandomGroups groups) {
        return new GroupArbitrary(Objects.requireNonNull(groups, "groups"), List.of());
    }

    /** The same groups as an assignor sees them. */
    public Arbitrary<AssignmentInput> inputs() {
        return map(SampleGroup::input);
    }

    @Override
    public RandomGenerator<SampleGroup> generator(int genSize) {
        return random -> new Cut(groups.next(random.nextLong()));
    }

    @Override
    public EdgeCases<SampleGroup> edgeCases(int maxEdgeCases) {
        return EdgeCases.fromSuppliers(edgeCases.stream()
                .limit(maxEdgeCases)
                .<Supplier<Shrinkable<SampleGroup>>>map(group -> () -> new Cut(group))
                .toList());
    }

    /** A group that can be cut down. Equal by the group, so that none is tried twice. */
    private record Cut(SampleGroup value) implements Shrinkable<SampleGroup> {

        @Override
        public Stream<Shrinkable<SampleGroup>> shrink() {
            return value.smaller().map(Cut::new);
        }

        @Override
        public ShrinkingDistance distance() {
            return ShrinkingDistance.of(value.size());
        }
    }
}

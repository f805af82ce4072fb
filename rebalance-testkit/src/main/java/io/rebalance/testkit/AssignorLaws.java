package io.rebalance.testkit;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What an {@link Assignor} must keep to, checked on groups that you name and on random ones. Stands on no test framework:
 *
 * <pre>{@code
 * AssignorLaws.of(new MyAssignor())
 *         .with(AssignorLaw.BALANCED, AssignorLaw.FIXED_POINT) // what it promises beyond what all owe
 *         .check(42, 10_000);                                  // a seed, and how many groups
 * }</pre>
 *
 * <p>A law that is broken is a {@link BrokenLawError}, with the smallest group that shows it. An assignor that does not
 * come back is not caught: that is for the time limit of your tests.
 *
 * <p>Immutable, and as thread-safe as the assignor.
 */
public final class AssignorLaws {

    /** How many smaller groups are tried at most before the smallest so far is told. */
    private static final int MAX_CUTS = 20_000;

    private final Supplier<? extends Assignor> assignors;
    private final Set<AssignorLaw> laws;

    private AssignorLaws(Supplier<? extends Assignor> assignors, Set<AssignorLaw> laws) {
        this.assignors = assignors;
        this.laws = Collections.unmodifiableSet(laws);
    }

    /**
     * The laws that every assignor owes.
     *
     * @throws NullPointerException if {@code assignor} is null
     */
    public static AssignorLaws of(Assignor assignor) {
        Objects.requireNonNull(assignor, "assignor");
        return of(() -> assignor);
    }

    /**
     * As {@link #of(Assignor)}, with new assignors for what must not depend on the past. It alone finds that an assignor
     * keeps its first answers.
     *
     * @param assignors makes an assignor that was never asked
     * @throws NullPointerException if {@code assignors} is null
     */
    public static AssignorLaws of(Supplier<? extends Assignor> assignors) {
        return new AssignorLaws(Objects.requireNonNull(assignors, "assignors"), EnumSet.copyOf(AssignorLaw.owed()));
    }

    /**
     * These laws too.
     *
     * @throws NullPointerException if an argument is null
     */
    public AssignorLaws with(AssignorLaw... more) {
        EnumSet<AssignorLaw> all = EnumSet.noneOf(AssignorLaw.class);
        all.addAll(laws);
        all.addAll(Arrays.asList(more));
        return new AssignorLaws(assignors, all);
    }

    /**
     * All but these laws.
     *
     * @throws NullPointerException if an argument is null
     */
    public AssignorLaws without(AssignorLaw... less) {
        EnumSet<AssignorLaw> rest = EnumSet.noneOf(AssignorLaw.class);
        rest.addAll(laws);
        for (AssignorLaw law : less) {
            rest.remove(Objects.requireNonNull(law, "less"));
        }
        return new AssignorLaws(assignors, rest);
    }

    /** The laws that are checked, in the order in which they are. Unmodifiable. */
    public Set<AssignorLaw> laws() {
        return laws;
    }

    /**
     * Checks all laws on one group. Costs a few calls of the assignor for each law.
     *
     * @throws NullPointerException if {@code group} is null
     * @throws BrokenLawError if one is broken
     */
    public void check(SampleGroup group) {
        check(Objects.requireNonNull(group, "group"), "");
    }

    /**
     * As {@link #check(SampleGroup)}, on the group that {@code input} shows.
     *
     * @throws NullPointerException if {@code input} is null
     * @throws IllegalArgumentException if a partition is contested in a group of less than two members
     * @throws BrokenLawError if a law is broken
     */
    public void check(AssignmentInput input) {
        check(SampleGroup.of(input));
    }

    /**
     * Checks all laws on random groups of every kind, at most 8 members, 5 topics and 8 partitions a topic; before that, on
     * groups of which there is not much.
     *
     * @param seed where chance begins: the same seed, the same groups, on every machine
     * @param tries how many random groups, 0 or more
     * @throws IllegalArgumentException if {@code tries} is negative
     * @throws BrokenLawError if a law is broken
     */
    public void check(long seed, int tries) {
        RandomGroups.bare().forEach(this::check);
        check(RandomGroups.any(), seed, tries);
    }

    /**
     * Checks all laws on random groups of some kind.
     *
     * @param groups the kind
     * @param seed where chance begins: the same seed, the same groups, on every machine
     * @param tries how many random groups, 0 or more
     * @throws NullPointerException if {@code groups} is null
     * @throws IllegalArgumentException if {@code tries} is negative
     * @throws BrokenLawError if a law is broken
     */
    public void check(RandomGroups groups, long seed, int tries) {
        Objects.requireNonNull(groups, "groups");
        if (tries < 0) {
            throw new IllegalArgumentException("tries must be 0 or more, was " + tries);
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 1; i <= tries; i++) {
            check(groups.next(seeds.nextLong()), "with seed " + seed + ", group " + i + ", ");
        }
    }

    private void check(SampleGroup group, String found) {
        for (AssignorLaw law : laws) {
            Breach breach = law.broken(assignors, group);
            if (breach != null) {
                throw smallest(law, group, breach, found);
            }
        }
    }

    /** Cuts the group down for as long as the law stays broken. */
    private BrokenLawError smallest(AssignorLaw law, SampleGroup group, Breach breach, String found) {
        SampleGroup small = group;
        Breach shown = breach;
        int cuts = 0;
        boolean isSmaller = true;
        while (isSmaller && cuts < MAX_CUTS) {
            isSmaller = false;
            Iterator<SampleGroup> smaller = small.smaller().iterator();
            while (!isSmaller && cuts < MAX_CUTS && smaller.hasNext()) {
                SampleGroup less = smaller.next();
                cuts++;
                Breach still = law.broken(assignors, less);
                if (still != null) {
                    small = less;
                    shown = still;
                    isSmaller = true;
                }
            }
        }
        return new BrokenLawError(
                name(),
                law,
                found + "found with a group of " + words(group) + ", cut down to " + words(small),
                small,
                shown);
    }

    private String name() {
        return assignors.get().name();
    }

    private static String words(SampleGroup group) {
        long partitions = group.topics().stream()
                .mapToLong(SampleGroup.Topic::partitionCount)
                .sum();
        return count(group.members().size(), "member") + ", "
                + count(group.topics().size(), "topic") + ", " + count(partitions, "partition");
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}

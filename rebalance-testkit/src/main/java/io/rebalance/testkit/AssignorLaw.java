package io.rebalance.testkit;

import io.rebalance.assignor.Assignor;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that holds for an {@link Assignor} whatever the group is. The first seven every assignor owes to every group;
 * the others are for those that promise them.
 *
 * <p>Each law stands alone: what has no answer breaks {@link #TOTAL} and no other law, what is no assignment breaks {@link
 * #WELL_FORMED} and no law after it.
 */
public enum AssignorLaw {

    // owed by all

    /** Every group has an answer: nothing is thrown, and null is none. */
    TOTAL("every group has an answer"),

    /** An answer has as many owners as there are partitions, each of them a member or nobody. */
    WELL_FORMED("every partition has a member of the group for its owner, or nobody"),

    /** Whoever gets a partition subscribes to its topic. */
    SUBSCRIBED("whoever gets a partition subscribes to its topic"),

    /** A partition of a topic that somebody subscribes to is not left without owner. */
    COMPLETE("no partition that somebody wants is left without owner"),

    /** Asked the same again, it answers the same. */
    DETERMINISTIC("the same input has the same answer"),

    /**
     * The order in which members, topics, subscriptions and claims are given does not matter. An {@link
     * io.rebalance.assignor.AssignmentInput} is sorted, so this is broken by what looks at which object it is, and not at
     * what it says.
     */
    ORDER_FREE("the order in which the group is given does not matter"),

    /**
     * Groups do not touch each other: what was asked before makes no difference to an answer, what is asked later does not
     * change it, and an input is not read once it is answered.
     */
    PURE("groups do not touch each other"),

    // promised by some

    /** Where all members subscribe to all topics, any two members differ by at most one partition. */
    BALANCED("members with equal subscriptions differ by at most one partition"),

    /** Of any one topic, any two of its subscribers have numbers of partitions that differ by at most one. */
    TOPIC_BALANCED("the subscribers of a topic differ by at most one of its partitions"),

    /**
     * With any subscriptions: no partition can be handed on, from one member to another and so forth, so that at the end a
     * member with at least two partitions more than another has one less, and the other one more.
     */
    FAIR("nothing can be handed on so that loads come closer together"),

    /** Where everybody holds what it was given, everybody is given the same again. */
    FIXED_POINT("its own answer, asked again, stays as it is"),

    /**
     * With equal subscriptions, and everybody holding what it was given: when a member leaves, who stays loses nothing, and
     * when one joins, nobody else gains anything.
     */
    STICKY("when a member leaves, who stays loses nothing; when one joins, only it gains"),

    /**
     * Under the {@linkplain io.rebalance.assignor.RevocationBarrier revocation barrier} a second round withholds nothing:
     * a cooperative group is through after two.
     */
    CONVERGES("under the revocation barrier a second round withholds nothing");

    private static final Set<AssignorLaw> OWED = Collections.unmodifiableSet(EnumSet.range(TOTAL, PURE));

    private final String rule;

    AssignorLaw(String rule) {
        this.rule = rule;
    }

    /** The laws that every assignor owes: the first seven. Unmodifiable. */
    public static Set<AssignorLaw> owed() {
        return OWED;
    }

    /** The law in a few words, for people. */
    public String rule() {
        return rule;
    }

    /** How the law is broken, or null if it holds. */
    @Nullable
    Breach broken(Supplier<? extends Assignor> assignors, SampleGroup group) {
        return switch (this) {
            case TOTAL -> BasicChecks.total(answer(assignors, group));
            case WELL_FORMED -> BasicChecks.wellFormed(answer(assignors, group));
            case SUBSCRIBED -> BasicChecks.subscribed(answer(assignors, group));
            case COMPLETE -> BasicChecks.complete(answer(assignors, group));
            case DETERMINISTIC -> BasicChecks.deterministic(assignors.get(), group);
            case ORDER_FREE -> BasicChecks.orderFree(assignors.get(), group);
            case PURE -> BasicChecks.pure(assignors, group);
            case BALANCED -> BalanceChecks.balanced(answer(assignors, group));
            case TOPIC_BALANCED -> BalanceChecks.topicBalanced(answer(assignors, group));
            case FAIR -> BalanceChecks.fair(answer(assignors, group));
            case FIXED_POINT -> MovementChecks.fixedPoint(assignors.get(), group);
            case STICKY -> MovementChecks.sticky(assignors.get(), group);
            case CONVERGES -> MovementChecks.converges(assignors.get(), group);
        };
    }

    private static Answer answer(Supplier<? extends Assignor> assignors, SampleGroup group) {
        return Answer.of(assignors.get(), group.input());
    }
}

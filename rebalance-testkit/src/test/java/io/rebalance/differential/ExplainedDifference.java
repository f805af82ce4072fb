package io.rebalance.differential;

import java.util.function.Predicate;

/**
 * The ways in which this project's coordinator does, on purpose, not what Kafka 4.1 does, and those in which Kafka leaves to
 * chance what happens. Each recognises itself, and leads Kafka where ours went, so that the comparison can go on; or it
 * says that from here on the two are not comparable.
 */
enum ExplainedDifference {
    /** Kafka never answers a parked request that its member sends again; ours does, so that every request is answered. */
    SUPERSEDED_REQUEST(Kind.INTENDED, false, Settlements::supersededRequest),
    /** Kafka never answers the parked sync of a member that is removed; ours does. */
    SYNC_OF_A_REMOVED_MEMBER(Kind.INTENDED, false, Settlements::syncOfARemovedMember),
    /** Kafka makes a group for whoever it then refuses; ours makes none. */
    REFUSED_REQUEST_MAKES_NO_GROUP(Kind.INTENDED, false, Settlements::refusedRequestMakesNoGroup),
    /** In Kafka a sign of life can make a session end sooner than it would have; in ours it cannot. */
    SIGN_OF_LIFE_SHORTENS_A_SESSION(Kind.INTENDED, false, Settlements::signOfLifeShortensASession),
    /** In Kafka a member that waits, and may be silent, has a session again when it shows a sign of life; nothing comes of it. */
    SIGN_OF_LIFE_WHILE_WAITING(Kind.INTENDED, false, Settlements::signOfLifeWhileWaiting),
    /** Kafka remembers a member that came while the group gathered, until the group is empty and gathers again. */
    LEFT_OVER_NEW_MEMBER(Kind.INTENDED, false, Settlements::leftOverNewMember),
    /** In Kafka a join that is answered at once is no sign of life, and the timeouts that it names are ignored. */
    UNCHANGED_REJOIN_IS_HEARD(Kind.INTENDED, false, Settlements::unchangedRejoinIsHeard),
    /** A group that has only offsets is no group to those who come with a generation; in Kafka it has no such member. */
    GENERATION_OF_A_GROUP_OF_OFFSETS(Kind.INTENDED, false, Settlements::generationOfAGroupOfOffsets),
    /** In Kafka a pending id that leaves makes a group rebalance that did not wait for it. */
    PENDING_ID_LEAVES(Kind.INTENDED, true, Settlements::pendingIdLeaves),
    /** Who leads when the leader is gone. */
    NEXT_LEADER(Kind.CHANCE, false, Chances::nextLeader),
    /** Which of the protocols with equally many votes is chosen. */
    VOTE_TIE(Kind.CHANCE, false, Chances::voteTie);

    /** Whose choice it is. */
    enum Kind {
        /** Ours: it is in docs/kafka-compatibility.md, with the reason. */
        INTENDED,
        /** Kafka's, which takes the first in the order of a hash table. */
        CHANCE
    }

    private final Kind kind;
    private final boolean ends;

    private final Predicate<Scene> settlement;

    ExplainedDifference(Kind kind, boolean ends, Predicate<Scene> settlement) {
        this.kind = kind;
        this.ends = ends;
        this.settlement = settlement;
    }

    Kind kind() {
        return kind;
    }

    /** Whether it shows only later, so that it must be looked for while the two agree. */
    boolean isHidden() {
        return this == LEFT_OVER_NEW_MEMBER;
    }

    /** Whether the two cannot be compared any more. */
    boolean ends() {
        return ends;
    }

    /** Whether the scene shows this difference; if so, it is set right as far as it can be. */
    boolean settle(Scene scene) {
        return settlement.test(scene);
    }
}

package io.rebalance.differential;

import java.util.function.Predicate;

/**
 * The ways in which this project's coordinator does, on purpose, not what Kafka 4.1 does, and those in which Kafka leaves to
 * chance what happens. Each recognises itself, and leads Kafka where ours went, so that the comparison can go on; or it
 * says that from here on the two are not comparable.
 */
enum ExplainedDifference {
    /** Kafka never answers a parked request that its member sends again; ours does, so that every request is answered. */
    SUPERSEDED_REQUEST(Kind.INTENDED, Settlements::supersededRequest),
    /** Kafka never answers the parked sync of a member that is removed; ours does. */
    SYNC_OF_A_REMOVED_MEMBER(Kind.INTENDED, Settlements::syncOfARemovedMember),
    /** Kafka makes a group for whoever it then refuses; ours makes none. */
    REFUSED_REQUEST_MAKES_NO_GROUP(Kind.INTENDED, Settlements::refusedRequestMakesNoGroup),
    /** In Kafka a sign of life can make a session end sooner than it would have; in ours it cannot. */
    SIGN_OF_LIFE_SHORTENS_A_SESSION(Kind.INTENDED, Settlements::signOfLifeShortensASession),
    /** Kafka remembers a member that came while the group gathered, until the group is empty and gathers again. */
    LEFT_OVER_NEW_MEMBER(Kind.INTENDED, Settlements::leftOverNewMember),
    /** In Kafka a join that is answered at once is no sign of life, and the timeouts that it names are ignored. */
    UNCHANGED_REJOIN_IS_HEARD(Kind.INTENDED, Settlements::unchangedRejoinIsHeard),
    /** A group that had nothing but offsets is gone with the last of them; in Kafka it stays until the next check. */
    LAST_OFFSET_OF_A_GROUP_OF_OFFSETS(Kind.INTENDED, Settlements::lastOffsetOfAGroupOfOffsets),
    /** A group that has only offsets has no members: in Kafka whoever says that he is one must offer protocols first. */
    REFUSAL_OF_A_GROUP_OF_OFFSETS(Kind.INTENDED, Settlements::refusalOfAGroupOfOffsets),
    /** In Kafka a check for what has expired removes a group for which an id is handed out. */
    EXPIRY_OF_A_GROUP_THAT_IS_AWAITED(Kind.INTENDED, Settlements::expiryOfAGroupThatIsAwaited),
    /** In Kafka the first session of a static member's new process lasts as long as the old process said. */
    SESSION_AFTER_A_RESTART(Kind.INTENDED, StaticSettlements::sessionAfterARestart),
    /** In ours a static member that restarts and wants something else makes the group rebalance. */
    RESTART_THAT_WANTS_SOMETHING_ELSE(Kind.INTENDED, StaticSettlements::restartThatWantsSomethingElse),
    /** In ours a static member that restarts needs no room, since it makes the group no larger. */
    RESTART_NEEDS_NO_ROOM(Kind.INTENDED, StaticSettlements::restartNeedsNoRoom),
    /** In Kafka the new process of a static member does not inherit that the old one owes a sync. */
    RESTART_INHERITS_THE_SYNC(Kind.INTENDED, StaticSettlements::restartInheritsTheSync),
    /** In ours two processes cannot take an instance id from each other without end. */
    TAKEOVER_PUT_OFF(Kind.INTENDED, StaticSettlements::takeoverPutOff),
    /** In Kafka a pending id that leaves makes a group rebalance that did not wait for it. */
    PENDING_ID_LEAVES(Kind.INTENDED, Settlements::pendingIdLeaves),
    /** What fires first of what is due at the same time, or late. */
    ORDER_OF_WHAT_IS_DUE(Kind.CHANCE, Chances::orderOfWhatIsDue),
    /** Who leads when the leader is gone. */
    NEXT_LEADER(Kind.CHANCE, Chances::nextLeader),
    /** With equally many votes, a restart that changes nothing lets Kafka choose again, and it may choose otherwise. */
    VOTE_TIE_ON_A_RESTART(Kind.CHANCE, Chances::voteTieOnARestart),
    /** Which of the protocols with equally many votes is chosen. */
    VOTE_TIE(Kind.CHANCE, Chances::voteTie);

    /** Whose choice it is. */
    enum Kind {
        /** Ours: it is in docs/kafka-compatibility.md, with the reason. */
        INTENDED,
        /** Kafka's, which takes the first in the order of a hash table. */
        CHANCE
    }

    private final Kind kind;

    private final Predicate<Scene> settlement;

    ExplainedDifference(Kind kind, Predicate<Scene> settlement) {
        this.kind = kind;
        this.settlement = settlement;
    }

    Kind kind() {
        return kind;
    }

    /** Whether it shows only later, so that it must be looked for while the two agree. */
    boolean isHidden() {
        return this == LEFT_OVER_NEW_MEMBER || this == RESTART_INHERITS_THE_SYNC;
    }

    /** Whether the scene shows this difference; if so, it is set right, or the scene is the last that can be compared. */
    boolean settle(Scene scene) {
        return settlement.test(scene);
    }
}

package io.rebalance.member;

import org.jspecify.annotations.Nullable;

/** What a member does about a {@link MemberTrigger}, and which state that leads to. */
enum MemberReaction {
    /** It will join as soon as it can; what it holds, it keeps. */
    GET_READY(MemberState.UNJOINED),
    /** It tells the application to let go of what it must not hold while joining: of all, or of what it no longer wants. */
    LET_GO(MemberState.REVOKING),
    /** It takes from the application what that did not let go of, and will join as soon as it can. */
    FORFEIT(MemberState.UNJOINED),
    /** It asks to be in the next generation. */
    JOIN(MemberState.PREPARING_REBALANCE),
    /** It takes the id and joins with it. */
    ADOPT_ID(MemberState.UNJOINED),
    /** It asks for its assignment; as leader, it assigns first. */
    SYNC(MemberState.COMPLETING_REBALANCE),
    /** It asks for its assignment again. */
    SYNC_AGAIN,
    /** It gives the application what is new, after taking back what is not its own any more. */
    TAKE_UP(MemberState.STABLE),
    /** It has lost everything, keeps its id, and will join as soon as it can. */
    START_OVER(MemberState.UNJOINED),
    /** It has lost everything and its id, and will join as a newcomer as soon as it can. */
    START_OVER_NAMELESS(MemberState.UNJOINED),
    /** It leaves, has lost everything, and waits for a sign of life. */
    DROP_OUT(MemberState.UNJOINED),
    /** It has lost everything, and stays out. */
    FAIL(MemberState.CLOSED),
    /** It tells the application to let go of everything, before it leaves. */
    WIND_UP(MemberState.LEAVING),
    /** What it holds is lost, or forfeit; it tells the coordinator that it leaves. */
    SAY_GOODBYE,
    /** It is out, and may subscribe again. */
    REST(MemberState.IDLE),
    /** It is out for good. */
    END(MemberState.CLOSED),
    /** Its time will come: it is seen to when the generation under way is complete, or when the member is out. */
    REMEMBER,
    /** Nothing happens: it is of no concern here. */
    IGNORE,
    /** Cannot happen. If it does, this library has a bug. */
    IMPOSSIBLE;

    private final @Nullable MemberState next;

    MemberReaction() {
        next = null;
    }

    MemberReaction(MemberState next) {
        this.next = next;
    }

    /** The state that follows; null if the member stays where it is. */
    @Nullable
    MemberState next() {
        return next;
    }
}

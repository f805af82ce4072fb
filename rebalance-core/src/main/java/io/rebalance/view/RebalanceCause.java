package io.rebalance.view;

import java.util.Objects;

/**
 * Why a group rebalances: which rule, whose input, and when.
 *
 * @param rule the rule that asked for it
 * @param input what brought it
 * @param atMs when that came, epoch ms
 * @param memberId the member whose input or silence it was; empty if it was nobody's
 * @param follows the generation that left something for this rebalance to do, since it had to withhold partitions, so
 *     that its causes are causes of this one too; {@link #NOTHING} if it follows from none
 * @param detail what there is to say besides, for people to read: the reason that a client gave, a topic; maybe empty,
 *     never longer than {@link #MAX_DETAIL_CHARS}
 */
public record RebalanceCause(Rule rule, Input input, long atMs, String memberId, int follows, String detail) {

    /** How long the detail may be; what is longer is cut off. */
    public static final int MAX_DETAIL_CHARS = 255;

    /** What {@link #follows} says if the cause follows from no generation. */
    public static final int NOTHING = -1;

    /**
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code follows} is neither a generation nor {@link #NOTHING}
     */
    public RebalanceCause {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(memberId, "memberId");
        if (follows < NOTHING) {
            throw new IllegalArgumentException("follows must be " + NOTHING + " or more, was " + follows);
        }
        detail = detail.length() <= MAX_DETAIL_CHARS ? detail : detail.substring(0, MAX_DETAIL_CHARS);
    }

    /** The rules that ask for a rebalance. */
    public enum Rule {
        /** A new member joined. */
        MEMBER_JOINED,
        /** A member joined again and offers other protocols, or says other things about itself. */
        METADATA_CHANGED,
        /** A static member restarted and says other things about itself, or restarted while its generation was being assigned. */
        MEMBER_RESTARTED,
        /** The leader joined again, to assign anew. */
        LEADER_REJOINED,
        /** A member left. */
        MEMBER_LEFT,
        /** A member was silent for longer than its session timeout. */
        SESSION_EXPIRED,
        /** A member joined the generation, but never asked for its assignment. */
        SYNC_OVERDUE,
        /** The topics that the group subscribes to changed. */
        TOPICS_CHANGED,
        /** Partitions were withheld from their new owners until their old ones let go of them. */
        FOLLOW_UP,
        /** The group has more members than it may have. */
        GROUP_TOO_LARGE
    }

    /** The inputs that can bring a rebalance. Heartbeats, commits and cancellations never do. */
    public enum Input {
        /** A JoinGroup request. */
        JOIN,
        /** A SyncGroup request: the last that was waited for. */
        SYNC,
        /** A LeaveGroup request. */
        LEAVE,
        /** A deadline that had passed when the host called {@code advance}. */
        TIMER,
        /** The host told of other topics. */
        TOPICS,
        /** The coordinator went into service, and found the group like that in its log. */
        LOAD,
        /** The log refused records, and what was taken back with them has to be seen to again. */
        STORE_FAILED
    }
}

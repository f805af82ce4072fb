package io.rebalance.view;

import java.util.Objects;

/**
 * Why a group rebalances: which rule, whose input.
 *
 * @param rule the rule that asked for it
 * @param memberId the member whose input or silence it was; empty if it was nobody's
 * @param detail what there is to say besides, for people to read: the reason that a client gave, a topic; maybe empty,
 *     never longer than {@link #MAX_DETAIL_CHARS}
 */
public record RebalanceCause(Rule rule, String memberId, String detail) {

    /** How long the detail may be; what is longer is cut off. */
    public static final int MAX_DETAIL_CHARS = 255;

    /** @throws NullPointerException if an argument is null */
    public RebalanceCause {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(memberId, "memberId");
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
}

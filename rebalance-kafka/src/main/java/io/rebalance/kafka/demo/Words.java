package io.rebalance.kafka.demo;

import io.rebalance.view.GroupEvent.Departure;
import io.rebalance.view.GroupEvent.IdleReason;
import io.rebalance.view.RebalanceCause;
import java.util.List;

/** What the coordinator gives as its reasons, in plain words. */
final class Words {

    private Words() {}

    /** Why a group rebalances. */
    static String of(RebalanceCause cause) {
        String who = Members.nameOf(cause.memberId());
        return switch (cause.rule()) {
            case MEMBER_JOINED -> who + " joined";
            case METADATA_CHANGED ->
                cause.detail().startsWith("need to revoke partitions")
                        ? who + " has let go of what it had to give up"
                        : who + " joined again and says other things about itself";
            case MEMBER_RESTARTED -> who + " restarted";
            case LEADER_REJOINED -> "the leader " + who + " joined again";
            case MEMBER_LEFT -> who + " left" + quoted(cause.detail());
            case SESSION_EXPIRED -> who + " was silent for longer than its session timeout";
            case SYNC_OVERDUE -> who + " never asked for its assignment";
            case TOPICS_CHANGED -> "the topics changed" + quoted(cause.detail());
            case FOLLOW_UP -> "what was withheld is free now";
            case GROUP_TOO_LARGE -> "the group has more members than it may have";
        };
    }

    /** Why a group rebalances, all reasons. */
    static String of(List<RebalanceCause> causes) {
        return causes.isEmpty()
                ? "no cause is known"
                : Members.words(causes.stream().map(Words::of).distinct().toList());
    }

    /** Why a member is none any more. */
    static String of(Departure why, String detail) {
        return switch (why) {
            case LEFT -> "it left" + quoted(detail);
            case SESSION_EXPIRED -> "it was silent for longer than its session timeout";
            case MISSED_REBALANCE -> "it did not join again in time";
            case NEVER_SYNCED -> "it never asked for its assignment";
            case GROUP_FULL -> "the group is full";
        };
    }

    /** Why a member has nothing to do. */
    static String of(IdleReason reason, int members, int partitions) {
        return switch (reason) {
            case MORE_MEMBERS_THAN_PARTITIONS ->
                "there are more members (" + members + ") than partitions (" + partitions + ")";
            case NO_SUCH_TOPICS -> "none of the topics it wants exists";
            case WAITS_FOR_REVOCATION -> "what it is to have is still in the hands of others";
            case ASSIGNOR_CHOICE -> "the assignor chose so";
        };
    }

    private static String quoted(String detail) {
        String text = detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
        return text.isEmpty() ? "" : ", saying \"" + text + '"';
    }
}

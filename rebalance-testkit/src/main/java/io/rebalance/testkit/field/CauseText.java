package io.rebalance.testkit.field;

import io.rebalance.view.RebalanceCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Causes of rebalances as sentences. */
final class CauseText {

    private static final int MOST = 8;

    private CauseText() {}

    /**
     * The causes, the one that began it first; those that are too many in one line.
     *
     * @param count how many there were; {@code causes} may be the first of them only
     * @param began what began earlier generations: a cause that follows from one of them goes on with that
     */
    static List<String> of(List<RebalanceCause> causes, int count, Map<Integer, String> began) {
        List<String> texts = new ArrayList<>();
        for (RebalanceCause cause : causes) {
            if (texts.size() == MOST && count > MOST + 1) {
                texts.add("and " + (count - MOST) + " more causes");
                return texts;
            }
            String before = began.get(cause.follows());
            texts.add(of(cause) + (before == null ? "" : " ← " + before));
        }
        return texts;
    }

    static String of(RebalanceCause cause) {
        String who = cause.memberId().isEmpty() ? "a member" : cause.memberId();
        String what = switch (cause.rule()) {
            case MEMBER_JOINED -> who + " joined";
            case METADATA_CHANGED -> who + " joined again, and says other things about itself";
            case MEMBER_RESTARTED -> who + " restarted";
            case LEADER_REJOINED -> who + ", the leader, joined again";
            case MEMBER_LEFT -> who + " left";
            case SESSION_EXPIRED -> who + " was silent for longer than its session";
            case SYNC_OVERDUE -> who + " never asked for its assignment";
            case TOPICS_CHANGED -> "the topics changed";
            case FOLLOW_UP ->
                cause.follows() == RebalanceCause.NOTHING
                        ? "partitions had been withheld"
                        : "generation " + cause.follows() + " had withheld partitions until they were let go of";
            case GROUP_TOO_LARGE -> "the group has too many members";
        };
        String from = switch (cause.input()) {
            case LOAD -> ", found when the coordinator came into service";
            case STORE_FAILED -> ", again since the log had refused it";
            default -> "";
        };
        return what + from + (cause.detail().isEmpty() ? "" : " (" + cause.detail() + ")");
    }
}

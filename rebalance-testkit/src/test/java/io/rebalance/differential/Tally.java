package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.protocol.DeleteGroupResponse;
import io.rebalance.protocol.DescribeGroupResponse;
import io.rebalance.protocol.EndTransactionResponse;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.ListGroupsResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetDeleteResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.SyncGroupResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was reached, and how often. */
final class Tally {

    /** The states of a group in which something can happen to it; {@code none} if there is no group. */
    static final List<String> STATES = List.of("none", "Empty", "PreparingRebalance", "CompletingRebalance", "Stable");

    private final Map<ExplainedDifference, Integer> explained = new EnumMap<>(ExplainedDifference.class);
    private final Map<Deed, Map<String, Integer>> cells = new EnumMap<>(Deed.class);
    private final Map<String, Map<ErrorCode, Integer>> verdicts = new TreeMap<>();
    private long inputs;
    private long generations;
    private int ended;
    private int largest;

    void explained(ExplainedDifference difference) {
        explained.merge(difference, 1, Integer::sum);
    }

    void seen(Scene scene) {
        inputs++;
        ended += scene.isLast() ? 1 : 0;
        if (scene.request != null) {
            GroupPicture group = scene.before.get(scene.request.groupId());
            count(Deed.of(scene.request, group), group == null ? "none" : group.state());
        } else {
            for (GroupPicture group : scene.before.values()) {
                List.of(Deed.SESSION_ENDS, Deed.PENDING_ID_ENDS, Deed.JOIN_PHASE_ENDS, Deed.SYNC_ENDS).stream()
                        .filter(deed -> deed.isDue(group, scene.nowMs))
                        .forEach(deed -> count(deed, group.state()));
            }
        }
        scene.ours.answers().values().forEach(this::verdict);
        scene.ours.groups().forEach((groupId, group) -> {
            GroupPicture was = scene.before.get(groupId);
            generations += group.generationId() - (was == null ? 0 : was.generationId());
            largest = Math.max(largest, group.members().size());
        });
    }

    private void count(Deed deed, String state) {
        cells.computeIfAbsent(deed, d -> new TreeMap<>()).merge(state, 1, Integer::sum);
    }

    private void verdict(GroupResponse response) {
        if (response instanceof JoinGroupResponse join) {
            verdict("JoinGroup", join.error());
        } else if (response instanceof SyncGroupResponse sync) {
            verdict("SyncGroup", sync.error());
        } else if (response instanceof HeartbeatResponse beat) {
            verdict("Heartbeat", beat.error());
        } else if (response instanceof LeaveGroupResponse leave) {
            leave.members().forEach(m -> verdict("LeaveGroup", m.error()));
        } else if (response instanceof OffsetCommitResponse commit) {
            commit.partitions().forEach(p -> verdict("OffsetCommit", p.error()));
        } else if (response instanceof OffsetFetchResponse fetch) {
            fetch.partitions().forEach(p -> verdict("OffsetFetch", p.error()));
        } else if (response instanceof OffsetDeleteResponse delete) {
            verdict("OffsetDelete", delete.error());
            delete.partitions().forEach(p -> verdict("OffsetDelete", p.error()));
        } else if (response instanceof DeleteGroupResponse delete) {
            verdict("DeleteGroups", delete.error());
        } else if (response instanceof DescribeGroupResponse describe) {
            verdict("DescribeGroups", describe.error());
        } else if (response instanceof ListGroupsResponse list) {
            verdict("ListGroups", list.error());
        } else if (response instanceof EndTransactionResponse end) {
            verdict("WriteTxnMarkers", end.error());
        }
    }

    private void verdict(String api, ErrorCode error) {
        verdicts.computeIfAbsent(api, a -> new EnumMap<>(ErrorCode.class)).merge(error, 1, Integer::sum);
    }

    /** How often each difference was met. */
    Map<ExplainedDifference, Integer> explained() {
        return explained;
    }

    /** How often the deed was done to a group in this state. */
    int cell(Deed deed, String state) {
        return cells.getOrDefault(deed, Map.of()).getOrDefault(state, 0);
    }

    /** How often each verdict was given, by API. */
    Map<String, Map<ErrorCode, Integer>> verdicts() {
        return verdicts;
    }

    /** How many requests and moments in time were compared. */
    long inputs() {
        return inputs;
    }

    long generations() {
        return generations;
    }

    /** How many sequences could not be compared to their end. */
    int ended() {
        return ended;
    }

    /** The largest number of members that a group had. */
    int largest() {
        return largest;
    }
}

package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the intended ones of {@link ExplainedDifference} are recognised, and set right. */
final class Settlements {

    private Settlements() {}

    static boolean supersededRequest(Scene scene) {
        boolean found = false;
        for (Map.Entry<Long, GroupResponse> answer :
                List.copyOf(scene.ours.answers().entrySet())) {
            long t = answer.getKey();
            GroupRequest<?> older = scene.waiting.get(t);
            if (older != null
                    && scene.request != null
                    && !scene.kafkas.answers().containsKey(t)
                    && isRebalancing(answer.getValue())
                    && isOfSameMember(older, scene.request)) {
                scene.ignoreOurAnswer(t);
                found = true;
            }
        }
        return found;
    }

    static boolean syncOfARemovedMember(Scene scene) {
        boolean found = false;
        for (Map.Entry<Long, GroupResponse> answer :
                List.copyOf(scene.ours.answers().entrySet())) {
            long t = answer.getKey();
            if (!scene.kafkas.answers().containsKey(t)
                    && answer.getValue() instanceof SyncGroupResponse sync
                    && sync.error() == ErrorCode.UNKNOWN_MEMBER_ID
                    && scene.waiting.get(t) instanceof SyncGroupRequest parked
                    && isGone(scene.ours, parked)
                    && isGone(scene.kafkas, parked)) {
                scene.ignoreOurAnswer(t);
                found = true;
            }
        }
        return found;
    }

    private static boolean isGone(Moment moment, SyncGroupRequest parked) {
        GroupPicture group = moment.groups().get(parked.groupId());
        return group == null || !group.members().containsKey(parked.memberId());
    }

    static boolean refusedRequestMakesNoGroup(Scene scene) {
        if (scene.request == null) {
            return false;
        }
        String groupId = scene.request.groupId();
        GroupPicture kafkas = scene.kafkas.groups().get(groupId);
        if (kafkas != null
                && kafkas.isBlank()
                && !scene.before.containsKey(groupId)
                && !scene.ours.groups().containsKey(groupId)
                && isRefusal(scene.ours.answers().get(scene.ticket))) {
            scene.kafka.forget(groupId);
            return true;
        }
        return false;
    }

    private static boolean isRefusal(@Nullable GroupResponse response) {
        return response instanceof JoinGroupResponse join && !join.error().isNone()
                || response instanceof OffsetCommitResponse commit
                        && commit.partitions().stream().noneMatch(p -> p.error().isNone());
    }

    static boolean signOfLifeShortensASession(Scene scene) {
        Life life = Life.of(scene);
        if (life != null
                && life.our.equals(life.was)
                && life.was.sessionDeadlineMs() != null
                && life.kafkas.sessionDeadlineMs() != null
                && life.kafkas.sessionDeadlineMs() < life.was.sessionDeadlineMs()) {
            scene.kafka.expireAt(life.groupId, life.memberId, life.was.sessionDeadlineMs());
            return true;
        }
        return false;
    }

    /** A member that shows a sign of life. */
    private record Life(String groupId, String memberId, MemberPicture was, MemberPicture our, MemberPicture kafkas) {

        static @Nullable Life of(Scene scene) {
            if (scene.request instanceof HeartbeatRequest beat) {
                return of(scene, beat.groupId(), beat.memberId());
            }
            if (scene.request instanceof OffsetCommitRequest commit) {
                return of(scene, commit.groupId(), commit.memberId());
            }
            return null;
        }

        private static @Nullable Life of(Scene scene, String groupId, String memberId) {
            MemberPicture was = Scene.member(scene.before, groupId, memberId);
            MemberPicture our = Scene.member(scene.ours.groups(), groupId, memberId);
            MemberPicture kafkas = Scene.member(scene.kafkas.groups(), groupId, memberId);
            return was == null || our == null || kafkas == null ? null : new Life(groupId, memberId, was, our, kafkas);
        }
    }

    static boolean leftOverNewMember(Scene scene) {
        if (!(scene.request instanceof JoinGroupRequest join)) {
            return false;
        }
        GroupPicture was = scene.before.get(join.groupId());
        GroupPicture is = scene.kafkas.groups().get(join.groupId());
        if (was != null
                && was.state().equals("Empty")
                && is != null
                && is.state().equals("PreparingRebalance")
                && scene.kafka.hasNewMember(join.groupId())) {
            scene.kafka.forgetNewMember(join.groupId());
            return true;
        }
        return false;
    }

    static boolean unchangedRejoinIsHeard(Scene scene) {
        if (!(scene.request instanceof JoinGroupRequest join)
                || !(scene.ours.answers().get(scene.ticket) instanceof JoinGroupResponse answer)
                || !answer.error().isNone()) {
            return false;
        }
        MemberPicture was = Scene.member(scene.before, join.groupId(), join.memberId());
        MemberPicture our = Scene.member(scene.ours.groups(), join.groupId(), join.memberId());
        MemberPicture kafkas = Scene.member(scene.kafkas.groups(), join.groupId(), join.memberId());
        if (was == null || our == null || kafkas == null || !kafkas.equals(was)) {
            return false;
        }
        scene.kafka.timeouts(join.groupId(), join.memberId(), our.sessionTimeoutMs(), our.rebalanceTimeoutMs());
        if (our.sessionDeadlineMs() != null && !our.sessionDeadlineMs().equals(kafkas.sessionDeadlineMs())) {
            scene.kafka.expireAt(join.groupId(), join.memberId(), our.sessionDeadlineMs());
        }
        return true;
    }

    static boolean lastOffsetOfAGroupOfOffsets(Scene scene) {
        boolean found = false;
        if (scene.request instanceof OffsetDeleteRequest || scene.request instanceof EndTransactionRequest) {
            for (Map.Entry<String, GroupPicture> group :
                    List.copyOf(scene.kafkas.groups().entrySet())) {
                if (group.getValue().isBlank()
                        && group.getValue().equals(scene.before.get(group.getKey()))
                        && !scene.ours.groups().containsKey(group.getKey())) {
                    scene.kafka.forget(group.getKey());
                    found = true;
                }
            }
        }
        return found;
    }

    static boolean refusalOfAGroupOfOffsets(Scene scene) {
        GroupPicture was = scene.request == null ? null : scene.before.get(scene.request.groupId());
        if (was != null
                && was.isBlank()
                && scene.request instanceof JoinGroupRequest join
                && !join.isFromNewcomer()
                && join.refusedWith(ErrorCode.UNKNOWN_MEMBER_ID)
                        .equals(scene.ours.answers().get(scene.ticket))
                && join.refusedWith(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
                        .equals(scene.kafkas.answers().get(scene.ticket))) {
            scene.answerForKafka(scene.ticket, join.refusedWith(ErrorCode.UNKNOWN_MEMBER_ID));
            return true;
        }
        return false;
    }

    static boolean expiryOfAGroupThatIsAwaited(Scene scene) {
        boolean found = false;
        for (Map.Entry<String, GroupPicture> group : scene.ours.groups().entrySet()) {
            GroupPicture our = group.getValue();
            found |= scene.request == null
                    && our.state().equals("Empty")
                    && !our.pending().isEmpty()
                    && scene.before.containsKey(group.getKey())
                    && !scene.kafkas.groups().containsKey(group.getKey());
        }
        if (found) {
            scene.end();
        }
        return found;
    }

    static boolean pendingIdLeaves(Scene scene) {
        if (!(scene.request instanceof LeaveGroupRequest leave)) {
            return false;
        }
        GroupPicture was = scene.before.get(leave.groupId());
        GroupPicture our = scene.ours.groups().get(leave.groupId());
        GroupPicture kafkas = scene.kafkas.groups().get(leave.groupId());
        if (was != null
                && our != null
                && kafkas != null
                && our.state().equals(was.state())
                && (was.state().equals("Stable") || was.state().equals("CompletingRebalance"))
                && our.memberIds().equals(was.memberIds())
                && !our.pending().equals(was.pending())
                && our.pending().equals(kafkas.pending())
                && !kafkas.state().equals(was.state())) {
            scene.end();
            return true;
        }
        return false;
    }

    private static boolean isRebalancing(GroupResponse response) {
        return response instanceof JoinGroupResponse join && join.error() == ErrorCode.REBALANCE_IN_PROGRESS
                || response instanceof SyncGroupResponse sync && sync.error() == ErrorCode.REBALANCE_IN_PROGRESS;
    }

    private static boolean isOfSameMember(GroupRequest<?> older, GroupRequest<?> newer) {
        if (older instanceof SyncGroupRequest a && newer instanceof SyncGroupRequest b) {
            return a.memberId().equals(b.memberId());
        }
        if (older instanceof JoinGroupRequest a && newer instanceof JoinGroupRequest b) {
            return a.isFromNewcomer() || a.memberId().equals(b.memberId());
        }
        return false;
    }
}

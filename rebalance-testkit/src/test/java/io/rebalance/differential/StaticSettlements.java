package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the {@link ExplainedDifference}s of static members are recognised, and set right. */
final class StaticSettlements {

    private StaticSettlements() {}

    static boolean sessionAfterARestart(Scene scene) {
        Restart restart = Restart.of(scene);
        if (restart == null) {
            return false;
        }
        String memberId = restart.newId(scene.ours);
        MemberPicture our = Scene.member(scene.ours.groups(), restart.groupId, memberId);
        MemberPicture kafkas = Scene.member(scene.kafkas.groups(), restart.groupId, memberId);
        if (our != null
                && kafkas != null
                && our.sessionDeadlineMs() != null
                && kafkas.sessionDeadlineMs() != null
                && !our.sessionDeadlineMs().equals(kafkas.sessionDeadlineMs())
                && our.sessionDeadlineMs() - our.sessionTimeoutMs()
                        == kafkas.sessionDeadlineMs() - restart.was.sessionTimeoutMs()) {
            scene.kafka.expireAt(restart.groupId, memberId, our.sessionDeadlineMs());
            return true;
        }
        return false;
    }

    static boolean restartThatWantsSomethingElse(Scene scene) {
        Restart restart = Restart.of(scene);
        GroupPicture was = restart == null ? null : scene.before.get(restart.groupId);
        if (was == null || !was.state().equals("Stable")) {
            return false;
        }
        GroupPicture kafkas = scene.kafkas.groups().get(restart.groupId);
        if (!restart.saysTheSame(was.protocolName())
                && kafkas.state().equals("Stable")
                && kafkas.generationId() == was.generationId()
                && isAnswered(scene.kafkas, scene.ticket, ErrorCode.NONE)
                && !scene.ours.groups().get(restart.groupId).state().equals("Stable")) {
            scene.end();
            return true;
        }
        return false;
    }

    static boolean restartNeedsNoRoom(Scene scene) {
        if (Restart.of(scene) == null || !isAnswered(scene.kafkas, scene.ticket, ErrorCode.GROUP_MAX_SIZE_REACHED)) {
            return false;
        }
        if (scene.ours.groups().equals(scene.before)) {
            scene.answerForKafka(
                    scene.ticket, Objects.requireNonNull(scene.ours.answers().get(scene.ticket)));
        } else {
            scene.end();
        }
        return true;
    }

    static boolean restartInheritsTheSync(Scene scene) {
        Restart restart = Restart.of(scene);
        if (restart == null || !isAnswered(scene.kafkas, scene.ticket, ErrorCode.NONE)) {
            return false;
        }
        return scene.kafka.inheritSync(restart.groupId, restart.oldId, restart.newId(scene.kafkas));
    }

    static boolean takeoverPutOff(Scene scene) {
        if (Restart.of(scene) != null && isAnswered(scene.ours, scene.ticket, ErrorCode.COORDINATOR_NOT_AVAILABLE)) {
            scene.end();
            return true;
        }
        return false;
    }

    static boolean isRestart(Scene scene) {
        return Restart.of(scene) != null;
    }

    private static boolean isAnswered(Moment moment, long ticket, ErrorCode error) {
        return moment.answers().get(ticket) instanceof JoinGroupResponse answer && answer.error() == error;
    }

    /** A newcomer that comes with the instance id of a member. */
    private record Restart(String groupId, JoinGroupRequest request, String oldId, MemberPicture was) {

        static @Nullable Restart of(Scene scene) {
            if (!(scene.request instanceof JoinGroupRequest join)
                    || !join.isFromNewcomer()
                    || join.groupInstanceId() == null
                    || !scene.before.containsKey(join.groupId())) {
                return null;
            }
            for (Map.Entry<String, MemberPicture> member :
                    scene.before.get(join.groupId()).members().entrySet()) {
                if (join.groupInstanceId().equals(member.getValue().instanceId())) {
                    return new Restart(join.groupId(), join, member.getKey(), member.getValue());
                }
            }
            return null;
        }

        boolean saysTheSame(@Nullable String protocolName) {
            return request.protocols().stream()
                    .filter(p -> p.name().equals(protocolName))
                    .allMatch(p -> p.metadata().equals(was.metadata()));
        }

        /** The id that the new process was given; that of the old one if it was given none. */
        String newId(Moment after) {
            GroupPicture group = after.groups().get(groupId);
            return group.members().entrySet().stream()
                    .filter(m -> request.groupInstanceId().equals(m.getValue().instanceId()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(oldId);
        }
    }
}

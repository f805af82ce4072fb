package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where Kafka leaves to chance what happens: whether it chose among what it may choose from, and if so, our choice for it. */
final class Chances {

    private Chances() {}

    /** Somebody must lead, the leader is gone or has not joined, and Kafka took another one than ours. */
    static boolean nextLeader(Scene scene) {
        boolean found = false;
        for (String groupId : List.copyOf(scene.ours.groups().keySet())) {
            GroupPicture our = scene.ours.groups().get(groupId);
            GroupPicture kafkas = scene.kafkas.groups().get(groupId);
            if (kafkas != null
                    && !Objects.equals(our.leader(), kafkas.leader())
                    && our.leader() != null
                    && mayLead(scene, scene.ours, groupId)
                    && mayLead(scene, scene.kafkas, groupId)) {
                scene.kafka.lead(groupId, our.leader());
                rewrite(scene, groupId, led(scene, groupId, our.leader()));
                found = true;
            }
        }
        return found;
    }

    private static boolean mayLead(Scene scene, Moment after, String groupId) {
        GroupPicture was = scene.before.get(groupId);
        GroupPicture is = Objects.requireNonNull(after.groups().get(groupId));
        boolean isNewGeneration = was == null || was.generationId() != is.generationId();
        Set<String> joined = joined(scene, after, groupId);
        String heir = was == null ? null : heir(was, is);
        if (heir != null && (!isNewGeneration || joined.contains(heir))) {
            return false; // it stays, and nobody has a choice
        }
        return is.leader() != null
                && is.members().containsKey(is.leader())
                && (!isNewGeneration || joined.contains(is.leader()));
    }

    /** Who the leader was, by the id that it has now; null if it is gone. */
    private static @Nullable String heir(GroupPicture was, GroupPicture is) {
        if (was.leader() == null || is.members().containsKey(was.leader())) {
            return was.leader();
        }
        MemberPicture leader = was.members().get(was.leader());
        String instanceId = leader == null ? null : leader.instanceId();
        return is.members().entrySet().stream()
                .filter(m ->
                        instanceId != null && instanceId.equals(m.getValue().instanceId()))
                .map(m -> m.getKey())
                .findFirst()
                .orElse(null);
    }

    /** Who was told the group's generation in this scene. */
    private static Set<String> joined(Scene scene, Moment after, String groupId) {
        return after.answers().entrySet().stream()
                .filter(a -> isTold(scene, a.getKey(), a.getValue(), groupId))
                .map(a -> ((JoinGroupResponse) a.getValue()).memberId())
                .collect(Collectors.toSet());
    }

    private static boolean isTold(Scene scene, long ticket, GroupResponse response, String groupId) {
        GroupRequest<?> request = ticket == scene.ticket ? scene.request : scene.waiting.get(ticket);
        return response instanceof JoinGroupResponse join
                && join.error().isNone()
                && request instanceof JoinGroupRequest
                && request.groupId().equals(groupId);
    }

    private static UnaryOperator<JoinGroupResponse> led(Scene scene, String groupId, String leader) {
        List<JoinedMember> everybody = scene.kafkas.answers().entrySet().stream()
                .filter(a -> isTold(scene, a.getKey(), a.getValue(), groupId))
                .map(a -> ((JoinGroupResponse) a.getValue()).members())
                .filter(members -> !members.isEmpty())
                .findFirst()
                .orElse(List.of());
        return join -> new JoinGroupResponse(
                join.error(),
                join.generationId(),
                join.protocolType(),
                join.protocolName(),
                leader,
                join.skipAssignment(),
                join.memberId(),
                join.memberId().equals(leader) ? everybody : List.of());
    }

    /** Two protocols have equally many votes, and Kafka took the other one. */
    static boolean voteTie(Scene scene) {
        boolean found = false;
        for (String groupId : List.copyOf(scene.ours.groups().keySet())) {
            GroupPicture our = scene.ours.groups().get(groupId);
            GroupPicture kafkas = scene.kafkas.groups().get(groupId);
            if (kafkas != null
                    && our.protocolName() != null
                    && kafkas.protocolName() != null
                    && !our.protocolName().equals(kafkas.protocolName())
                    && isTie(scene.kafka.votes(groupId), our.protocolName(), kafkas.protocolName())) {
                String chosen = our.protocolName();
                scene.kafka.choose(groupId, chosen);
                rewrite(scene, groupId, join -> agreed(scene, groupId, join, chosen));
                found = true;
            }
        }
        return found;
    }

    /** The votes are what they were, but the protocol that ours chose is not the one that Kafka would choose again. */
    static boolean voteTieOnARestart(Scene scene) {
        GroupPicture was = scene.request == null ? null : scene.before.get(scene.request.groupId());
        if (was == null || was.protocolName() == null || !StaticSettlements.isRestart(scene)) {
            return false;
        }
        GroupPicture our = scene.ours.groups().get(scene.request.groupId());
        boolean isStableHere = our.state().equals("Stable");
        boolean isStableThere =
                scene.kafkas.groups().get(scene.request.groupId()).state().equals("Stable");
        if (was.state().equals("Stable")
                && isStableHere != isStableThere
                && scene.kafka.votes(scene.request.groupId()).stream()
                        .anyMatch(other -> !other.equals(was.protocolName())
                                && isTie(scene.kafka.votes(scene.request.groupId()), was.protocolName(), other))) {
            scene.end();
            return true;
        }
        return false;
    }

    /**
     * Of a group's members, of the group itself, and of what is too old in all groups, two were due at once: at the same time,
     * or since the host woke up late.
     */
    static boolean orderOfWhatIsDue(Scene scene) {
        boolean isChance = scene.request == null
                && scene.before.values().stream().anyMatch(group -> isDueInMoreThanOneWay(scene, group));
        if (isChance) {
            scene.end();
        }
        return isChance;
    }

    private static boolean isDueInMoreThanOneWay(Scene scene, GroupPicture group) {
        boolean isGroupDue = isGroupDue(group, scene.nowMs);
        boolean isMemberDue = isMemberDue(group, scene.nowMs);
        return (isGroupDue && isMemberDue) || (scene.isSwept && (isGroupDue || isMemberDue));
    }

    private static boolean isGroupDue(GroupPicture group, long nowMs) {
        return isDue(group.joinDeadlineMs(), nowMs) || isDue(group.syncDeadlineMs(), nowMs);
    }

    private static boolean isMemberDue(GroupPicture group, long nowMs) {
        return group.members().values().stream().anyMatch(m -> isDue(m.sessionDeadlineMs(), nowMs))
                || group.pending().values().stream().anyMatch(ms -> isDue(ms, nowMs));
    }

    private static boolean isDue(@Nullable Long deadlineMs, long nowMs) {
        return deadlineMs != null && deadlineMs <= nowMs;
    }

    private static boolean isTie(Collection<String> votes, String a, String b) {
        int most = votes.stream()
                .mapToInt(name -> Collections.frequency(votes, name))
                .max()
                .orElse(0);
        return Collections.frequency(votes, a) == most && Collections.frequency(votes, b) == most;
    }

    private static JoinGroupResponse agreed(Scene scene, String groupId, JoinGroupResponse join, String protocolName) {
        return new JoinGroupResponse(
                join.error(),
                join.generationId(),
                join.protocolType(),
                protocolName,
                join.leader(),
                join.skipAssignment(),
                join.memberId(),
                join.members().stream()
                        .map(m -> new JoinedMember(
                                m.memberId(),
                                m.groupInstanceId(),
                                scene.kafka.metadata(groupId, m.memberId(), protocolName)))
                        .toList());
    }

    private static void rewrite(Scene scene, String groupId, UnaryOperator<JoinGroupResponse> as) {
        List.copyOf(scene.kafkas.answers().entrySet()).stream()
                .filter(a -> isTold(scene, a.getKey(), a.getValue(), groupId))
                .forEach(a -> scene.answerForKafka(a.getKey(), as.apply((JoinGroupResponse) a.getValue())));
    }
}

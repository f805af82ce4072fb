package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.SyncGroupResponse;
import java.util.SortedMap;
import java.util.TreeMap;

/** A fault that is planted, to prove that the comparison would find it. */
enum Mutant {
    NONE,
    /** Ours says that the generation is wrong where it should say that the member is unknown, and the other way round. */
    SWAPPED_VERDICTS {
        @Override
        GroupResponse answered(GroupResponse response) {
            if (response instanceof HeartbeatResponse beat) {
                return switch (beat.error()) {
                    case UNKNOWN_MEMBER_ID -> HeartbeatResponse.of(ErrorCode.ILLEGAL_GENERATION);
                    case ILLEGAL_GENERATION -> HeartbeatResponse.of(ErrorCode.UNKNOWN_MEMBER_ID);
                    default -> beat;
                };
            }
            return response;
        }
    },
    /** The leader is not told of the last of its followers. */
    MISSING_FOLLOWER {
        @Override
        GroupResponse answered(GroupResponse response) {
            if (response instanceof JoinGroupResponse join && join.members().size() > 2) {
                return Answers.withMembers(
                        join, join.members().subList(0, join.members().size() - 1));
            }
            return response;
        }
    },
    /** A member is given nothing. */
    LOST_ASSIGNMENT {
        @Override
        GroupResponse answered(GroupResponse response) {
            return response instanceof SyncGroupResponse sync && sync.error().isNone()
                    ? new SyncGroupResponse(ErrorCode.NONE, sync.protocolType(), sync.protocolName(), Bytes.EMPTY)
                    : response;
        }
    },
    /** One of the two does not hear a heartbeat in a stable group, although it answers. */
    UNHEARD_HEARTBEAT {
        @Override
        void meddle(KafkaSubject kafka, GroupRequest<?> request, SortedMap<String, GroupPicture> before) {
            if (request instanceof HeartbeatRequest beat) {
                unhear(kafka, before, beat.groupId(), beat.memberId());
            }
        }
    },
    /** Kafka lets another one lead although the leader is there: that is no chance. */
    WRONG_LEADER {
        @Override
        void meddle(KafkaSubject kafka, GroupRequest<?> request, SortedMap<String, GroupPicture> before) {
            GroupPicture group = before.get(request.groupId());
            if (group != null && group.state().equals("Stable") && request instanceof HeartbeatRequest) {
                group.members().keySet().stream()
                        .filter(id -> !id.equals(group.leader()))
                        .findFirst()
                        .ifPresent(id -> kafka.lead(request.groupId(), id));
            }
        }
    },
    /** Kafka follows another protocol although nobody votes for it: that is no tie. */
    WRONG_PROTOCOL {
        @Override
        void meddle(KafkaSubject kafka, GroupRequest<?> request, SortedMap<String, GroupPicture> before) {
            GroupPicture group = before.get(request.groupId());
            if (group != null && group.state().equals("Stable") && request instanceof HeartbeatRequest) {
                String unloved = kafka.unloved(request.groupId());
                if (unloved != null) {
                    kafka.choose(request.groupId(), unloved);
                }
            }
        }
    },
    /** One of the two does not take a commit for a sign of life. */
    UNHEARD_COMMIT {
        @Override
        void meddle(KafkaSubject kafka, GroupRequest<?> request, SortedMap<String, GroupPicture> before) {
            if (request instanceof OffsetCommitRequest commit) {
                unhear(kafka, before, commit.groupId(), commit.memberId());
            }
        }
    };

    /** What the mutant answers. */
    GroupResponse answered(GroupResponse response) {
        return response;
    }

    /** What the mutant does behind the scene, after a request. */
    void meddle(KafkaSubject kafka, GroupRequest<?> request, SortedMap<String, GroupPicture> before) {}

    final Moment seen(Moment moment) {
        SortedMap<Long, GroupResponse> answers = new TreeMap<>();
        moment.answers().forEach((ticket, response) -> answers.put(ticket, answered(response)));
        return new Moment(answers, moment.groups(), moment.offsets());
    }

    private static void unhear(
            KafkaSubject kafka, SortedMap<String, GroupPicture> before, String groupId, String memberId) {
        GroupPicture group = before.get(groupId);
        MemberPicture member = group == null ? null : group.members().get(memberId);
        if (member != null && group.state().equals("Stable") && member.sessionDeadlineMs() != null) {
            kafka.expireAt(groupId, memberId, member.sessionDeadlineMs());
        }
    }
}

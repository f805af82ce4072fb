package io.rebalance.kafka;

import io.rebalance.embed.GroupService;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.MemberAssignment;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.HeartbeatResponse;
import org.apache.kafka.common.requests.LeaveGroupRequest;

/** Translates the requests of members, and the answers to them. What a version means is decided here. */
final class GroupCalls {

    private final GroupService service;

    GroupCalls(GroupService service) {
        this.service = service;
    }

    AbstractResponse join(Call call, JoinGroupRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        JoinGroupRequest.Builder request = JoinGroupRequest.builder(asked.groupId())
                .memberId(asked.memberId())
                .groupInstanceId(asked.groupInstanceId())
                .clientId(call.clientId())
                .clientHost(call.clientHost())
                .protocolType(asked.protocolType())
                .sessionTimeoutMs(asked.sessionTimeoutMs())
                .rebalanceTimeoutMs(call.version() == 0 ? -1 : asked.rebalanceTimeoutMs())
                .memberIdRequired(call.version() >= 4) // KIP-394
                .canSkipAssignment(call.version() >= 9) // KIP-814
                .reason(asked.reason());
        asked.protocols().forEach(offer -> request.protocol(offer.name(), Bytes.of(offer.metadata())));
        JoinGroupResponse answer = call.await(service.submit(request.build()));
        return new org.apache.kafka.common.requests.JoinGroupResponse(
                new JoinGroupResponseData()
                        .setErrorCode(ErrorCodes.onWire(answer.error()))
                        .setGenerationId(answer.generationId())
                        .setProtocolType(answer.protocolType())
                        .setProtocolName(answer.protocolName())
                        .setLeader(answer.leader())
                        .setSkipAssignment(answer.skipAssignment())
                        .setMemberId(answer.memberId())
                        .setMembers(answer.members().stream()
                                .map(member -> new JoinGroupResponseMember()
                                        .setMemberId(member.memberId())
                                        .setGroupInstanceId(member.groupInstanceId())
                                        .setMetadata(member.metadata().toArray()))
                                .toList()),
                call.version());
    }

    AbstractResponse sync(Call call, SyncGroupRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        List<MemberAssignment> assignments = asked.assignments().stream()
                .map(part -> new MemberAssignment(part.memberId(), Bytes.of(part.assignment())))
                .toList();
        SyncGroupResponse answer = call.await(service.submit(new SyncGroupRequest(
                asked.groupId(),
                asked.generationId(),
                asked.memberId(),
                asked.groupInstanceId(),
                asked.protocolType(),
                asked.protocolName(),
                assignments,
                call.version() >= 5))); // KIP-559
        return new org.apache.kafka.common.requests.SyncGroupResponse(new SyncGroupResponseData()
                .setErrorCode(ErrorCodes.onWire(answer.error()))
                .setProtocolType(answer.protocolType())
                .setProtocolName(answer.protocolName())
                .setAssignment(answer.assignment().toArray()));
    }

    AbstractResponse heartbeat(Call call, HeartbeatRequestData asked)
            throws Parking.AbandonedException, InterruptedException {
        io.rebalance.protocol.HeartbeatResponse answer = call.await(service.submit(new HeartbeatRequest(
                asked.groupId(), asked.generationId(), asked.memberId(), asked.groupInstanceId())));
        return new HeartbeatResponse(new HeartbeatResponseData().setErrorCode(ErrorCodes.onWire(answer.error())));
    }

    AbstractResponse leave(Call call, LeaveGroupRequest asked) throws Parking.AbandonedException, InterruptedException {
        LeaveGroupRequestData data = asked.normalizedData(); // up to version 2 there is but one leaver
        LeaveGroupResponse answer = call.await(service.submit(new io.rebalance.protocol.LeaveGroupRequest(
                data.groupId(),
                data.members().stream()
                        .map(leaver -> new io.rebalance.protocol.LeaveGroupRequest.Leaver(
                                leaver.memberId(), leaver.groupInstanceId(), leaver.reason()))
                        .toList())));
        return new org.apache.kafka.common.requests.LeaveGroupResponse(
                new LeaveGroupResponseData()
                        .setErrorCode(ErrorCodes.onWire(answer.error()))
                        .setMembers(answer.members().stream()
                                .map(left -> new MemberResponse()
                                        .setMemberId(left.memberId())
                                        .setGroupInstanceId(left.groupInstanceId())
                                        .setErrorCode(ErrorCodes.onWire(left.error())))
                                .toList()),
                call.version());
    }
}

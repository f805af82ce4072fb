package io.rebalance.differential;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinedMember;
import io.rebalance.protocol.SyncGroupResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client knows, and where it stands if it is one that keeps to the protocol. */
final class Client {

    /** What a client that keeps to the protocol does next. */
    enum Stage {
        /** Joins. */
        OUT,
        /** Waits for the answer to its join. */
        JOINING,
        /** Syncs. */
        JOINED,
        /** Waits for the answer to its sync. */
        SYNCING,
        /** Works. */
        SYNCED
    }

    final String name;
    Stage stage = Stage.OUT;
    String memberId = JoinGroupRequest.UNKNOWN_MEMBER;
    String oldId = JoinGroupRequest.UNKNOWN_MEMBER;
    String seatedId = JoinGroupRequest.UNKNOWN_MEMBER;

    @Nullable
    String instanceId;

    int generationId = JoinGroupResponse.NO_GENERATION;

    @Nullable
    String protocolType;

    @Nullable
    String protocolName;

    List<String> follows = List.of(); // everybody, if it leads
    int offer;
    int topics;
    int timing;
    int type;

    Client(String name) {
        this.name = name;
    }

    /** Learns from an answer as Kafka's client does. */
    void learn(GroupRequest<?> request, GroupResponse response) {
        if (response instanceof JoinGroupResponse join) {
            learn(join);
        } else if (response instanceof SyncGroupResponse sync) {
            stage = sync.error().isNone() ? Stage.SYNCED : Stage.OUT;
            forgetIf(sync.error());
        } else if (response instanceof HeartbeatResponse heartbeat
                && !heartbeat.error().isNone()) {
            stage = Stage.OUT;
            forgetIf(heartbeat.error());
        }
    }

    private void learn(JoinGroupResponse join) {
        ErrorCode error = join.error();
        stage = error.isNone() ? Stage.JOINED : Stage.OUT;
        if (error.isNone()) {
            takeId(join.memberId());
            generationId = join.generationId();
            protocolType = join.protocolType();
            protocolName = join.protocolName();
            follows = join.members().stream().map(JoinedMember::memberId).toList();
        } else if (error == ErrorCode.MEMBER_ID_REQUIRED) {
            takeId(join.memberId());
        } else {
            forgetIf(error);
        }
    }

    private void takeId(String id) {
        if (!id.equals(memberId)) {
            oldId = memberId;
            memberId = id;
        }
    }

    private void forgetIf(ErrorCode error) {
        if (error == ErrorCode.UNKNOWN_MEMBER_ID || error == ErrorCode.FENCED_INSTANCE_ID) {
            takeId(JoinGroupRequest.UNKNOWN_MEMBER);
        }
    }

    boolean isPending() {
        return stage == Stage.OUT && !memberId.isEmpty();
    }
}

package io.rebalance.testkit.simulation;

import io.rebalance.Reply;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is answered: to a request that waits, once, and only if what it says is stored. */
final class AnswerWatch {

    /** Who leads a generation of a coordinator's term: one that was never stored begins again under the next one. */
    private record Led(int term, int generation, String by) {}

    private final World world;
    private final Oracle oracle;
    private @Nullable Led led;

    AnswerWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    /** S11, and what the answer says. */
    void answered(Broker broker, Reply reply, Network.@Nullable Sent sent) {
        if (sent == null) {
            oracle.fail("S11", "ticket " + reply.ticket() + " is answered, and does not wait: " + reply);
        }
        if (broker.term() != world.term()) {
            return; // who was replaced may still say what was true
        }
        if (!reply.response().error().isNone()) {
            refused(reply);
            return;
        }
        if (reply.request() instanceof HeartbeatRequest heartbeat) {
            heartbeat(heartbeat);
        } else if (reply.response() instanceof JoinGroupResponse join
                && reply.request() instanceof JoinGroupRequest request) {
            oracle.log().joined(join);
            joined(broker, request, join);
        } else if (reply.response() instanceof SyncGroupResponse sync
                && reply.request() instanceof SyncGroupRequest request) {
            sync(reply, request, sync);
        } else if (reply.response() instanceof OffsetCommitResponse
                && reply.request() instanceof OffsetCommitRequest commit) {
            commit(commit);
        } else if (reply.response() instanceof OffsetFetchResponse fetch) {
            fetch(fetch);
        }
    }

    private void refused(Reply reply) {
        if (reply.request() instanceof HeartbeatRequest heartbeat
                && reply.response().error() == ErrorCode.ILLEGAL_GENERATION) {
            oracle.generations().goneOnWithout(heartbeat.memberId());
        }
    }

    /** S5: of a generation one leads, or none. A static member goes on under another id. */
    private void joined(Broker broker, JoinGroupRequest request, JoinGroupResponse join) {
        if (join.isLeader()) {
            String instance = request.groupInstanceId();
            Led now = new Led(
                    broker.term(), join.generationId(), instance == null ? join.memberId() : "instance " + instance);
            if (led != null && led.term() == now.term() && led.generation() == now.generation() && !led.equals(now)) {
                oracle.fail("S5", led.by() + " leads generation " + led.generation() + ", and so does " + now.by());
            }
            led = now;
        }
    }

    /** S7: nobody is alive in a generation that is over, nor by an id that another process has replaced. */
    private void heartbeat(HeartbeatRequest heartbeat) {
        LogWatch log = oracle.log();
        if (heartbeat.generationId() < log.generation()) {
            oracle.fail(
                    "S7", "a heartbeat for generation " + heartbeat.generationId() + " passes in " + log.generation());
        }
        if (heartbeat.generationId() == log.generation() && !log.members().contains(heartbeat.memberId())) {
            oracle.fail("S7", "a heartbeat of " + heartbeat.memberId() + " passes, members are " + log.members());
        }
    }

    /** S17: whoever is told what it has, has it in the log. */
    private void sync(Reply reply, SyncGroupRequest request, SyncGroupResponse sync) {
        LogWatch log = oracle.log();
        oracle.generations().goesOnWith(request.memberId());
        if (request.generationId() != log.generation()
                || !Objects.equals(sync.assignment(), log.assignment(request.memberId()))) {
            oracle.fail("S17", "generation " + log.generation() + " with " + log + " is stored, answered is " + reply);
        }
    }

    /** S8, S17: a commit passes if its sender is in the group, and is stored before it is answered. */
    private void commit(OffsetCommitRequest commit) {
        LogWatch log = oracle.log();
        boolean isOfMember = commit.generationId()
                        > log.generation() // begun, and never assigned: Kafka takes them too, meanwhile
                || (commit.generationId() == log.generation() && log.members().contains(commit.memberId()));
        if (!isOfMember) {
            oracle.fail(
                    "S8", "a commit passes in generation " + log.generation() + " of " + log.members() + ": " + commit);
        }
        for (OffsetCommitRequest.Partition partition : commit.partitions()) {
            if (oracle.offsets().offset(partition.topicPartition()) != partition.offset()) {
                oracle.fail("S17", "the commit is answered, and not stored: " + commit);
            }
        }
    }

    /** S9: what was committed is what is fetched. */
    private void fetch(OffsetFetchResponse fetch) {
        for (OffsetFetchResponse.Partition partition : fetch.partitions()) {
            if (partition.error().isNone()
                    && partition.offset() != oracle.offsets().offset(partition.topicPartition())) {
                oracle.fail("S9", "stored is " + oracle.offsets() + ", fetched " + partition);
            }
        }
    }
}

package io.rebalance.testkit;

import static io.rebalance.testkit.ScenarioText.assignment;
import static io.rebalance.testkit.ScenarioText.metadata;
import static io.rebalance.testkit.ScenarioText.orNone;
import static io.rebalance.testkit.text.Words.ms;
import static io.rebalance.testkit.text.Words.quoted;

import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.DeleteGroupResponse;
import io.rebalance.protocol.DescribeGroupResponse;
import io.rebalance.protocol.EndTransactionResponse;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.ListGroupsResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetDeleteResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes down what a coordinator does, a line each; details stand below, further in. */
final class ScenarioWriter {

    private final StringBuilder out = new StringBuilder();

    /** A line beneath a command. */
    void line(String text) {
        out.append("  ").append(text).append('\n');
    }

    /** A line beneath a line. */
    void detail(String text) {
        line("    " + text);
    }

    /** All lines since the last call. */
    String take() {
        String text = out.toString();
        out.setLength(0);
        return text;
    }

    void outcome(Outcome outcome) {
        outcome.records().forEach(r -> record("store", r));
        outcome.replies().forEach(this::reply);
        outcome.events().forEach(event -> ScenarioEvents.write(event, this));
    }

    // What is stored

    /** @param verb what happens to the record: store, keep, drop */
    void record(String verb, GroupRecord record) {
        String about = about(record.key());
        RecordValue value = record.value();
        if (value == null) {
            line(verb + " " + about + ": nothing any more");
        } else if (value instanceof CommittedOffset offset) {
            line(verb + " " + about + ": " + offset(offset));
        } else if (value instanceof RecordValue.TransactionalOffset open) {
            line(verb + " " + about + "@" + open.producerEpoch() + ": " + offset(open.offset()));
        } else if (value instanceof RecordValue.Unknown unknown) {
            line(verb + " " + about + ": " + unknown.bytes());
        } else if (value instanceof RecordValue.ClassicGroup group) {
            line(verb + " " + about + ": generation " + group.generationId() + ", "
                    + protocol(group.protocolType(), group.protocolName())
                    + (group.members().isEmpty()
                            ? ", no members"
                            : group.coordinatorAssigned()
                                    ? ", coordinator assigned"
                                    : ", leader " + orNone(group.leader())));
            group.members().forEach(m -> member(group, m));
        }
    }

    private String about(RecordKey key) {
        String group = group(key.groupId());
        if (key instanceof RecordKey.Offset offset) {
            return group + " offset of " + offset.topic() + ":" + offset.partition();
        }
        if (key instanceof RecordKey.TransactionalOffset open) {
            return group + " open offset of " + open.topic() + ":" + open.partition() + " by producer "
                    + open.producerId();
        }
        if (key instanceof RecordKey.Unknown unknown) {
            return group + " of kind " + unknown.kind() + " " + unknown.rest();
        }
        return group;
    }

    private void member(RecordValue.ClassicGroup group, RecordValue.ClassicMember member) {
        detail(named(member.memberId(), member.groupInstanceId()) + " offers "
                + member.protocols().stream()
                        .map(p -> protocol(group.protocolType(), p))
                        .collect(Collectors.joining(", "))
                + "; has " + assignment(group.protocolType(), member.assignment()));
    }

    private static String protocol(String protocolType, JoinProtocol protocol) {
        return protocol.name() + " {" + metadata(protocolType, protocol.metadata()) + "}";
    }

    private static String offset(CommittedOffset offset) {
        return offset(offset.offset(), offset.leaderEpoch(), offset.metadata())
                + (offset.expireTimeMs() == CommittedOffset.NEVER ? "" : ", expires at " + ms(offset.expireTimeMs()));
    }

    private static String offset(long offset, int leaderEpoch, String metadata) {
        return offset + (leaderEpoch < 0 ? "" : "@" + leaderEpoch) + (metadata.isEmpty() ? "" : " " + quoted(metadata));
    }

    private static String protocol(@Nullable String type, @Nullable String name) {
        return (type == null || type.isEmpty() ? "no type" : type) + (name == null ? "" : "/" + name);
    }

    static String group(String groupId) {
        return groupId.isEmpty() ? quoted(groupId) : groupId;
    }

    /** A member's id, and its instance id if it has one. */
    private static String named(String memberId, @Nullable String instanceId) {
        return memberId + (instanceId == null ? "" : "/" + instanceId);
    }

    // What is answered

    void reply(Reply reply) {
        GroupResponse response = reply.response();
        String start = "answer t" + reply.ticket() + " ";
        if (response instanceof JoinGroupResponse join) {
            join(start, reply, join);
        } else if (response instanceof SyncGroupResponse sync) {
            line(start + "sync: "
                    + (sync.error().isNone()
                            ? protocol(sync.protocolType(), sync.protocolName()) + ", has "
                                    + assignment(sync.protocolType(), sync.assignment())
                            : sync.error()));
        } else if (response instanceof HeartbeatResponse heartbeat) {
            line(start + "heartbeat: " + heartbeat.error());
        } else if (response instanceof LeaveGroupResponse leave) {
            line(start + "leave: " + leave.error());
            leave.members().forEach(m -> detail(named(m.memberId(), m.groupInstanceId()) + ": " + m.error()));
        } else if (response instanceof OffsetCommitResponse commit) {
            line(start + "commit: " + commit.error());
            commit.partitions().forEach(p -> detail(named(p.topicPartition()) + ": " + p.error()));
        } else if (response instanceof OffsetFetchResponse fetch) {
            line(start + "fetch: " + fetch.error());
            fetch.partitions()
                    .forEach(p -> detail(named(p.topicPartition()) + ": "
                            + (p.error().isNone() ? offset(p.offset(), p.leaderEpoch(), p.metadata()) : p.error())));
        } else {
            administration(start, response);
        }
    }

    private void administration(String start, GroupResponse response) {
        if (response instanceof EndTransactionResponse end) {
            line(start + "end-transaction: " + end.error());
        } else if (response instanceof OffsetDeleteResponse delete) {
            line(start + "delete-offsets: " + delete.error());
            delete.partitions().forEach(p -> detail(named(p.topicPartition()) + ": " + p.error()));
        } else if (response instanceof DescribeGroupResponse describe) {
            line(start + "describe: " + describe.error());
            view("    ", describe.group());
        } else if (response instanceof ListGroupsResponse list) {
            line(start + "list: " + list.error());
            list.groups()
                    .forEach(g -> detail(group(g.groupId()) + ": " + g.type() + ", " + g.state() + ", "
                            + (g.protocolType().isEmpty() ? "no type" : g.protocolType())));
        } else if (response instanceof DeleteGroupResponse delete) {
            line(start + "delete-group: " + delete.error());
        }
    }

    static String named(TopicPartition partition) {
        return partition.topic() + ":" + partition.partition();
    }

    private void join(String start, Reply reply, JoinGroupResponse join) {
        String who = reply.request() instanceof JoinGroupRequest request
                        && !request.memberId().isEmpty()
                ? " of " + request.memberId()
                : "";
        if (!join.error().isNone()) {
            String member = join.memberId().isEmpty() ? "no member id" : "member id " + join.memberId();
            line(start + "join" + who + ": " + join.error() + ", " + member);
            return;
        }
        line(start + "join" + who + ": generation " + join.generationId() + ", "
                + protocol(join.protocolType(), join.protocolName())
                + ", member id " + join.memberId() + ", "
                + (join.leader().isEmpty() ? "no leader" : join.isLeader() ? "leads" : "leader " + join.leader())
                + (join.skipAssignment() ? ", must not assign" : ""));
        join.members()
                .forEach(m -> detail(named(m.memberId(), m.groupInstanceId()) + " {"
                        + metadata(join.protocolType(), m.metadata()) + "}"));
    }

    // What is

    void view(GroupView view) {
        view("", view);
    }

    private void view(String indent, GroupView view) {
        line(indent + group(view.groupId()) + ": " + view.state() + ", generation " + view.generationId() + ", "
                + protocol(view.protocolType(), view.protocolName()) + ", "
                + (view.leader() == null ? "no leader" : "leader " + view.leader()));
        for (MemberView member : view.members()) {
            detail(indent + named(member.memberId(), member.groupInstanceId()) + " client=" + member.clientId()
                    + " session=" + ms(member.sessionTimeoutMs()) + " rebalance=" + ms(member.rebalanceTimeoutMs())
                    + " {" + (member.metadata().isEmpty() ? "" : metadata(view.protocolType(), member.metadata()))
                    + "} has " + assignment(view.protocolType(), member.assignment())
                    + (member.isWaiting() ? ", waits" : ""));
        }
    }

    void views(List<GroupView> views) {
        if (views.isEmpty()) {
            line("no groups");
        }
        views.forEach(this::view);
    }
}

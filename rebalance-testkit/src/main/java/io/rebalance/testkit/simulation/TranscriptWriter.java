package io.rebalance.testkit.simulation;

import io.rebalance.Reply;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.member.MemberNotice;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.testkit.text.Words;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Transcript} down, or nothing. */
final class TranscriptWriter {

    private final StringBuilder text = new StringBuilder();
    private final boolean isOn;
    private final @Nullable Transcript script;
    private final List<Transcript.Commented> toStrike;

    private TranscriptWriter(boolean isOn, @Nullable Transcript script) {
        this.isOn = isOn;
        this.script = script;
        toStrike = script == null ? List.of() : new ArrayList<>(script.commented());
    }

    static TranscriptWriter off() {
        return new TranscriptWriter(false, null);
    }

    static TranscriptWriter on() {
        return new TranscriptWriter(true, null);
    }

    /** Writes a text that was read anew, with its comments. */
    static TranscriptWriter of(Transcript script) {
        return new TranscriptWriter(true, script);
    }

    boolean isOn() {
        return isOn;
    }

    /** How it begins. */
    void begin(SimulationPlan plan, long seed) {
        if (script != null) {
            script.opening().forEach(this::command);
        }
        command(PlanText.of(plan, seed));
    }

    /** A fault strikes. */
    void struck(Fault fault) {
        if (isOn) {
            for (Transcript.Commented each : toStrike) {
                if (each.fault().equals(fault)) {
                    each.above().forEach(this::command);
                    toStrike.remove(each);
                    break;
                }
            }
            command(fault.toString());
        }
    }

    private void command(String line) {
        text.append(line).append('\n');
    }

    void line(long nowMs, String what) {
        text.append("  ").append(nowMs).append(' ');
        for (int i = 0; i < what.length(); i++) { // foreign texts may have line ends, which would be commands
            char c = what.charAt(i);
            text.append(Character.isISOControl(c) ? '?' : c);
        }
        text.append('\n');
    }

    /** What came of it all. */
    void end(SimulationResult result) {
        for (Transcript.Commented each : List.copyOf(toStrike)) {
            struck(each.fault());
            line(result.durationMs(), "it never struck");
        }
        for (SimulationResult.Violation violation : result.violations()) {
            line(violation.atMs(), "VIOLATED " + violation.invariant() + ": " + violation.detail());
        }
        line(
                result.durationMs(),
                "the end: generations " + result.generations() + ", partitions moved " + result.moved()
                        + ", stood still " + Words.ms(result.stoodStillMs()) + ", one of them "
                        + Words.ms(result.longestStillMs()) + " at most, records " + result.records()
                        + ", duplicates " + result.duplicates() + ", lost " + result.lost());
        if (script != null) {
            script.closing().forEach(this::command);
        }
    }

    void request(long nowMs, Network.Sent sent) {
        if (!(sent.request() instanceof HeartbeatRequest)) {
            line(nowMs, "w" + sent.worker().number() + " asks " + request(sent.request()));
        }
    }

    private static String request(GroupRequest<?> request) {
        if (request instanceof JoinGroupRequest join) {
            return "join " + (join.isFromNewcomer() ? "as newcomer" : "as " + join.memberId())
                    + (join.groupInstanceId() == null ? "" : " instance " + join.groupInstanceId());
        }
        if (request instanceof SyncGroupRequest sync) {
            return "sync " + sync.generationId() + " as " + sync.memberId()
                    + (sync.assignments().isEmpty() ? "" : " with assignments");
        }
        if (request instanceof OffsetCommitRequest commit) {
            StringBuilder offsets = new StringBuilder("commit " + commit.generationId() + " as " + commit.memberId());
            commit.partitions()
                    .forEach(p -> offsets.append(' ')
                            .append(p.topicPartition())
                            .append('=')
                            .append(p.offset()));
            return offsets.toString();
        }
        if (request instanceof OffsetFetchRequest fetch) {
            return "fetch " + fetch.partitions();
        }
        return request.api() + "";
    }

    void answer(long nowMs, Network.Sent sent, Reply reply) {
        boolean isWell = reply.response().error().isNone();
        if (!isWell || !(reply.request() instanceof HeartbeatRequest)) {
            line(
                    nowMs,
                    "w" + sent.worker().number() + " is answered "
                            + reply.request().api() + " "
                            + (reply.response() instanceof JoinGroupResponse join && isWell
                                    ? "generation " + join.generationId() + " as " + join.memberId()
                                            + (join.isLeader() ? ", leads" : "")
                                    : reply.response().error().toString()));
        }
    }

    void stored(long nowMs, GroupRecord record) {
        if (record.key() instanceof RecordKey.Offset offset
                && record.value() instanceof RecordValue.CommittedOffset committed) {
            line(nowMs, "stored " + offset.topic() + "-" + offset.partition() + "=" + committed.offset());
        } else if (record.value() instanceof RecordValue.ClassicGroup group) {
            StringBuilder members = new StringBuilder("stored generation " + group.generationId());
            group.members().forEach(m -> members.append(' ').append(m.memberId()));
            line(nowMs, members.toString());
        } else {
            line(nowMs, "stored " + (record.value() == null ? "the end of " : "") + record.key());
        }
    }

    void event(long nowMs, GroupEvent event) {
        if (event instanceof GroupEvent.RebalanceStarted started) {
            line(
                    nowMs,
                    "generation " + started.generationId() + " ends: "
                            + started.cause().rule() + " " + started.cause().memberId());
        } else if (event instanceof GroupEvent.GenerationStarted started) {
            line(nowMs, "generation " + started.generationId() + " begins with " + started.memberIds());
        } else if (event instanceof GroupEvent.MemberRemoved removed) {
            line(nowMs, "member " + removed.memberId() + " is gone: " + removed.why());
        } else if (event instanceof GroupEvent.AssignorFailed failed) {
            line(nowMs, "assignor failed: " + failed.detail());
        }
    }

    void order(long nowMs, int worker, MemberOrder order) {
        StringBuilder line = new StringBuilder("w" + worker + " is told "
                + (order instanceof MemberOrder.Lost lost
                        ? "lost, " + lost.reason()
                        : order.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
        for (Ownership ownership : order.ownerships()) {
            line.append(' ').append(ownership.partition());
        }
        line(nowMs, line.toString());
    }

    void notice(long nowMs, int worker, MemberNotice notice) {
        if (notice instanceof MemberNotice.CommitFailed failed) {
            StringBuilder line = new StringBuilder("w" + worker + " is told not kept, " + failed.reason());
            if (!failed.error().isNone()) {
                line.append(' ').append(failed.error());
            }
            failed.offsets()
                    .forEach((ownership, offset) -> line.append(' ')
                            .append(ownership.partition())
                            .append('=')
                            .append(offset));
            line(nowMs, line.toString());
        } else if (!(notice instanceof MemberNotice.Committed)) {
            line(nowMs, "w" + worker + " notes " + notice);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

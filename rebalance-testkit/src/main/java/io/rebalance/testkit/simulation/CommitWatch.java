package io.rebalance.testkit.simulation;

import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberNotice;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.MemberRequest;
import io.rebalance.member.MemberState;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What applications hand in to be kept, and what they are told of it: of each offset, or of a later one under the same
 * ownership, once and truly. And nobody joins or leaves before what he had to let go of is settled.
 */
final class CommitWatch {

    private static final long SETTLED_MS = 5_000; // a commit without trouble takes less
    private static final long LEAVING_MS = 20_000; // of a member's time to close, what its application has to let go

    /** An offset that an application has handed in. */
    private static final class HandedIn {
        final Ownership ownership;
        final long offset;
        final long atMs;
        boolean wasSent;
        boolean isKept; // by the commit that was sent last
        boolean isTold;

        HandedIn(Ownership ownership, long offset, long atMs) {
            this.ownership = ownership;
            this.offset = offset;
            this.atMs = atMs;
        }

        @Override
        public String toString() {
            return offset + " of " + ownership;
        }
    }

    /** What one process has handed in. */
    private static final class Ledger {
        final Map<Ownership, HandedIn> open = new LinkedHashMap<>(); // the last of each, until it is told of
        final Map<Ownership, HandedIn> overtaken = new HashMap<>(); // in this turn, by one that was handed in after it
        final Map<Ownership, Long> revoked = new HashMap<>(); // until when it may be let go of, on the process's clock
        Map<TopicPartition, HandedIn> out = new HashMap<>(); // in the commit that is not answered
        long outNumber;
        boolean isAnswered; // in this turn
        long leavesByMs = Long.MAX_VALUE;

        /** Until when what was handed in under that ownership had time. */
        long deadlineMs(Ownership ownership) {
            return Math.min(leavesByMs, revoked.getOrDefault(ownership, Long.MAX_VALUE));
        }

        /** What is not told yet, be it that in this turn a later one was handed in after the member had given it up. */
        @Nullable
        HandedIn untold(Ownership ownership, long offset, boolean wasSent) {
            List<HandedIn> all = new ArrayList<>(overtaken.values());
            all.addAll(open.values());
            for (HandedIn each : all) {
                boolean isOfIt = each.ownership.equals(ownership) && each.offset == offset;
                if (isOfIt && each.wasSent == wasSent && !each.isTold) {
                    return each;
                }
            }
            return null;
        }

        @Nullable
        HandedIn last(TopicPartition partition) {
            HandedIn last = null;
            for (HandedIn each : open.values()) {
                boolean isLater = last == null || each.ownership.grant() > last.ownership.grant();
                last = isLater && each.ownership.partition().equals(partition) ? each : last;
            }
            return last;
        }
    }

    private final World world;
    private final Oracle oracle;
    private final Map<Integer, Ledger> ledgers = new HashMap<>(); // by place

    CommitWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    private Ledger ledger(Worker worker) {
        return ledgers.computeIfAbsent(worker.number(), n -> new Ledger());
    }

    void started(Worker worker) {
        ledgers.remove(worker.number());
    }

    /** The application hands that in, now. */
    void handedIn(Worker worker, Map<Ownership, Long> offsets) {
        Ledger ledger = ledger(worker);
        offsets.forEach((ownership, offset) -> {
            HandedIn before = ledger.open.put(ownership, new HandedIn(ownership, offset, world.clockMs()));
            if (before != null && ledger.out.get(ownership.partition()) != before) {
                ledger.overtaken.put(ownership, before);
            }
        });
    }

    /** The coordinator keeps an offset. */
    void stored(TopicPartition partition, Network.@Nullable Sent sent) {
        if (sent != null && sent.incarnation() == sent.worker().incarnation()) {
            Ledger ledger = ledger(sent.worker());
            HandedIn kept = sent.number() == ledger.outNumber ? ledger.out.get(partition) : null;
            if (kept != null) {
                kept.isKept = true;
            }
        }
    }

    /** The process takes the answer to its request of that number. */
    void answered(Worker worker, long number) {
        Ledger ledger = ledger(worker);
        ledger.isAnswered |= number == ledger.outNumber;
    }

    /** S9, L7: a process has done something, and this came of it. */
    void turned(
            Worker worker,
            GroupMember member,
            List<MemberRequest> requests,
            List<MemberOrder> orders,
            List<MemberNotice> notices,
            boolean isCoordinatorWanted) {
        Ledger ledger = ledger(worker);
        Map<TopicPartition, HandedIn> before = ledger.out;
        boolean isSent = false;
        for (MemberRequest request : requests) {
            if (request.request() instanceof OffsetCommitRequest commit) {
                sent(worker, ledger, request.number(), commit);
                isSent = true;
            }
        }
        for (MemberNotice notice : notices) {
            if (notice instanceof MemberNotice.Committed committed) {
                committed.offsets().forEach((ownership, offset) -> kept(worker, ledger, before, ownership, offset));
            } else if (notice instanceof MemberNotice.CommitFailed failed) {
                failed.offsets()
                        .forEach((ownership, offset) ->
                                failed(worker, member, ledger, before, orders, failed, ownership, offset));
            }
        }
        orders(worker, member, ledger, requests, orders);
        boolean isOut = member.state() == MemberState.CLOSED || member.state() == MemberState.IDLE;
        if (isOut || (!isSent && (ledger.isAnswered || isCoordinatorWanted))) {
            ledger.out = new HashMap<>(); // no answer will come any more
        }
        ledger.isAnswered = false;
        ledger.overtaken.clear();
        account(worker, member, ledger);
    }

    /** S9: what is sent is the last that was handed in. */
    private void sent(Worker worker, Ledger ledger, long number, OffsetCommitRequest commit) {
        ledger.out = new HashMap<>();
        ledger.outNumber = number;
        for (OffsetCommitRequest.Partition each : commit.partitions()) {
            HandedIn last = ledger.last(each.topicPartition());
            if (last != null && last.offset != each.offset()) {
                last = ledger.overtaken.get(last.ownership);
            }
            if (last == null || last.offset != each.offset()) {
                oracle.fail("S9", worker + " sends " + each + ", and that is not what was handed in last");
                return;
            }
            last.wasSent = true;
            last.isKept = false;
            ledger.out.put(each.topicPartition(), last);
        }
    }

    /** S9: who is told that an offset is kept has sent it, was not told before, and the coordinator has stored it. */
    private void kept(
            Worker worker, Ledger ledger, Map<TopicPartition, HandedIn> before, Ownership ownership, long offset) {
        HandedIn kept = before.get(ownership.partition());
        if (kept == null || kept.isTold || kept.offset != offset || !kept.ownership.equals(ownership)) {
            oracle.fail("S9", worker + " tells that " + offset + " of " + ownership + " is kept, out is " + kept);
            return;
        }
        if (!kept.isKept) {
            oracle.fail("S9", worker + " tells that " + kept + " is kept, and nobody has stored it");
        }
        told(ledger, kept);
    }

    /** S9: who is told that an offset is not kept was not told before, and of the reason he is told what is true. */
    private void failed(
            Worker worker,
            GroupMember member,
            Ledger ledger,
            Map<TopicPartition, HandedIn> before,
            List<MemberOrder> orders,
            MemberNotice.CommitFailed notice,
            Ownership ownership,
            long offset) {
        boolean wasAnswered = !notice.error().equals(ErrorCode.NONE);
        boolean wasSent = wasAnswered || notice.reason() == MemberNotice.Refusal.UNKNOWN;
        HandedIn failed = wasSent ? before.get(ownership.partition()) : null;
        if (failed == null || failed.isTold || failed.offset != offset || !failed.ownership.equals(ownership)) {
            failed = ledger.untold(ownership, offset, wasSent); // what was said of it is told when it is lost
        }
        if (failed == null) {
            oracle.fail("S9", worker + " tells " + notice + ", and of " + ownership + " there is nothing to tell");
            return;
        }
        told(ledger, failed);
        String wrong = wrong(worker, member, ledger, orders, notice.reason(), failed);
        if (wrong != null) {
            oracle.fail("L7", worker + " tells that " + failed + " is not kept: " + notice + ", and " + wrong);
        }
    }

    private static void told(Ledger ledger, HandedIn told) {
        told.isTold = true;
        ledger.open.remove(told.ownership, told);
    }

    /** L7: why it should be kept; null if there is a reason why it is not. */
    private @Nullable String wrong(
            Worker worker,
            GroupMember member,
            Ledger ledger,
            List<MemberOrder> orders,
            MemberNotice.Refusal reason,
            HandedIn failed) {
        if (reason == MemberNotice.Refusal.REFUSED) {
            return "no coordinator has a reason to";
        }
        if (failed.ownership.equals(member.held().get(failed.ownership.partition()))) {
            return "it could be sent again";
        }
        long deadlineMs = ledger.deadlineMs(failed.ownership);
        if (reason == MemberNotice.Refusal.OUT_OF_TIME && worker.clockMs() < deadlineMs) {
            return "there is time until " + deadlineMs;
        }
        boolean isSlow = worker.clockMs() >= deadlineMs && worker.clockMs() < failed.atMs + SETTLED_MS;
        for (MemberOrder order : orders) {
            isSlow |= order instanceof MemberOrder.Lost lost
                    && (lost.reason() == MemberOrder.Loss.RELEASE_OVERDUE
                            || lost.reason() == MemberOrder.Loss.POLL_OVERDUE);
        }
        return isSlow || oracle.processes().wasTroubledLately(worker, failed.atMs) ? null : "nothing has troubled it";
    }

    /** S9: who joins, or leaves, has settled what was handed in for what he had to let go of, unless the time is over. */
    private void orders(
            Worker worker, GroupMember member, Ledger ledger, List<MemberRequest> requests, List<MemberOrder> orders) {
        for (MemberOrder order : orders) {
            if (order instanceof MemberOrder.Lost) {
                order.ownerships().forEach(ledger.revoked::remove);
            }
        }
        for (MemberRequest request : requests) {
            boolean isJoin = request.request() instanceof JoinGroupRequest;
            if (isJoin || request.request() instanceof LeaveGroupRequest) {
                for (HandedIn each : ledger.open.values()) {
                    boolean isDue = ledger.revoked.containsKey(each.ownership)
                            && member.generationId() >= 0 // else it has lost what it had let go of, too
                            && worker.clockMs() < ledger.deadlineMs(each.ownership);
                    if (isDue) {
                        oracle.fail("S9", worker + " sends " + request + ", and " + each + " is not settled");
                    }
                }
            }
            if (isJoin) {
                ledger.revoked.clear();
            }
        }
        for (MemberOrder order : orders) {
            if (order instanceof MemberOrder.Revoked revoked) {
                ledger.revoked.replaceAll((ownership, byMs) -> Math.min(byMs, revoked.deadlineMs()));
                revoked.ownerships().forEach(ownership -> ledger.revoked.put(ownership, revoked.deadlineMs()));
            }
        }
        if (member.state() != MemberState.LEAVING) {
            ledger.leavesByMs = Long.MAX_VALUE;
        } else if (ledger.leavesByMs == Long.MAX_VALUE) {
            ledger.leavesByMs = worker.clockMs() + LEAVING_MS;
        }
    }

    /** S9: of all that was handed in the application was told, or the member will commit it, or awaits the answer. */
    private void account(Worker worker, GroupMember member, Ledger ledger) {
        if (ledger.open.isEmpty()) {
            return;
        }
        SortedMap<TopicPartition, Long> uncommitted = member.uncommitted();
        for (HandedIn each : ledger.open.values()) {
            TopicPartition partition = each.ownership.partition();
            Long due = uncommitted.get(partition);
            if (ledger.out.get(partition) != each && (due == null || due != each.offset)) {
                oracle.fail("S9", worker + " has forgotten " + each + ", and did not tell what came of it");
            }
        }
    }
}

package io.rebalance;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.HeartbeatResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.SyncGroupRequest;
import io.rebalance.protocol.SyncGroupResponse;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks at a coordinator after every input, knows what was asked and answered, and says which invariant does not hold.
 * What it expects of answers, deadlines and departures it works out from the requests alone.
 */
final class Watch {

    /** What is known of a member from what it said and was answered. */
    private static final class Known {
        final int sessionMs;
        final int rebalanceMs;
        final List<String> protocols; // empty if they are not known
        int longestSessionMs; // of all that it said: what was promised is not cut short
        long heardMs; // the latest sign of life that was answered, or was a join that waits

        Known(JoinGroupRequest said, long heardMs) {
            int asked = said.rebalanceTimeoutMs();
            this.sessionMs = said.sessionTimeoutMs();
            this.longestSessionMs = sessionMs;
            this.rebalanceMs = asked < 0 ? sessionMs : asked; // field failure A8
            this.protocols = said.protocols().stream().map(JoinProtocol::name).toList();
            this.heardMs = heardMs;
        }

        /** A member that a new coordinator found in its log. */
        Known(MemberView loaded, long loadedMs) {
            this.sessionMs = loaded.sessionTimeoutMs();
            this.longestSessionMs = sessionMs;
            this.rebalanceMs = loaded.rebalanceTimeoutMs();
            this.protocols = List.of();
            this.heardMs = loadedMs;
        }

        @Override
        public String toString() {
            return "a member that said " + sessionMs + ", " + rebalanceMs + ", " + protocols;
        }
    }

    /** What is known of the way of a group to its generation. */
    private static final class Way {
        long beganMs;
        boolean isFromEmpty;
        long generationMs;
        final Map<String, Integer> allowedMs = new HashMap<>(); // how long each member may take, when it began
        Map<String, Bytes> assignment; // by the leader of this generation

        int allowedMs(String memberId) {
            return allowedMs.getOrDefault(
                    memberId, 0); // who came later, or said other things since, is not promised more
        }
    }

    private static final Set<ErrorCode> TAKES_IDENTITY =
            Set.of(ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.FENCED_INSTANCE_ID, ErrorCode.ILLEGAL_GENERATION);

    private final CoordinatorConfig config;
    private final Map<Long, GroupRequest<?>> open = new TreeMap<>();
    private final Map<String, Known> members = new HashMap<>(); // by id, since ids are of one group
    private final Map<String, Long> pending = new TreeMap<>(); // by the name of the timer: until when
    private final Map<String, Way> ways = new TreeMap<>();
    private final Set<String> handedOut = new HashSet<>();
    private Map<String, GroupView> before = Map.of();
    private List<String> dumpBefore = List.of();
    private List<GroupRecord> factsBefore = List.of();

    Watch(CoordinatorConfig config) {
        this.config = config;
    }

    /** A request is about to be handed in, or time to pass. */
    void before(GroupCoordinator coordinator) {
        before = views(coordinator);
        dumpBefore = coordinator.dump();
        factsBefore = coordinator.snapshot().toList();
    }

    private static Map<String, GroupView> views(GroupCoordinator coordinator) {
        Map<String, GroupView> views = new TreeMap<>();
        coordinator.groups().forEach(g -> views.put(g.groupId(), g));
        return views;
    }

    /** The request was handed in, with this outcome. */
    void asked(GroupCoordinator coordinator, long nowMs, long ticket, GroupRequest<?> request, Outcome outcome) {
        open.put(ticket, request);
        if (request instanceof JoinGroupRequest join && !join.isFromNewcomer()) {
            if (outcome.replies().stream()
                    .noneMatch(
                            r -> r.ticket() == ticket && !r.response().error().isNone())) {
                pending.remove(pendingName(join.groupId(), join.memberId()));
                Known known = new Known(join, nowMs);
                Known said = members.put(join.memberId(), known);
                known.longestSessionMs = Math.max(known.sessionMs, said == null ? 0 : said.longestSessionMs);
            }
        }
        if (request instanceof SyncGroupRequest sync) {
            leads(sync);
        }
        after(coordinator, nowMs, outcome);
        outcome.replies().stream()
                .filter(reply -> reply.ticket() == ticket)
                .forEach(reply -> verdict(coordinator, request, reply.response(), outcome));
    }

    /** Anything happened, with this outcome. */
    void after(GroupCoordinator coordinator, long nowMs, Outcome outcome) {
        outcome.events().forEach(event -> happened(nowMs, event));
        for (Reply reply : outcome.replies()) {
            require(open.remove(reply.ticket()) != null, "S11: answered, but not open: " + reply);
            answered(nowMs, reply.request(), reply.response());
        }
        Map<String, GroupView> now = views(coordinator);
        now.values().forEach(view -> look(coordinator, nowMs, view));
        open.forEach((ticket, request) ->
                require(coordinator.isWaiting(ticket), "S11: neither answered nor waiting: " + request));
        require(coordinator.nextDeadlineMs() > nowMs, "S12: due again at once");
        before.forEach((groupId, view) -> {
            GroupView then = now.get(groupId);
            require(
                    then == null || then.generationId() >= view.generationId(),
                    "S4: the generation fell from " + view + " to " + then);
        });
    }

    /** A coordinator that took over from another: nobody waits, and all sessions began anew. */
    void tookOver(GroupCoordinator coordinator, long nowMs, Outcome outcome) {
        open.clear();
        pending.clear();
        ways.clear();
        before = Map.of();
        members.clear();
        views(coordinator)
                .values()
                .forEach(view -> view.members().forEach(m -> members.put(m.memberId(), new Known(m, nowMs))));
        after(coordinator, nowMs, outcome);
    }

    private static String pendingName(String groupId, String memberId) {
        return "PENDING_ID " + groupId + " " + memberId;
    }

    private Way way(String groupId) {
        return ways.computeIfAbsent(groupId, g -> new Way());
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    // Answers

    private void answered(long nowMs, GroupRequest<?> request, GroupResponse response) {
        if (response instanceof JoinGroupResponse joined && request instanceof JoinGroupRequest join) {
            if (joined.error() == ErrorCode.MEMBER_ID_REQUIRED) {
                require(handedOut.add(joined.memberId()), "S13: an id for the second time: " + joined.memberId());
                pending.put(
                        pendingName(join.groupId(), joined.memberId()), nowMs + Math.max(1, join.sessionTimeoutMs()));
            } else if (joined.error().isNone()) {
                if (join.isFromNewcomer()) {
                    require(handedOut.add(joined.memberId()), "S13: an id for the second time: " + joined.memberId());
                }
                Known known = members.computeIfAbsent(joined.memberId(), id -> new Known(join, nowMs));
                known.heardMs = nowMs;
            }
        } else if (response instanceof SyncGroupResponse synced && request instanceof SyncGroupRequest sync) {
            if (synced.error().isNone()) {
                if (isCompleting(
                        before.get(sync.groupId()))) { // reference 2.3: in a stable group it is no sign of life
                    heard(nowMs, sync.memberId());
                }
                Map<String, Bytes> assignment = way(sync.groupId()).assignment;
                require(
                        assignment == null
                                || synced.assignment().equals(assignment.getOrDefault(sync.memberId(), Bytes.EMPTY)),
                        "S5: " + sync.memberId() + " gets " + synced + ", the leader said " + assignment);
            }
        } else if (response instanceof LeaveGroupResponse left) {
            left.members().stream()
                    .filter(member -> member.error().isNone())
                    .forEach(member -> pending.remove(pendingName(request.groupId(), member.memberId())));
        } else if (response instanceof HeartbeatResponse beaten && request instanceof HeartbeatRequest beat) {
            if (beaten.error().isNone() || beaten.error() == ErrorCode.REBALANCE_IN_PROGRESS) {
                heard(nowMs, beat.memberId());
            }
        }
    }

    private static boolean isCompleting(GroupView view) {
        return view != null && view.state().equals("CompletingRebalance");
    }

    private void heard(long nowMs, String memberId) {
        Known known = members.get(memberId);
        if (known != null) {
            known.heardMs = nowMs;
        }
    }

    /** The first sync of the leader of a generation that waits for it says who gets what. */
    private void leads(SyncGroupRequest sync) {
        GroupView view = before.get(sync.groupId());
        if (isCompleting(view)
                && sync.memberId().equals(view.leader())
                && sync.generationId() == view.generationId()
                && way(sync.groupId()).assignment == null) {
            Map<String, Bytes> assignment = new HashMap<>();
            sync.assignments().forEach(a -> assignment.put(a.memberId(), a.assignment()));
            way(sync.groupId()).assignment = assignment;
        }
    }

    /** S7, S8, S13: who is let through is who he says that he is, in this generation; and a refusal changes nothing. */
    private void verdict(
            GroupCoordinator coordinator, GroupRequest<?> request, GroupResponse response, Outcome outcome) {
        GroupView view = before.get(request.groupId());
        if (request instanceof HeartbeatRequest beat) {
            boolean isTaken = response.error().isNone() || response.error() == ErrorCode.REBALANCE_IN_PROGRESS;
            require(
                    !isTaken || isMember(view, beat.memberId(), beat.generationId(), beat.groupInstanceId()),
                    "S7: " + response + " to " + beat + " of " + view);
            MemberView holder = holder(view, beat.groupInstanceId());
            require(
                    holder == null
                            || holder.memberId().equals(beat.memberId())
                            || response.error() == ErrorCode.FENCED_INSTANCE_ID,
                    "S13: " + response + " to " + beat + ", the instance id is that of " + holder);
        } else if (request instanceof SyncGroupRequest sync && response.error().isNone()) {
            require(
                    isMember(view, sync.memberId(), sync.generationId(), sync.groupInstanceId()),
                    "S7: " + response + " to " + sync + " of " + view);
        } else if (request instanceof OffsetCommitRequest commit
                && response instanceof OffsetCommitResponse committed) {
            boolean isKept =
                    committed.partitions().stream().anyMatch(p -> p.error().isNone());
            boolean mayCommit = commit.generationId() < 0
                    ? view == null || view.state().equals("Empty")
                    : isMember(view, commit.memberId(), commit.generationId(), commit.groupInstanceId());
            require(!isKept || mayCommit, "S8: " + response + " to " + commit + " of " + view);
            require(isKept || !mayCommit || isCompleting(view), "S8: refused is " + commit + " of " + view);
        }
        if (request instanceof JoinGroupRequest join) {
            require(
                    !TAKES_IDENTITY.contains(response.error())
                            || !isKnown(view, join.memberId(), join.groupInstanceId()),
                    "S13: " + response + " to " + join + " of " + view);
        }
        boolean mayChange = response.error().isNone()
                || response.error() == ErrorCode.MEMBER_ID_REQUIRED
                || response.error() == ErrorCode.GROUP_MAX_SIZE_REACHED;
        if (!mayChange) {
            require(
                    outcome.records().isEmpty()
                            && coordinator.dump().equals(dumpBefore)
                            && coordinator.snapshot().toList().equals(factsBefore),
                    "S7: refused with " + response.error() + ", but something changed: " + request);
        }
    }

    private static boolean isMember(GroupView view, String memberId, int generationId, String instanceId) {
        return view != null
                && view.generationId() == generationId
                && view.members().stream()
                        .anyMatch(m -> m.memberId().equals(memberId)
                                && (instanceId == null || instanceId.equals(m.groupInstanceId())));
    }

    private static boolean isKnown(GroupView view, String memberId, String instanceId) {
        return view != null && isMember(view, memberId, view.generationId(), instanceId);
    }

    private static MemberView holder(GroupView view, String instanceId) {
        return view == null || instanceId == null
                ? null
                : view.members().stream()
                        .filter(m -> instanceId.equals(m.groupInstanceId()))
                        .findFirst()
                        .orElse(null);
    }

    // Events

    private void happened(long nowMs, GroupEvent event) {
        require(
                !(event instanceof GroupEvent.AssignorFailed),
                "S19: an assignor that knows an answer to everything has failed: " + event);
        require(
                event.toString().length() <= 10 * config.maxTextChars(),
                "S14: an event of " + event.toString().length() + " characters: " + event.getClass());
        if (event instanceof GroupEvent.RebalanceStarted started) {
            Way way = way(started.groupId());
            way.beganMs = nowMs;
            allow(way);
            way.isFromEmpty = !before.containsKey(started.groupId())
                    || before.get(started.groupId()).state().equals("Empty");
            require(started.cause().atMs() == nowMs, "S22: " + started + " has a cause of another time");
        } else if (event instanceof GroupEvent.GenerationStarted started) {
            began(nowMs, started);
        } else if (event instanceof GroupEvent.Emptied emptied) {
            require(!emptied.causes().isEmpty(), "S22: a generation without a cause: " + emptied);
        } else if (event instanceof GroupEvent.GroupRemoved removed) {
            pending.keySet().removeIf(name -> name.startsWith(pendingName(removed.groupId(), "")));
            ways.remove(removed.groupId());
        } else if (event instanceof GroupEvent.MemberRemoved removed) {
            gone(nowMs, removed);
        } else if (event instanceof GroupEvent.MemberReplaced replaced) {
            Map<String, Bytes> assignment = way(replaced.groupId()).assignment;
            if (assignment != null && assignment.containsKey(replaced.oldMemberId())) { // KIP-345: the part goes along
                assignment.put(replaced.memberId(), assignment.remove(replaced.oldMemberId()));
            }
        } else if (event instanceof GroupEvent.StoreFailed) {
            ways.values().forEach(way -> way.assignment = null); // who has which id now is not known any more
        }
    }

    private void began(long nowMs, GroupEvent.GenerationStarted started) {
        Way way = way(started.groupId());
        way.generationMs = nowMs;
        allow(way);
        way.assignment = null;
        require(!started.causes().isEmpty(), "S22: a generation without a cause: " + started);
        require(
                started.leader() == null || started.memberIds().contains(started.leader()),
                "S5: the leader is no member: " + started);
        for (String memberId : started.memberIds()) {
            Known known = members.get(memberId);
            require(
                    known == null || known.protocols.isEmpty() || known.protocols.contains(started.protocolName()),
                    "S6: " + memberId + " does not know " + started.protocolName());
        }
    }

    private void allow(Way way) {
        way.allowedMs.clear();
        members.forEach((memberId, known) -> way.allowedMs.put(memberId, known.rebalanceMs));
    }

    /** S12: nobody is put out earlier than he was promised. */
    private void gone(long nowMs, GroupEvent.MemberRemoved removed) {
        Known known = members.remove(removed.memberId());
        Way way = way(removed.groupId());
        if (known == null) {
            return;
        }
        switch (removed.why()) {
            case SESSION_EXPIRED ->
                require(
                        nowMs - known.heardMs >= known.sessionMs,
                        "S12: after " + (nowMs - known.heardMs) + " ms of " + known + ": " + removed);
            case MISSED_REBALANCE ->
                require(
                        way.beganMs == 0 || way.isFromEmpty || nowMs - way.beganMs >= way.allowedMs(removed.memberId()),
                        "L4: after " + (nowMs - way.beganMs) + " ms of " + known + ": " + removed);
            case NEVER_SYNCED ->
                require(
                        way.generationMs == 0 || nowMs - way.generationMs >= way.allowedMs(removed.memberId()),
                        "L4: after " + (nowMs - way.generationMs) + " ms of " + known + ": " + removed);
            case LEFT, GROUP_FULL -> {}
        }
    }

    // What is seen

    private void look(GroupCoordinator coordinator, long nowMs, GroupView view) {
        Map<String, Long> deadlines = coordinator.deadlines();
        String suffix = " " + view.groupId() + " ";
        boolean isPreparing = view.state().equals("PreparingRebalance");
        require(
                deadlines.containsKey("JOIN_PHASE" + suffix) == isPreparing,
                "S12: " + deadlines + " while the group is " + view.state());
        require(
                deadlines.containsKey("SYNC" + suffix) || !view.state().equals("CompletingRebalance"),
                "S12: nothing ends the wait for the leader of " + view);
        boolean isEmpty = view.state().equals("Empty");
        require(
                !isEmpty || view.members().isEmpty() && view.protocolName() == null && view.leader() == null,
                "S4: a group without members: " + view);
        if (isEmpty || view.state().equals(GroupView.STABLE)) {
            require(
                    storedGeneration(coordinator, view.groupId()) == view.generationId(),
                    "S17: the log does not know the generation of " + view);
        }
        Map<String, Long> waiting = waiting(view.groupId());
        if (!isPreparing && !view.state().equals("CompletingRebalance")) {
            require(waiting.isEmpty(), "S11: " + view.state() + ", but " + waiting + " wait");
        }
        Set<String> instances = new HashSet<>();
        for (MemberView member : view.members()) {
            require(
                    member.groupInstanceId() == null || instances.add(member.groupInstanceId()),
                    "S13: two members are " + member.groupInstanceId());
            Long endMs = deadlines.get("SESSION" + suffix + member.memberId());
            require(endMs != null && endMs != Long.MAX_VALUE || member.isWaiting(), "S12: nobody watches " + member);
            Known known = members.get(member.memberId());
            if (!isPreparing && known != null && endMs != null && endMs != Long.MAX_VALUE) {
                require(
                        endMs - nowMs <= known.longestSessionMs,
                        "L3: " + member + " may be silent until " + (endMs - nowMs));
            }
            require(
                    known == null
                            || member.sessionTimeoutMs() == known.sessionMs
                                    && member.rebalanceTimeoutMs() == known.rebalanceMs,
                    "S12: " + member + " is " + known);
        }
        boolean isAnybodyPending = pending.keySet().stream().anyMatch(name -> name.startsWith("PENDING_ID" + suffix));
        if (isPreparing
                && !isAnybodyPending
                && !way(view.groupId()).isFromEmpty
                && !view.members().isEmpty()) {
            require(
                    view.members().stream().anyMatch(m -> !m.isWaiting()),
                    "L6: everybody is there, but the join phase goes on: " + view);
        }
        pending.values().removeIf(untilMs -> untilMs <= nowMs);
        deadlines.keySet().stream()
                .filter(name -> name.startsWith("PENDING_ID"))
                .forEach(name -> require(pending.containsKey(name), "S12: waits for nobody: " + name));
        pending.keySet().stream()
                .filter(name -> name.startsWith("PENDING_ID" + suffix))
                .forEach(name -> require(deadlines.containsKey(name), "S14: kept for ever: " + name));
    }

    private static int storedGeneration(GroupCoordinator coordinator, String groupId) {
        return coordinator
                .snapshot()
                .filter(record -> record.key().equals(new RecordKey.Group(groupId)))
                .mapToInt(record -> ((RecordValue.ClassicGroup) record.value()).generationId())
                .findFirst()
                .orElse(0);
    }

    private Map<String, Long> waiting(String groupId) {
        Map<String, Long> waiting = new TreeMap<>();
        open.forEach((ticket, request) -> {
            if (request.groupId().equals(groupId)) {
                waiting.put(request.api().name(), ticket);
            }
        });
        return waiting;
    }
}

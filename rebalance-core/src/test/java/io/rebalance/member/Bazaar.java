package io.rebalance.member;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.HeartbeatRequest;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.LeaveGroupRequest;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator and three members with a table between them, on which requests and answers lie until somebody picks one
 * up: in any order, twice, or never. What happens is only what a {@link Move} says; what must hold is checked after each.
 */
final class Bazaar {

    static final String GROUP = "shop";
    private static final long SESSION_MS = 10_000;
    private static final long LATE_OFFSET = 1_000_000;

    /** A request on the table, or an answer to one. */
    record Letter(
            Stall stall,
            GroupMember member,
            MemberRequest request,
            @Nullable Reply reply) {}

    /** One place, at which one process stands at a time. */
    static final class Stall {
        final int number;
        GroupMember member;
        final List<MemberOrder.Revoked> toRelease = new ArrayList<>();
        final Map<TopicPartition, Long> next = new HashMap<>();
        final Map<Ownership, Long> untold = new TreeMap<>(); // handed in, and nothing heard of it
        final Set<Ownership> ended = new HashSet<>();
        long heardMs = Long.MIN_VALUE; // the last answer came then that tells of a session

        @Nullable
        Letter farewell; // the last answer to a leave

        Stall(int number, GroupMember member) {
            this.number = number;
            this.member = member;
        }
    }

    private final Assignor assignor;
    private final boolean coordinatorAssigns;
    private final BiConsumer<String, String> visited;
    private final List<Stall> stalls = new ArrayList<>();
    private final List<Letter> requests = new ArrayList<>();
    private final List<Letter> answers = new ArrayList<>();
    private final Map<Long, Letter> tickets = new TreeMap<>();
    private final List<GroupRecord> log = new ArrayList<>();
    private final List<Letter> copies = new ArrayList<>();
    private final List<Outcome> unstored = new ArrayList<>();
    private final Map<String, Integer> topics = new TreeMap<>(Map.of("orders", 3, "payments", 2));
    private GroupCoordinator coordinator;
    private long nowMs = 1_000;
    private long lastTicket;
    private int lastId;
    private boolean holds;
    private int generation;
    private int carried;
    private boolean wasTakenBack; // something that a member may have heard of

    /** @param visited told of each input: whose state, and what kind */
    Bazaar(RebalanceMode mode, boolean coordinatorAssigns, BiConsumer<String, String> visited) {
        this.assignor = MemberWorld.even(mode);
        this.coordinatorAssigns = coordinatorAssigns;
        this.visited = visited;
        coordinator = newCoordinator();
        take(coordinator.activate());
        for (int i = 0; i < 3; i++) {
            stalls.add(new Stall(i, newMember(i)));
        }
    }

    private GroupCoordinator newCoordinator() {
        return GroupCoordinator.builder()
                .clock(() -> nowMs)
                .memberIds(prefix -> prefix + "-" + ++lastId)
                .topics(TopicCatalog.of(topics))
                .config(CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(Duration.ofSeconds(1))
                        .build())
                .assignors(coordinatorAssigns ? List.of(assignor) : List.of())
                .build();
    }

    private GroupMember newMember(int i) {
        return GroupMember.builder(GROUP)
                .clock(() -> nowMs)
                .clientId("c" + i)
                .groupInstanceId(i == 0 ? "i0" : null)
                .assignors(assignor)
                .topics(TopicCatalog.of(topics))
                .sessionTimeout(Duration.ofSeconds(10))
                .maxPollInterval(Duration.ofSeconds(30))
                .closeTimeout(Duration.ofSeconds(5))
                .seed(i)
                .build();
    }

    // Moves

    /** The kinds of inputs of a member. */
    enum MemberMove {
        SUBSCRIBE,
        UNSUBSCRIBE,
        TOPICS_CHANGED,
        PROGRESS,
        CONNECTED,
        DISCONNECTED,
        RELEASED,
        COMMIT,
        REWIND,
        ADVANCE,
        CLOSE
    }

    /** What else can happen. */
    enum WorldMove {
        REQUEST,
        REQUEST_TWICE,
        REQUEST_LOST,
        ANSWER,
        ANSWER_TWICE,
        ANSWER_LOST,
        STRANGER,
        TIME,
        MUCH_TIME,
        TOPICS,
        HOLD,
        STORE,
        STORE_FAILS,
        CANCEL,
        RESIGN,
        CRASH,
        NEW_PROCESS,
        RUN
    }

    void play(MemberMove move, int who, int amount) {
        Stall stall = stalls.get(Math.floorMod(who, stalls.size()));
        GroupMember member = stall.member;
        visited.accept("member " + member.state(), move.name());
        switch (move) {
            case SUBSCRIBE -> {
                if (member.state() != MemberState.CLOSED) {
                    subscribe(stall, amount);
                }
            }
            case UNSUBSCRIBE -> take(stall, member.unsubscribe());
            case TOPICS_CHANGED -> take(stall, member.topicsChanged(TopicCatalog.of(topics)));
            case PROGRESS -> take(stall, member.progress());
            case CONNECTED -> take(stall, member.connected());
            case DISCONNECTED -> take(stall, member.disconnected());
            case RELEASED -> release(stall, amount);
            case COMMIT -> commit(stall, amount);
            case REWIND -> rewind(stall, new TopicPartition("orders", 0));
            case ADVANCE -> take(stall, member.advance());
            case CLOSE -> take(stall, member.close());
        }
        check();
    }

    private void rewind(Stall stall, TopicPartition partition) {
        Ownership ownership = stall.member.held().get(partition);
        if (ownership != null) {
            stall.untold.put(ownership, 0L);
            stall.next.put(partition, 0L);
            take(stall, stall.member.rewind(Map.of(ownership, 0L)));
        }
    }

    private void subscribe(Stall stall, int amount) {
        List<String> wanted = amount % 3 == 0 ? List.of("orders") : List.of("orders", "payments");
        try {
            take(stall, stall.member.subscribe(wanted));
        } catch (IllegalStateException e) {
            require(stall.member.state() == MemberState.LEAVING, "only who is closing may not subscribe: " + e);
        }
    }

    private void release(Stall stall, int amount) {
        if (!stall.toRelease.isEmpty()) {
            int which = Math.floorMod(amount, stall.toRelease.size());
            MemberOrder.Revoked order = stall.toRelease.get(which);
            if (amount % 5 != 0) { // else it is said again later
                stall.toRelease.remove(which);
            }
            take(stall, stall.member.released(order));
        }
    }

    private void commit(Stall stall, int amount) {
        Map<Ownership, Long> offsets = new HashMap<>();
        stall.member.held().forEach((partition, ownership) -> {
            long offset = stall.next.merge(partition, (long) amount % 4, Long::sum);
            offsets.put(ownership, offset);
            stall.untold.put(ownership, offset);
        });
        take(stall, stall.member.commit(offsets));
        if (amount % 4 == 0) {
            commitLate(stall);
        }
    }

    /** S9: what is handed in under an ownership that is over says nothing of the partition as it is today. */
    private void commitLate(Stall stall) {
        Map<Ownership, Long> late = new HashMap<>();
        for (Ownership ownership : stall.ended) {
            if (!stall.member.held().containsValue(ownership)) {
                late.put(ownership, LATE_OFFSET);
            }
        }
        Map<TopicPartition, Long> before = stall.member.uncommitted();
        MemberOutcome outcome = stall.member.commit(late);
        Map<Ownership, Long> told = new HashMap<>();
        for (MemberNotice notice : outcome.notices()) {
            if (notice instanceof MemberNotice.CommitFailed failed) {
                told.putAll(failed.offsets());
            }
        }
        require(
                before.equals(stall.member.uncommitted()) && told.keySet().containsAll(late.keySet()),
                "S9: handed in under ownerships that are over: " + late + ", uncommitted " + before + ", then "
                        + stall.member.uncommitted());
        take(stall, outcome);
    }

    void play(WorldMove move, int which, int amount) {
        switch (move) {
            case REQUEST -> request(which, true);
            case REQUEST_TWICE -> request(which, false);
            case REQUEST_LOST -> pick(requests, which, true);
            case ANSWER -> answer(which, true);
            case ANSWER_TWICE -> answer(which, false);
            case ANSWER_LOST -> pick(answers, which, true);
            case STRANGER -> stranger(which, amount);
            case TIME -> pass(100L * Math.floorMod(amount, 40));
            case MUCH_TIME -> pass(1_000L * Math.floorMod(amount, 40));
            case TOPICS -> changeTopics(amount);
            case HOLD -> holds = true;
            case STORE -> store();
            case STORE_FAILS -> storeFails();
            case CANCEL -> cancel(which);
            case RESIGN -> resign();
            case CRASH -> crash();
            case NEW_PROCESS -> newProcess(which);
            case RUN -> {
                run(Math.floorMod(amount, 20));
                answers.addAll(copies);
                copies.clear();
            }
        }
        check();
    }

    private static @Nullable Letter pick(List<Letter> letters, int which, boolean takes) {
        if (letters.isEmpty()) {
            return null;
        }
        int index = Math.floorMod(which, letters.size());
        return takes ? letters.remove(index) : letters.get(index);
    }

    private void request(int which, boolean takes) {
        Letter letter = pick(requests, which, takes || isInstanceWithoutId(requests, which));
        if (letter != null) {
            handle(letter, letter.request().request());
        }
    }

    /**
     * Whether it is a static member's join without an id. To hand that in twice is to start two processes: nothing in the
     * protocol tells one from the other, with Kafka neither, and the second fences the first.
     */
    private static boolean isInstanceWithoutId(List<Letter> letters, int which) {
        Letter letter = pick(letters, which, false);
        return letter != null
                && letter.request().request() instanceof JoinGroupRequest join
                && join.isFromNewcomer()
                && join.groupInstanceId() != null;
    }

    private void handle(@Nullable Letter from, GroupRequest<?> request) {
        long ticket = ++lastTicket;
        if (from != null) {
            tickets.put(ticket, from);
        }
        visited.accept("group " + groupState(), request.api().name());
        take(coordinator.handle(ticket, request));
    }

    private String groupState() {
        if (!coordinator.isActive()) {
            return "Dead";
        }
        GroupView view = view();
        return view == null ? "none" : view.state();
    }

    private @Nullable GroupView view() {
        return coordinator.groups().stream()
                .filter(g -> g.groupId().equals(GROUP))
                .findFirst()
                .orElse(null);
    }

    private void answer(int which, boolean takes) {
        Letter letter = pick(answers, which, takes);
        if (letter != null) {
            deliver(letter);
        }
    }

    /** The network has the answer to a process's last leave once more, whatever that is about by now. */
    void bidFarewellAgain(int who) {
        Letter farewell = stalls.get(Math.floorMod(who, stalls.size())).farewell;
        if (farewell != null) {
            deliver(farewell);
            check();
        }
    }

    private void deliver(Letter letter) {
        if (letter.reply() != null && letter.stall().member == letter.member()) {
            if (letter.reply().request() instanceof LeaveGroupRequest) {
                letter.stall().farewell = letter;
            }
            visited.accept(
                    "member " + letter.member().state(),
                    "answer to " + letter.reply().request().api());
            GroupMember member = letter.member();
            ErrorCode error = letter.reply().response().error();
            if (error.isNone() || error == ErrorCode.REBALANCE_IN_PROGRESS) {
                letter.stall().heardMs = nowMs;
            }
            String memberId = member.memberId();
            int generationId = member.generationId();
            MemberOutcome outcome =
                    member.received(letter.request().number(), letter.reply().response());
            requireJustLoss(memberId, generationId, outcome);
            take(letter.stall(), outcome);
        }
    }

    /** L7: who is a member of the generation that there is does not give up what it has because of an old refusal. */
    private void requireJustLoss(String memberId, int generationId, MemberOutcome outcome) {
        GroupView view = view();
        boolean isCounted = view != null
                && view.generationId() == generationId
                && view.members().stream().anyMatch(m -> m.memberId().equals(memberId));
        for (MemberOrder order : outcome.orders()) {
            boolean isFenced = order instanceof MemberOrder.Lost lost && lost.reason() == MemberOrder.Loss.FENCED;
            require(
                    !isFenced || wasTakenBack || !isCounted,
                    "L7: a member of the generation that there is gave up all: " + outcome + " of " + view);
        }
    }

    /** A request from outside of the three: of any kind, in the name of a member or not. */
    private void stranger(int which, int amount) {
        GroupMember someone = stalls.get(Math.floorMod(which, stalls.size())).member;
        String id = amount % 3 == 0 ? "stranger" : someone.memberId();
        int gen = amount % 5 == 0 ? -1 : someone.generationId();
        List<OffsetCommitRequest.Partition> offsets =
                List.of(OffsetCommitRequest.Partition.of(new TopicPartition("payments", 0), amount));
        GroupRequest<?> request = switch (Math.floorMod(amount, 9)) {
            case 0 -> OffsetFetchRequest.all(GROUP);
            case 1 -> new io.rebalance.protocol.TxnOffsetCommitRequest(GROUP, 7, (short) 0, gen, id, null, offsets);
            case 2 -> new io.rebalance.protocol.EndTransactionRequest(7, (short) 0, amount % 2 == 0);
            case 3 -> new io.rebalance.protocol.OffsetDeleteRequest(GROUP, List.of(new TopicPartition("payments", 0)));
            case 4 -> new io.rebalance.protocol.DescribeGroupRequest(GROUP);
            case 5 -> io.rebalance.protocol.ListGroupsRequest.all();
            case 6 -> new io.rebalance.protocol.DeleteGroupRequest(GROUP);
            case 7 -> OffsetCommitRequest.of(GROUP, gen, id, offsets);
            default -> LeaveGroupRequest.of(GROUP, "stranger");
        };
        handle(null, request);
    }

    private void pass(long durationMs) {
        long untilMs = nowMs + durationMs;
        while (coordinator.nextDeadlineMs() <= untilMs) {
            nowMs = Math.max(nowMs, coordinator.nextDeadlineMs());
            advanceCoordinator();
        }
        nowMs = untilMs;
    }

    private void advanceCoordinator() {
        visited.accept("group " + groupState(), "advance");
        take(coordinator.advance());
        require(coordinator.nextDeadlineMs() > nowMs, "S12: the coordinator is due again at once");
    }

    private void changeTopics(int amount) {
        topics.put(amount % 2 == 0 ? "orders" : "payments", 1 + Math.floorMod(amount, 5));
        visited.accept("group " + groupState(), "topics");
        take(coordinator.topicsChanged(TopicCatalog.of(topics)));
        for (Stall stall : stalls) {
            take(stall, stall.member.topicsChanged(TopicCatalog.of(topics)));
        }
    }

    private void newProcess(int which) {
        Stall stall = stalls.get(Math.floorMod(which, stalls.size()));
        stall.toRelease.clear();
        stall.next.clear();
        stall.untold.clear();
        stall.ended.clear();
        stall.heardMs = Long.MIN_VALUE;
        stall.member = newMember(stall.number);
        subscribe(stall, which);
    }

    /** All goes well for some seconds: letters arrive in order, applications obey. */
    private void run(int seconds) {
        store();
        for (int i = 0; i < seconds; i++) {
            for (int round = 0; round < 30 && !(requests.isEmpty() && answers.isEmpty()); round++) {
                while (!requests.isEmpty()) {
                    request(0, true);
                }
                while (!answers.isEmpty()) {
                    if (++carried % 13 == 0) {
                        copies.add(answers.get(0)); // it will come again, much later
                    }
                    answer(0, true);
                }
                stalls.forEach(this::releaseAll);
            }
            pass(1_000);
            for (Stall stall : stalls) {
                releaseAll(stall);
                take(stall, stall.member.progress());
            }
            check();
        }
    }

    private void releaseAll(Stall stall) {
        while (!stall.toRelease.isEmpty()) {
            take(stall, stall.member.released(stall.toRelease.remove(0)));
        }
    }

    // Outcomes

    private void take(Stall stall, MemberOutcome outcome) {
        GroupMember member = stall.member;
        require(member.nextDeadlineMs() > nowMs, "S12: the member is due again at once: " + member);
        outcome.requests().forEach(r -> requests.add(new Letter(stall, member, r, null)));
        outcome.notices().forEach(notice -> told(stall, notice));
        outcome.requests().forEach(r -> requireStanding(member, r.request()));
        for (MemberOrder order : outcome.orders()) {
            if (!(order instanceof MemberOrder.Assigned)) {
                stall.ended.addAll(order.ownerships());
            }
            for (Ownership ownership : order.ownerships()) {
                require(
                        member.mayWorkOn(ownership) == (order instanceof MemberOrder.Assigned)
                                || outcome.orders().size() > 1,
                        "S7: token and order disagree: " + order);
                if (order instanceof MemberOrder.Assigned) {
                    stall.next.put(ownership.partition(), 0L);
                }
            }
            if (order instanceof MemberOrder.Revoked revoked) {
                stall.toRelease.add(revoked);
            }
        }
        if (outcome.isCoordinatorWanted() && (nowMs / 100) % 4 != 0) {
            take(stall, member.connected());
        }
    }

    /** S9: of what was handed in the application hears what came of it, and what is said to be kept is in the log. */
    private void told(Stall stall, MemberNotice notice) {
        if (notice instanceof MemberNotice.Committed committed) {
            committed.offsets().forEach((ownership, offset) -> {
                TopicPartition partition = ownership.partition();
                stall.untold.remove(ownership, offset);
                require(
                        log.stream()
                                .anyMatch(r -> r.key().equals(offsetKey(partition))
                                        && r.value() instanceof RecordValue.CommittedOffset kept
                                        && kept.offset() == offset),
                        "S9: the application is told that " + partition + " is committed at " + offset);
            });
        } else if (notice instanceof MemberNotice.CommitFailed failed) {
            failed.offsets().forEach(stall.untold::remove);
        }
    }

    private static RecordKey offsetKey(TopicPartition partition) {
        return new RecordKey.Offset(GROUP, partition.topic(), partition.partition());
    }

    /** S7: only who is in a generation beats and commits. */
    private static void requireStanding(GroupMember member, GroupRequest<?> request) {
        if (request instanceof HeartbeatRequest beat) {
            require(beat.generationId() >= 0 && !beat.memberId().isEmpty(), "S7: beats in no generation: " + member);
        } else if (request instanceof OffsetCommitRequest commit) {
            require(commit.generationId() >= 0 && !commit.memberId().isEmpty(), "S7: commits in none: " + member);
        }
    }

    private void take(Outcome outcome) {
        unstored.add(outcome);
        if (!holds) {
            store();
        }
    }

    private void store() {
        holds = false;
        for (Outcome outcome : unstored) {
            log.addAll(outcome.records());
            coordinator.stored(outcome.sequence());
            for (Reply reply : outcome.replies()) {
                Letter letter = tickets.remove(reply.ticket());
                if (letter != null) {
                    answers.add(new Letter(letter.stall(), letter.member(), letter.request(), reply));
                }
            }
        }
        unstored.clear();
    }

    private void storeFails() {
        visited.accept("group " + groupState(), "store failed");
        if (!unstored.isEmpty() && coordinator.isActive()) {
            long first = unstored.get(0).sequence();
            unstored.clear();
            wasTakenBack = true;
            holds = false;
            generation = 0;
            take(coordinator.storeFailed(first, ErrorCode.REQUEST_TIMED_OUT));
        }
    }

    private void cancel(int which) {
        List<Long> waiting = unstored.isEmpty() ? List.copyOf(tickets.keySet()) : List.of();
        if (!waiting.isEmpty()) {
            visited.accept("group " + groupState(), "cancel");
            long ticket = waiting.get(Math.floorMod(which, waiting.size()));
            tickets.remove(ticket);
            take(coordinator.cancel(ticket));
        }
    }

    private void resign() {
        store();
        if (coordinator.isActive()) {
            visited.accept("group " + groupState(), "resign");
            take(coordinator.resign());
        }
    }

    private void crash() {
        wasTakenBack |= !unstored.isEmpty() || view() == null || !view().state().equals(GroupView.STABLE);
        unstored.clear();
        holds = false;
        tickets.clear();
        coordinator = newCoordinator();
        log.forEach(coordinator::replay);
        generation = 0;
        take(coordinator.activate());
    }

    // What must hold

    private void check() {
        GroupView view = view();
        Set<String> members = view == null
                ? Set.of()
                : view.members().stream().map(MemberView::memberId).collect(Collectors.toSet());
        if (view == null) {
            generation = 0; // deleted
        } else {
            require(view.generationId() >= generation, "S4: the generation fell");
            generation = view.generationId();
        }
        Set<TopicPartition> owned = new TreeSet<>();
        for (Stall stall : stalls) {
            GroupMember member = stall.member;
            require(
                    stall.ended.stream().noneMatch(member::mayWorkOn),
                    "S7: may work on what was taken away: " + stall.ended + " " + member);
            require(
                    nowMs - SESSION_MS < stall.heardMs
                            || member.held().values().stream().noneMatch(member::mayWorkOn),
                    "S1c: nothing heard since " + stall.heardMs + ", but may go on: " + member);
            boolean isLeftBehind = member.state() == MemberState.LEAVING
                    || view == null
                    || member.generationId() < view.generationId();
            if (members.contains(member.memberId()) && !(isLeftBehind && stall.number == 0)) {
                for (TopicPartition partition : member.held().keySet()) {
                    require(owned.add(partition), "S1b: two members hold " + partition + ": " + stalls());
                }
            }
        }
    }

    private List<GroupMember> stalls() {
        return stalls.stream().map(s -> s.member).toList();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** L1, L2: everything heals; then all that is alive has its part, and nobody moves. */
    void heal() {
        if (!coordinator.isActive()) {
            crash();
        }
        requests.clear();
        answers.clear();
        tickets.clear();
        for (Stall stall : stalls) {
            if (stall.member.state() == MemberState.CLOSED || isClosing(stall)) {
                newProcess(stall.number);
            } else {
                subscribe(stall, 1);
            }
            take(stall, stall.member.disconnected());
        }
        run(50);
        for (Stall stall : stalls) {
            if (stall.member.state() == MemberState.CLOSED) { // fenced by a late letter of the process before it
                require(stall.number == 0, "L1: a dynamic member ended by itself");
                newProcess(stall.number);
            }
        }
        run(100);
        int settled = generation;
        Set<TopicPartition> held = new TreeSet<>();
        for (Stall stall : stalls) {
            require(stall.member.state() == MemberState.STABLE, "L1: not stable after healing: " + stalls());
            held.addAll(stall.member.held().keySet());
        }
        require(
                held.size() == topics.values().stream().mapToInt(n -> n).sum(),
                "S2: of " + topics + " only " + held + " are held");
        stalls.forEach(stall -> commit(stall, 1));
        run(30);
        require(generation == settled, "L2: generations go on after healing");
        stalls.forEach(this::requireCommitted);
        goes(stalls.get(1 + carried % 2), carried % 3);
    }

    private void requireCommitted(Stall stall) {
        require(stall.untold.isEmpty(), "S9: nothing was told of " + stall.untold + ": " + stall.member);
        stall.member.held().keySet().forEach(partition -> {
            long kept = coordinator
                    .snapshot()
                    .filter(r -> r.key().equals(offsetKey(partition)))
                    .mapToLong(r -> ((RecordValue.CommittedOffset) r.value()).offset())
                    .findFirst()
                    .orElse(-1);
            require(
                    kept == stall.next.get(partition),
                    "S9: " + partition + " is kept at " + kept + ", not " + stall.next);
        });
    }

    /** L6: one goes, while nothing is in its way, and the others have its part long before its session would end. */
    private void goes(Stall stall, int how) {
        if (how == 0) {
            newProcess(stall.number);
            run(15);
            newProcess(stall.number); // and goes as soon as it has come
            run(14);
        }
        take(stall, how == 1 ? stall.member.unsubscribe() : stall.member.close());
        run(4);
        require(
                stall.member.state() == (how == 1 ? MemberState.IDLE : MemberState.CLOSED),
                "L6: on its way out for 4 s: " + stall.member);
        require(
                view().members().stream().noneMatch(m -> m.clientId().equals("c" + stall.number)),
                "L6: gone, but still a member: " + view());
        run(6);
        Set<TopicPartition> held = new TreeSet<>();
        stalls.forEach(s -> held.addAll(s.member.held().keySet()));
        require(
                held.size() == topics.values().stream().mapToInt(n -> n).sum(),
                "L6: of " + topics + " only " + held + " are held by those who stayed");
    }

    private boolean isClosing(Stall stall) {
        try {
            take(stall, stall.member.subscribe(List.of("orders", "payments")));
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Override
    public String toString() {
        return "Bazaar at " + nowMs + " " + view() + " " + stalls() + " requests=" + requests.size() + " answers="
                + answers.size();
    }
}

package io.rebalance.testkit;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.embed.MemoryJournal;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.LogHeader;
import io.rebalance.log.RecordReader;
import io.rebalance.log.RecordWriter;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.testkit.text.Words;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator, its log, a network that loses, and some {@link ModelMember}s, in virtual time: what happens next is
 * only what an {@link Act} says. Everything is checked by a {@link GroupOracle} after each act.
 */
final class GroupWorld {

    static final String GROUP = "shop";
    private static final int CLIENTS = 4;
    private static final int ROUND_MS = 500;
    private static final int CALM_ROUNDS = 8; // longer than a heartbeat interval, so that everybody has heard the news
    // L1: gather delay, the rebalance timeout once for those who are gone and once for those who never sync, a session,
    // another one for static members that are away, and the members' own rounds
    private final long convergenceMs;

    private final int sessionMs;
    private final int rebalanceMs;
    private final Assignor assignor;
    private final boolean coordinatorAssigns;
    private final boolean hasStaticMembers;
    private final ManualClock clock = new ManualClock(0);
    private final CountingMemberIds memberIds = new CountingMemberIds();
    private final List<ModelClient> clients = new ArrayList<>();
    private final Map<String, Integer> partitionCounts = new TreeMap<>();
    private final List<GroupRecord> log = new ArrayList<>(); // all that ever became durable
    private final MemoryJournal journal = new MemoryJournal();
    private final Deque<Outcome> undurable = new ArrayDeque<>();
    private final Map<Long, ModelClient> tickets = new TreeMap<>(); // not answered yet, and by whose connection
    private final Set<Long> cancelledTooLate = new TreeSet<>();
    private final GroupOracle oracle;
    private final ScenarioWriter writer = new ScenarioWriter();
    private final List<String> transcript = new ArrayList<>();
    private GroupCoordinator coordinator;
    private boolean holds;
    private boolean nextAppendFails;
    private int generations;
    private int restarts;
    private boolean hasWithheld;
    private boolean hasTakenBack;
    private long lastTicket;

    GroupWorld(Assignor assignor, boolean coordinatorAssigns, boolean hasStaticMembers) {
        this(assignor, coordinatorAssigns, hasStaticMembers, false);
    }

    /** @param isPatient whether a session outlasts some join phases, so that who misses them is a member still */
    GroupWorld(Assignor assignor, boolean coordinatorAssigns, boolean hasStaticMembers, boolean isPatient) {
        sessionMs = isPatient ? 30_000 : ModelMember.SESSION_MS;
        rebalanceMs = isPatient ? 6_000 : ModelMember.REBALANCE_MS;
        convergenceMs = 2 * rebalanceMs + 2 * sessionMs + 20_000;
        this.assignor = assignor;
        this.coordinatorAssigns = coordinatorAssigns;
        this.hasStaticMembers = hasStaticMembers;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new ModelClient());
        }
        partitionCounts.put("orders", 4);
        partitionCounts.put("payments", 3);
        coordinator = newCoordinator();
        boolean isBarrierKept = coordinatorAssigns && assignor.mode() == RebalanceMode.COOPERATIVE;
        oracle = new GroupOracle(GROUP, isBarrierKept, this::fail);
        take(coordinator.activate());
    }

    private GroupCoordinator newCoordinator() {
        return GroupCoordinator.builder()
                .clock(clock)
                .memberIds(memberIds)
                .config(CoordinatorConfig.defaults())
                .topics(catalog())
                .assignors(coordinatorAssigns ? List.of(assignor) : List.of())
                .build();
    }

    private TopicCatalog catalog() {
        return TopicCatalog.of(partitionCounts);
    }

    // What happens

    void play(Act act) {
        tell("> " + act);
        ModelClient client = clients.get(Math.floorMod(act.who(), CLIENTS));
        switch (act.kind()) {
            case START -> start(client, act);
            case KILL -> kill(client, act.amount() % 2 != 0);
            case LEAVE -> leave(client);
            case PAUSE -> client.paused = true;
            case RESUME -> client.paused = false;
            case POLL -> poll(client);
            case REQUEST -> deliverRequest(client);
            case ANSWER -> deliverAnswer(client);
            case LOSE -> lose(client, act.amount() % 2 != 0);
            case TIME -> pass(100L * act.amount());
            case RUN -> run(act.amount(), null);
            case LOSSY_RUN -> run(1 + act.amount() % 6, client);
            case TOPICS -> changeTopics(act);
            case HOLD -> holds = true;
            case FLUSH -> flush();
            case FAIL -> failAppend();
            case CRASH -> crash(act.amount());
        }
        check();
    }

    private void start(ModelClient client, Act act) {
        if (client.process == null) {
            List<String> topics = switch (Math.floorMod(act.amount(), 4)) {
                case 0 -> List.of("orders");
                case 1 -> List.of("payments");
                default -> List.of("orders", "payments");
            };
            client.process = new ModelMember(
                    GROUP, "c" + clients.indexOf(client), instanceId(client), assignor, topics, sessionMs, rebalanceMs);
            client.paused = false;
        }
    }

    /** The first client is dynamic, the second one static, and the others were given one instance id by mistake. */
    private @Nullable String instanceId(ModelClient client) {
        int index = clients.indexOf(client);
        return !hasStaticMembers || index == 0 ? null : "i" + Math.min(index, 2);
    }

    private void kill(ModelClient client, boolean noticed) {
        lose(client, noticed);
        client.process = null;
    }

    private void leave(ModelClient client) {
        if (client.process != null && !client.paused) {
            lose(client, true);
            GroupRequest<?> request = client.process.leave();
            if (request != null) {
                handle(client, request);
            }
            client.process = null; // the answer finds nobody
        }
    }

    private void poll(ModelClient client) {
        if (client.process != null && !client.paused) {
            client.requests.addAll(client.process.poll(clock.nowMs(), catalog()));
        }
    }

    private void deliverRequest(ModelClient client) {
        GroupRequest<?> request = client.requests.poll();
        if (request != null) {
            handle(client, request);
        }
    }

    private void handle(ModelClient client, GroupRequest<?> request) {
        long ticket = ++lastTicket;
        tickets.put(ticket, client);
        tell("t" + ticket + " is " + request.api() + " from c" + clients.indexOf(client));
        take(coordinator.handle(ticket, request));
    }

    private void deliverAnswer(ModelClient client) {
        if (client.process != null && !client.paused && !client.answers.isEmpty()) {
            Reply reply = client.answers.remove();
            tell("t" + reply.ticket() + " answer arrives: " + reply.response().error());
            GroupRequest<?> next = client.process.answered(reply.response(), clock.nowMs(), catalog());
            if (client.process.isFenced()) {
                kill(client, true);
            } else if (next != null) {
                client.requests.add(next);
            }
        }
    }

    private void lose(ModelClient client, boolean noticed) {
        for (Map.Entry<Long, ModelClient> entry : List.copyOf(tickets.entrySet())) {
            if (entry.getValue() == client) {
                if (noticed) {
                    cancel(entry.getKey());
                } else {
                    tickets.put(entry.getKey(), new ModelClient()); // its answer goes nowhere
                }
            }
        }
        client.disconnected();
    }

    private void cancel(long ticket) {
        tickets.remove(ticket);
        if (undurable.stream().flatMap(o -> o.replies().stream()).anyMatch(r -> r.ticket() == ticket)) {
            cancelledTooLate.add(ticket); // it was decided before, so it may be answered yet
        }
        take(coordinator.cancel(ticket));
    }

    private void pass(long durationMs) {
        long untilMs = clock.nowMs() + durationMs;
        while (coordinator.nextDeadlineMs() <= untilMs) {
            long dueMs = Math.max(clock.nowMs(), coordinator.nextDeadlineMs());
            clock.setMs(dueMs);
            take(coordinator.advance());
            oracle.require(coordinator.nextDeadlineMs() > dueMs, () -> "S12: a deadline that was fired is due again");
            check();
        }
        clock.setMs(untilMs);
    }

    private void run(int rounds, @Nullable ModelClient unlucky) {
        for (int i = 0; i < rounds; i++) {
            exchange(unlucky);
            pass(ROUND_MS);
        }
    }

    /** Everybody sends and reads until nothing is under way. */
    private void exchange(@Nullable ModelClient unlucky) {
        ModelClient stillUnlucky = unlucky;
        boolean busy = true;
        while (busy) {
            busy = false;
            for (ModelClient client : clients) {
                poll(client);
                while (!client.requests.isEmpty()) {
                    deliverRequest(client);
                    busy = true;
                    check();
                }
                if (client == stillUnlucky && !client.answers.isEmpty()) {
                    tell("the answer to t" + client.answers.element().ticket() + " is lost");
                    lose(client, false);
                    stillUnlucky = null;
                }
                while (!client.answers.isEmpty() && client.process != null && !client.paused) {
                    deliverAnswer(client);
                    busy = true;
                    check();
                }
            }
        }
    }

    private void changeTopics(Act act) {
        if (hasStaticMembers && !coordinatorAssigns) {
            return; // a leader that restarts does not know what changed while it was away, with Kafka neither: KIP-814
        }
        partitionCounts.put(act.who() % 2 == 0 ? "orders" : "payments", 1 + Math.floorMod(act.amount(), 7));
        tell("topics " + partitionCounts);
        take(coordinator.topicsChanged(catalog()));
    }

    // The log

    private void take(Outcome outcome) {
        outcome.events().forEach(this::remember);
        writer.outcome(outcome);
        writer.take().lines().forEach(this::tell);
        undurable.add(outcome);
        if (nextAppendFails && !outcome.records().isEmpty()) {
            failAppend();
        } else if (!holds) {
            release();
        }
    }

    private void release() {
        while (!undurable.isEmpty()) {
            release(undurable.remove());
        }
    }

    private void release(Outcome outcome) {
        log.addAll(outcome.records());
        if (!outcome.records().isEmpty()) {
            journal.append(outcome.records());
        }
        outcome.records().forEach(oracle::stored);
        for (Reply reply : outcome.replies()) {
            ModelClient client = tickets.remove(reply.ticket());
            oracle.answered(reply);
            if (client != null) {
                client.answers.add(reply);
            } else {
                oracle.require(
                        cancelledTooLate.remove(reply.ticket()),
                        () -> "S11: t" + reply.ticket() + " waits for nothing");
            }
        }
        coordinator.stored(outcome.sequence());
    }

    private void flush() {
        holds = false;
        release();
    }

    private void failAppend() {
        while (!undurable.isEmpty() && undurable.element().records().isEmpty()) {
            release(undurable.remove());
        }
        nextAppendFails = undurable.isEmpty();
        if (!nextAppendFails) {
            long first = undurable.element().sequence();
            undurable.clear();
            holds = false;
            oracle.forgetGeneration();
            hasTakenBack = true;
            tell("outcome " + first + " and all after it are not stored");
            take(coordinator.storeFailed(first, ErrorCode.REQUEST_TIMED_OUT));
        }
    }

    /** @param how what the next coordinator loads: the whole log, or what one of two kinds of compaction left of it */
    private void crash(int how) {
        List<GroupRecord> left = switch (how % 3) {
            case 0 -> log;
            case 1 -> journal.records();
            default -> replayed(log).snapshot().toList();
        };
        undurable.clear();
        holds = false;
        nextAppendFails = false;
        tickets.clear();
        cancelledTooLate.clear();
        oracle.forgetGeneration();
        coordinator = newCoordinator();
        throughBytes(left).forEach(coordinator::replay);
        take(coordinator.activate());
        clients.forEach(ModelClient::disconnected);
    }

    private static List<GroupRecord> throughBytes(List<GroupRecord> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(LogHeader.SINGLE.toBytes());
        if (!records.isEmpty()) {
            out.writeBytes(new RecordWriter().frame(records).array());
        }
        List<GroupRecord> read = new ArrayList<>();
        try {
            RecordReader.of(new ByteArrayInputStream(out.toByteArray()), LogHeader.SINGLE)
                    .forEachRecord(read::add);
        } catch (IOException | MalformedBytesException e) {
            throw new AssertionError(e);
        }
        return read;
    }

    // What was reached, so that the generator is seen to do its work

    private void remember(GroupEvent event) {
        if (event instanceof GroupEvent.Assigned assigned) {
            generations++;
            hasWithheld |= !assigned.withheld().isEmpty();
        }
        if (event instanceof GroupEvent.MemberReplaced) {
            restarts++;
        }
    }

    int generations() {
        return generations;
    }

    int restarts() {
        return restarts;
    }

    boolean hasWithheld() {
        return hasWithheld;
    }

    boolean hasTakenBack() {
        return hasTakenBack;
    }

    // What must hold

    private void check() {
        oracle.check(view(), processes());
        if (undurable.isEmpty()) {
            oracle.checkReplay(coordinator, replayed(log), "the log");
        }
    }

    private GroupCoordinator replayed(List<GroupRecord> records) {
        GroupCoordinator fresh = newCoordinator();
        records.forEach(fresh::replay);
        return fresh;
    }

    /** Everything that disturbed stops, and the group must come to rest: all work is done, by one member each. */
    void heal() {
        tell("> heal");
        holds = false;
        nextAppendFails = false;
        release();
        clients.forEach(c -> c.paused = false);
        long sinceMs = clock.nowMs();
        int generationId = generation();
        for (int calm = 0; calm < CALM_ROUNDS; calm++) {
            run(1, null);
            if (!isAtRest() || generation() != generationId) {
                calm = 0;
                generationId = generation();
                oracle.require(
                        clock.nowMs() - sinceMs <= convergenceMs,
                        () -> "L1: not at rest after " + convergenceMs + " ms");
            }
        }
        int restingGeneration = generationId;
        oracle.checkCoverage(processes(), partitionCounts);
        run(2 * sessionMs / ROUND_MS, null);
        oracle.require(isAtRest() && generation() == restingGeneration, () -> "L2: rebalances without a cause");
        oracle.require(tickets.isEmpty(), () -> "S11: never answered: " + tickets.keySet());
        oracle.checkReplay(coordinator, replayed(log), "the log");
        oracle.checkReplay(coordinator, replayed(journal.records()), "the compacted log");
        oracle.checkReplay(coordinator, replayed(coordinator.snapshot().toList()), "the snapshot");
    }

    private boolean isAtRest() {
        GroupView view = view();
        List<String> members = view == null
                ? List.of()
                : view.members().stream().map(MemberView::memberId).sorted().toList();
        List<String> alive =
                processes().stream().map(ModelMember::memberId).sorted().toList();
        return members.equals(alive)
                && (view == null || view.state().equals(alive.isEmpty() ? "Empty" : "Stable"))
                && processes().stream().allMatch(m -> m.isSettled() && m.generationId() == generation());
    }

    private int generation() {
        GroupView view = view();
        return view == null ? 0 : view.generationId();
    }

    private List<ModelMember> processes() {
        List<ModelMember> processes = new ArrayList<>();
        for (ModelClient client : clients) {
            if (client.process != null) {
                processes.add(client.process);
            }
        }
        return processes;
    }

    private @Nullable GroupView view() {
        return coordinator.groups().stream()
                .filter(g -> g.groupId().equals(GROUP))
                .findFirst()
                .orElse(null);
    }

    private void tell(String line) {
        transcript.add(Words.ms(clock.nowMs()) + " " + line);
    }

    private void fail(String why) {
        StringBuilder text = new StringBuilder(why).append('\n');
        for (ModelClient client : clients) {
            text.append(client.process).append(client.paused ? " paused" : "").append('\n');
        }
        text.append(coordinator.groups()).append('\n');
        transcript.forEach(line -> text.append(line).append('\n'));
        throw new AssertionError(text.toString());
    }
}

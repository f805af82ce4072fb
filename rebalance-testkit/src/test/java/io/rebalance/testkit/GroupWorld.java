package io.rebalance.testkit;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.embed.MemoryJournal;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator, its log, a network that loses, and some {@link ModelMember}s, in virtual time: what happens next is
 * only what an {@link Act} says. Everything is checked by a {@link GroupOracle} after each act.
 */
final class GroupWorld {

    static final String GROUP = "shop";
    private static final int CLIENTS = 4;
    private static final int ROUND_MS = 500;

    /** A client's process and its connection. */
    private static final class Client {
        @Nullable ModelMember process;
        boolean paused;
        final Deque<GroupRequest<?>> requests = new ArrayDeque<>(); // sent, not arrived
        final Deque<Reply> answers = new ArrayDeque<>(); // sent, not arrived
    }

    private final Assignor assignor;
    private final boolean coordinatorAssigns;
    private final ManualClock clock = new ManualClock(0);
    private final CountingMemberIds memberIds = new CountingMemberIds();
    private final List<Client> clients = new ArrayList<>();
    private final Map<String, Integer> partitionCounts = new TreeMap<>();
    private final List<GroupRecord> log = new ArrayList<>(); // all that ever became durable
    private MemoryJournal journal = new MemoryJournal();
    private final Deque<Outcome> undurable = new ArrayDeque<>();
    private final Map<Long, Client> tickets = new HashMap<>(); // not answered yet, and by whose connection
    private final GroupOracle oracle;
    private final List<String> transcript = new ArrayList<>();
    private GroupCoordinator coordinator;
    private boolean holds;
    private long lastTicket;

    GroupWorld(Assignor assignor, boolean coordinatorAssigns) {
        this.assignor = assignor;
        this.coordinatorAssigns = coordinatorAssigns;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client());
        }
        partitionCounts.put("orders", 4);
        partitionCounts.put("payments", 3);
        coordinator = newCoordinator();
        oracle = new GroupOracle(GROUP, this::fail);
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
        Client client = clients.get(Math.floorMod(act.who(), CLIENTS));
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
            case RUN -> run(act.amount());
            case TOPICS -> changeTopics(act);
            case HOLD -> holds = true;
            case FLUSH -> flush();
            case FAIL -> failAppend();
            case CRASH -> crash();
        }
        check();
    }

    private void start(Client client, Act act) {
        if (client.process == null) {
            List<String> topics =
                    switch (Math.floorMod(act.amount(), 4)) {
                        case 0 -> List.of("orders");
                        case 1 -> List.of("payments");
                        default -> List.of("orders", "payments");
                    };
            client.process = new ModelMember(GROUP, "c" + clients.indexOf(client), assignor, topics);
            client.paused = false;
        }
    }

    private void kill(Client client, boolean noticed) {
        lose(client, noticed);
        client.process = null;
    }

    private void leave(Client client) {
        if (client.process != null && !client.paused) {
            lose(client, true);
            GroupRequest<?> request = client.process.leave();
            if (request != null) {
                handle(client, request);
            }
            client.answers.clear();
            client.process = null;
        }
    }

    private void poll(Client client) {
        if (client.process != null && !client.paused) {
            client.requests.addAll(client.process.poll(clock.nowMs(), catalog()));
        }
    }

    private void deliverRequest(Client client) {
        GroupRequest<?> request = client.requests.poll();
        if (request != null) {
            handle(client, request);
        }
    }

    private void handle(Client client, GroupRequest<?> request) {
        long ticket = ++lastTicket;
        tickets.put(ticket, client);
        tell("t" + ticket + " " + request);
        take(coordinator.handle(ticket, request));
    }

    private void deliverAnswer(Client client) {
        if (client.process != null && !client.paused && !client.answers.isEmpty()) {
            Reply reply = client.answers.remove();
            tell("t" + reply.ticket() + " arrives: " + reply.response());
            GroupRequest<?> next = client.process.answered(reply.response(), clock.nowMs(), catalog());
            if (next != null) {
                client.requests.add(next);
            }
        }
    }

    private void lose(Client client, boolean noticed) {
        client.requests.clear();
        client.answers.clear();
        for (Map.Entry<Long, Client> entry : List.copyOf(tickets.entrySet())) {
            if (entry.getValue() == client) {
                if (noticed) {
                    tickets.remove(entry.getKey());
                    take(coordinator.cancel(entry.getKey()));
                } else {
                    entry.setValue(new Client()); // its answer goes nowhere
                }
            }
        }
        if (client.process != null) {
            client.process.disconnected();
        }
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

    private void run(int rounds) {
        for (int i = 0; i < rounds; i++) {
            exchange();
            pass(ROUND_MS);
        }
    }

    /** Everybody sends and reads until nothing is under way. */
    private void exchange() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (Client client : clients) {
                poll(client);
                while (!client.requests.isEmpty()) {
                    deliverRequest(client);
                    busy = true;
                    check();
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
        partitionCounts.put(act.who() % 2 == 0 ? "orders" : "payments", 1 + Math.floorMod(act.amount(), 7));
        tell("topics " + partitionCounts);
        take(coordinator.topicsChanged(catalog()));
    }

    // The log

    private void take(Outcome outcome) {
        tell("outcome " + outcome.sequence() + " " + outcome.replies() + " " + outcome.events());
        undurable.add(outcome);
        if (!holds) {
            release();
        }
    }

    private void release() {
        while (!undurable.isEmpty()) {
            Outcome outcome = undurable.remove();
            log.addAll(outcome.records());
            if (!outcome.records().isEmpty()) {
                journal.append(outcome.records());
            }
            outcome.records().forEach(oracle::stored);
            outcome.events().forEach(e -> tell("event " + e));
            for (Reply reply : outcome.replies()) {
                Client client = tickets.remove(reply.ticket());
                oracle.require(client != null, () -> "S11: nobody waits for " + reply);
                oracle.answered(reply);
                client.answers.add(reply);
            }
            coordinator.stored(outcome.sequence());
        }
    }

    private void flush() {
        holds = false;
        release();
    }

    private void failAppend() {
        while (!undurable.isEmpty() && undurable.element().records().isEmpty()) {
            Outcome outcome = undurable.element();
            undurable.clear(); // those behind it come back below
            throw new IllegalStateException("not reached: " + outcome);
        }
    }

    private void crash() {
        undurable.clear();
        holds = false;
        for (Client client : clients) {
            client.answers.clear();
        }
        tickets.clear();
        coordinator = newCoordinator();
        journal.records().forEach(coordinator::replay);
        take(coordinator.activate());
        for (Client client : clients) {
            if (client.process != null) {
                client.process.disconnected();
            }
        }
    }

    // What must hold

    private void check() {
        List<ModelMember> processes = new ArrayList<>();
        for (Client client : clients) {
            if (client.process != null) {
                processes.add(client.process);
            }
        }
        oracle.check(view(), processes);
    }

    private @Nullable GroupView view() {
        return coordinator.groups().stream()
                .filter(g -> g.groupId().equals(GROUP))
                .findFirst()
                .orElse(null);
    }

    private void tell(String line) {
        transcript.add(clock.nowMs() + " ms: " + line);
    }

    private void fail(String why) {
        StringBuilder text = new StringBuilder(why).append('\n');
        clients.stream().map(c -> c.process + (c.paused ? " paused" : "")).forEach(c -> text.append(c).append('\n'));
        text.append(coordinator.groups()).append('\n');
        transcript.forEach(line -> text.append(line).append('\n'));
        throw new AssertionError(text.toString());
    }
}

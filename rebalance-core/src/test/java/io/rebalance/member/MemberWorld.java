package io.rebalance.member;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A coordinator and some members, joined by a network that does as it is told; time moves by hand. */
final class MemberWorld {

    static final String GROUP = "shop";

    /** One process: its member, and what became of it. */
    final class Process {
        final String name;
        final GroupMember member;
        final List<MemberOrder> orders = new ArrayList<>();
        final List<MemberNotice> notices = new ArrayList<>();
        final List<MemberRequest> sent = new ArrayList<>();
        boolean letsGo = true; // at once, when told to
        boolean isCutOff;
        boolean isPaused;
        boolean isProgressing = true;

        Process(String name, GroupMember member) {
            this.name = name;
            this.member = member;
        }

        void take(MemberOutcome outcome) {
            sent.addAll(outcome.requests());
            notices.addAll(outcome.notices());
            for (MemberRequest request : outcome.requests()) {
                if (!isCutOff) {
                    requests.add(new Message(this, request, null));
                }
            }
            for (MemberOrder order : outcome.orders()) {
                orders.add(order);
                if (order instanceof MemberOrder.Revoked revoked && letsGo) {
                    take(member.released(revoked));
                }
            }
            if (outcome.isCoordinatorWanted() && !isCutOff) {
                take(member.connected());
            }
        }

        List<TopicPartition> held() {
            return List.copyOf(member.held().keySet());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    record Message(Process process, MemberRequest request, Reply reply) {}

    long nowMs = 1_000_000;
    final Map<String, Process> processes = new LinkedHashMap<>();
    final Deque<Message> requests = new ArrayDeque<>();
    final Map<Long, Message> tickets = new HashMap<>();
    final List<GroupRecord> log = new ArrayList<>();
    final Map<String, Integer> topics = new HashMap<>(Map.of("orders", 4));
    final List<Assignor> registered = new ArrayList<>();
    GroupCoordinator coordinator;
    Predicate<GroupRequest<?>> losesRequest = r -> false;
    Predicate<Reply> losesReply = r -> false;
    private long lastTicket;

    MemberWorld(Assignor... registered) {
        this.registered.addAll(List.of(registered));
        coordinator = newCoordinator();
        take(coordinator.activate());
    }

    private GroupCoordinator newCoordinator() {
        int[] last = {processes.size() * 1000};
        return GroupCoordinator.builder()
                .clock(() -> nowMs)
                .config(CoordinatorConfig.defaults())
                .memberIds(prefix -> prefix + "-" + ++last[0])
                .topics(TopicCatalog.of(topics))
                .assignors(registered)
                .build();
    }

    Process start(String name, UnaryOperator<GroupMember.Builder> how) {
        GroupMember member = how.apply(GroupMember.builder(GROUP)
                        .clock(() -> nowMs)
                        .clientId(name)
                        .assignors(even(RebalanceMode.COOPERATIVE))
                        .topics(TopicCatalog.of(topics)))
                .build();
        Process process = new Process(name, member);
        processes.put(name, process);
        process.take(member.subscribe(List.of("orders")));
        return process;
    }

    /** The coordinator is gone; another one has its log. */
    void failOver() {
        tickets.clear();
        requests.clear();
        coordinator = newCoordinator();
        log.forEach(coordinator::replay);
        take(coordinator.activate());
        processes.values().forEach(p -> p.take(p.member.disconnected()));
    }

    void changeTopics(String topic, int count) {
        topics.put(topic, count);
        take(coordinator.topicsChanged(TopicCatalog.of(topics)));
        processes.values().forEach(p -> p.take(p.member.topicsChanged(TopicCatalog.of(topics))));
    }

    /** Delivers everything until nothing is under way. */
    void exchange() {
        while (!requests.isEmpty()) {
            Message message = requests.remove();
            if (!losesRequest.test(message.request().request())) {
                long ticket = ++lastTicket;
                tickets.put(ticket, message);
                take(coordinator.handle(ticket, message.request().request()));
            }
        }
    }

    private void take(Outcome outcome) {
        log.addAll(outcome.records());
        coordinator.stored(outcome.sequence());
        for (Reply reply : outcome.replies()) {
            Message message = tickets.remove(reply.ticket());
            if (message != null && !losesReply.test(reply) && !message.process().isCutOff) {
                Process process = message.process();
                process.take(process.member.received(message.request().number(), reply.response()));
            }
        }
    }

    /** Lets time pass, and everybody do what is due. */
    void pass(long durationMs) {
        long untilMs = nowMs + durationMs;
        exchange();
        while (true) {
            long nextMs = coordinator.nextDeadlineMs();
            for (Process process : processes.values()) {
                if (!process.isPaused) {
                    nextMs = Math.min(nextMs, process.member.nextDeadlineMs());
                }
            }
            nextMs = Math.max(nowMs, nextMs);
            if (nextMs > untilMs) {
                break;
            }
            nowMs = nextMs;
            take(coordinator.advance());
            for (Process process : List.copyOf(processes.values())) {
                if (!process.isPaused) {
                    process.take(process.isProgressing ? process.member.progress() : process.member.advance());
                }
            }
            exchange();
        }
        nowMs = untilMs;
        exchange();
    }

    /** As even as can be, by order of names, and nobody loses what it need not lose. */
    static Assignor even(RebalanceMode mode) {
        return new Assignor() {
            @Override
            public String name() {
                return mode == RebalanceMode.COOPERATIVE ? "even-coop" : "even";
            }

            @Override
            public RebalanceMode mode() {
                return mode;
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                int members = input.memberCount();
                int[] owners = new int[input.partitionCount()];
                for (int t = 0; t < input.topicCount(); t++) {
                    List<Integer> subscribers = new ArrayList<>();
                    for (int m = 0; m < members; m++) {
                        for (int i = 0; i < input.subscriptionCount(m); i++) {
                            if (input.subscribedTopic(m, i) == t) {
                                subscribers.add(m);
                            }
                        }
                    }
                    int first = input.firstPartition(t);
                    int end = input.firstPartition(t + 1);
                    for (int p = first; p < end; p++) {
                        owners[p] = subscribers.isEmpty()
                                ? AssignmentInput.NONE
                                : subscribers.get((p - first) * subscribers.size() / (end - first));
                    }
                }
                return Assignment.of(owners);
            }
        };
    }
}

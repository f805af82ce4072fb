package io.rebalance;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A host for tests: keeps the log, the tickets and the answers of one coordinator. */
final class Driver {

    static final String GROUP = "orders-app";

    final FakeClock clock = new FakeClock(1_000_000);
    final List<GroupRecord> log = new ArrayList<>();
    final Map<Long, GroupResponse> answers = new TreeMap<>();
    final Map<String, Integer> ids = new TreeMap<>();
    private final CoordinatorConfig config;
    private final List<Assignor> assignors;
    TopicCatalog topics = TopicCatalog.of(Map.of("orders", 4));
    GroupCoordinator coordinator;
    Outcome last;
    long ticket;
    private final Map<Long, GroupResponse> heldAnswers = new TreeMap<>();
    private long firstHeld = -1;
    private boolean holds;

    Driver(CoordinatorConfig config, Assignor... assignors) {
        this.config = config;
        this.assignors = List.of(assignors);
        coordinator = coordinator();
        release(coordinator.activate());
    }

    /** A driver without initial delay. */
    static Driver atOnce(Assignor... assignors) {
        return new Driver(
                CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(Duration.ZERO)
                        .build(),
                assignors);
    }

    GroupCoordinator coordinator() {
        return GroupCoordinator.builder()
                .clock(clock)
                .config(config)
                .memberIds(prefix -> prefix + "-" + ids.merge(prefix, 1, Integer::sum))
                .topics(topics)
                .assignors(assignors)
                .build();
    }

    /** Hands a request in and releases the outcome. */
    long submit(GroupRequest<?> request) {
        release(coordinator.handle(++ticket, request));
        return ticket;
    }

    /** Hands a request in and returns the answer, null if it waits. */
    @SuppressWarnings("unchecked")
    <R extends GroupResponse> R ask(GroupRequest<R> request) {
        submit(request);
        return (R) (holds ? heldAnswers : answers).get(ticket);
    }

    Outcome release(Outcome outcome) {
        last = outcome;
        if (holds) {
            firstHeld = firstHeld < 0 ? outcome.sequence() : firstHeld;
            outcome.replies().forEach(reply -> heldAnswers.put(reply.ticket(), reply.response()));
            return outcome;
        }
        log.addAll(outcome.records());
        for (Reply reply : outcome.replies()) {
            if (answers.put(reply.ticket(), reply.response()) != null) {
                throw new AssertionError("ticket " + reply.ticket() + " was answered twice");
            }
        }
        coordinator.stored(outcome.sequence());
        return outcome;
    }

    /** From here to {@link #failHeld} nothing becomes durable; who asks sees what the answers would have been. */
    void hold() {
        holds = true;
        firstHeld = -1;
        heldAnswers.clear();
    }

    /** The log refuses all that was held. */
    void failHeld() {
        holds = false;
        if (firstHeld >= 0) {
            release(coordinator.storeFailed(firstHeld, ErrorCode.NOT_ENOUGH_REPLICAS));
        }
    }

    Outcome pass(long ms) {
        clock.advance(ms);
        return release(coordinator.advance());
    }

    /** A coordinator that replayed the log. */
    void crash() {
        coordinator = coordinator();
        log.forEach(coordinator::replay);
        release(coordinator.activate());
    }

    String state() {
        return coordinator.groups().isEmpty()
                ? "none"
                : coordinator.groups().get(0).state();
    }

    int generation() {
        return coordinator.groups().get(0).generationId();
    }

    static JoinGroupRequest.Builder join(String memberId) {
        return join(memberId, ConsumerSubscription.of(List.of("orders")));
    }

    static JoinGroupRequest.Builder join(String memberId, ConsumerSubscription subscription) {
        return JoinGroupRequest.builder(GROUP)
                .memberId(memberId)
                .clientId("c")
                .memberIdRequired(false)
                .sessionTimeoutMs(10_000)
                .rebalanceTimeoutMs(60_000)
                .protocol("range", metadata(subscription));
    }

    static Bytes metadata(ConsumerSubscription subscription) {
        return ConsumerProtocol.writeSubscription(subscription, ConsumerProtocol.HIGHEST_VERSION);
    }

    static JoinGroupResponse asJoin(GroupResponse response) {
        return (JoinGroupResponse) response;
    }

    /** Deals partitions to members in turn, under any name and mode. */
    static Assignor dealer(String name, RebalanceMode mode) {
        return new Assignor() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public RebalanceMode mode() {
                return mode;
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                int[] owners = new int[input.partitionCount()];
                Arrays.fill(owners, AssignmentInput.NONE);
                for (int t = 0; t < input.topicCount(); t++) {
                    List<Integer> subscribers = new ArrayList<>();
                    for (int m = 0; m < input.memberCount(); m++) {
                        for (int i = 0; i < input.subscriptionCount(m); i++) {
                            if (input.subscribedTopic(m, i) == t) {
                                subscribers.add(m);
                            }
                        }
                    }
                    for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                        owners[p] = subscribers.get(p % subscribers.size());
                    }
                }
                return Assignment.of(owners);
            }
        };
    }
}

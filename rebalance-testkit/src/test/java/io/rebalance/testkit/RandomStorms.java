package io.rebalance.testkit;

import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Many members come at once, see other topics at once, and go at once: each time that is few generations (L5). */
final class RandomStorms {

    private static final int TICK_MS = 100;
    private static final int MOST_GENERATIONS = 2;
    private static final int LONGEST_GAP_MS = 2_000; // less than the initial delay of 3 s
    private static final int LONGEST_STORM_MS = 12_000; // less than the delay and a rebalance timeout

    private final ManualClock clock = new ManualClock(0);
    private final CountingMemberIds memberIds = new CountingMemberIds();
    private final List<ModelMember> members = new ArrayList<>();
    private final Map<Long, ModelMember> tickets = new TreeMap<>();
    private final List<Map.Entry<ModelMember, Reply>> answers = new ArrayList<>();
    private TopicCatalog catalog = TopicCatalog.of(Map.of("orders", 12));
    private long ticket;

    void manyAtOnce_makeFewGenerations(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Assignor assignor = Assignors.named(seed % 2 == 0 ? "cooperative-sticky" : "range");
        boolean coordinatorAssigns = seed % 4 < 2;
        GroupCoordinator coordinator = GroupCoordinator.builder()
                .clock(clock)
                .memberIds(memberIds)
                .config(CoordinatorConfig.defaults())
                .topics(catalog)
                .assignors(coordinatorAssigns ? List.of(assignor) : List.of())
                .build();
        take(coordinator, coordinator.activate());

        long untilMs = clock.nowMs() + LONGEST_STORM_MS;
        int count = 2 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            members.add(new ModelMember("shop", "c" + i, null, assignor, List.of("orders")));
            int gapMs = random.nextInt(LONGEST_GAP_MS);
            if (clock.nowMs() + gapMs < untilMs) {
                run(coordinator, gapMs);
            }
        }
        settle(coordinator, 0, "joined");

        int before = generation(coordinator);
        catalog = TopicCatalog.of(Map.of("orders", 1 + random.nextInt(40)));
        take(coordinator, coordinator.topicsChanged(catalog));
        settle(coordinator, before, "saw another topic");

        before = generation(coordinator);
        for (int i = random.nextInt(members.size()); i > 0; i--) {
            ModelMember member = members.remove(random.nextInt(members.size()));
            GroupRequest<?> leave = member.leave();
            if (leave != null) {
                take(coordinator, coordinator.handle(++ticket, leave));
            }
        }
        settle(coordinator, before, "left");
    }

    private static int generation(GroupCoordinator coordinator) {
        return coordinator.groups().get(0).generationId();
    }

    private void settle(GroupCoordinator coordinator, int generationBefore, String what) {
        run(coordinator, 60_000);
        int made = generation(coordinator) - generationBefore;
        require(made <= MOST_GENERATIONS, "L5: members " + what + ", that were " + made + " generations");
        TreeSet<TopicPartition> owned = new TreeSet<>();
        for (ModelMember member : members) {
            require(member.isSettled(), "L1: " + what + ", and it has not settled: " + member);
            owned.addAll(member.owned());
        }
        require(
                owned.size() == catalog.partitionCount("orders").orElse(0),
                "S2: of " + catalog.partitionCounts() + " worked on are " + owned);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void run(GroupCoordinator coordinator, int ms) {
        long untilMs = clock.nowMs() + ms;
        while (clock.nowMs() < untilMs) {
            for (ModelMember member : members) {
                for (GroupRequest<?> request : member.poll(clock.nowMs(), catalog)) {
                    ask(coordinator, member, request);
                }
            }
            List<Map.Entry<ModelMember, Reply>> arriving = List.copyOf(answers);
            answers.clear();
            for (Map.Entry<ModelMember, Reply> each : arriving) {
                ModelMember member = each.getKey();
                GroupRequest<?> next = member.answered(each.getValue().response(), clock.nowMs(), catalog);
                if (next != null) {
                    ask(coordinator, member, next);
                }
            }
            clock.setMs(clock.nowMs() + TICK_MS);
            take(coordinator, coordinator.advance());
        }
    }

    private void ask(GroupCoordinator coordinator, ModelMember member, GroupRequest<?> request) {
        tickets.put(++ticket, member);
        take(coordinator, coordinator.handle(ticket, request));
    }

    private void take(GroupCoordinator coordinator, Outcome outcome) {
        for (GroupEvent event : outcome.events()) {
            require(
                    !(event instanceof GroupEvent.GenerationStarted started)
                            || started.causes().size() <= GroupEvent.GenerationStarted.MAX_CAUSES,
                    "S14: more causes than are kept: " + event);
        }
        for (Reply reply : outcome.replies()) {
            ModelMember member = tickets.remove(reply.ticket());
            if (member != null && members.contains(member)) {
                answers.add(Map.entry(member, reply));
            }
        }
        coordinator.stored(outcome.sequence());
    }
}

package io.rebalance.testkit.simulation;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.view.GroupEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What nobody has, and who has nothing: that it is told why, and seen to. */
final class IdleWatch {

    private static final long TICK_MS = 600;

    private final World world;
    private final Oracle oracle;
    private int term;
    private RecordValue.@Nullable ClassicGroup stored;
    private long followUpDueMs = Long.MAX_VALUE;

    IdleWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    /** A coordinator that takes over sees to it too, in its own time. */
    void loaded(int newTerm) {
        term = newTerm;
        if (followUpDueMs != Long.MAX_VALUE) {
            followUpDueMs = followUpMs();
        }
    }

    void stored(RecordValue.ClassicGroup group) {
        stored = group;
    }

    void happened(int ofTerm, GroupEvent event) {
        if (ofTerm != term) {
            return;
        }
        if (event instanceof GroupEvent.RebalanceStarted || event instanceof GroupEvent.Emptied) {
            followUpDueMs = Long.MAX_VALUE;
        } else if (event instanceof GroupEvent.StoreFailed && followUpDueMs != Long.MAX_VALUE) {
            followUpDueMs = Math.max(followUpDueMs, world.trueMs() + TICK_MS); // what was taken back is due again
        } else if (event instanceof GroupEvent.Assigned assigned) {
            assigned(assigned);
        }
    }

    /** S17: what is told of an assignment is stored; and S18. */
    private void assigned(GroupEvent.Assigned assigned) {
        RecordValue.ClassicGroup group = stored;
        if (group == null || group.generationId() != assigned.generationId()) {
            oracle.fail("S17", "an assignment is told that is not stored: " + assigned);
            return;
        }
        if (group.coordinatorAssigned()) {
            checkPartitions(group, assigned);
        } else {
            checkLeader(group);
        }
        checkMembers(group, assigned);
        if (assigned.withheldCount() > 0) {
            followUpDueMs = followUpMs();
        }
    }

    private long followUpMs() {
        long ms = world.plan.maxPollIntervalMs;
        return world.trueMs() + ms + ms * world.plan.driftPpm / 1_000_000 + TICK_MS;
    }

    /** S18: a partition that somebody wants and nobody has is withheld, for somebody. */
    private void checkPartitions(RecordValue.ClassicGroup group, GroupEvent.Assigned assigned) {
        Set<TopicPartition> idle = new TreeSet<>();
        for (RecordValue.ClassicMember member : group.members()) {
            for (String topic : topics(group, member)) {
                for (int p = 0; p < world.topics.getOrDefault(topic, 0); p++) {
                    idle.add(new TopicPartition(topic, p));
                }
            }
        }
        group.members()
                .forEach(member -> LogWatch.partitions(member.assignment()).forEach(idle::remove));
        Set<TopicPartition> told = new TreeSet<>();
        for (GroupEvent.Withheld withheld : assigned.withheld()) {
            told.add(withheld.partition());
            if (withheld.to() == null) {
                oracle.fail("S18", withheld.partition() + " is withheld for nobody");
            }
        }
        boolean isTold = assigned.withheldCount() > GroupEvent.Assigned.MAX_WITHHELD
                ? idle.size() == assigned.withheldCount() && idle.containsAll(told)
                : idle.equals(told);
        if (!isTold) {
            oracle.fail("S18", "nobody has " + idle + ", and told is that of " + assigned.withheld());
        }
        if (!idle.isEmpty() && world.plan.assignor.mode() == RebalanceMode.EAGER) {
            oracle.fail("S18", "nobody has " + idle + ", though all have let go of everything");
        }
    }

    /** S2: a leader that assigns gives somebody something, if anybody wants a topic that was there all the time. */
    private void checkLeader(RecordValue.ClassicGroup group) {
        boolean isIdle = group.members().stream()
                .allMatch(member -> LogWatch.partitions(member.assignment()).isEmpty());
        if (isIdle
                && !oracle.log().isLedBlindly()
                && group.members().stream().anyMatch(member -> hasSteadyTopic(group, member))) {
            oracle.fail("S2", "nobody has anything in generation " + group.generationId() + ": " + group);
        }
    }

    /** S18: a member that has nothing is told with the reason, and the reason is true as far as it can be seen. */
    private void checkMembers(RecordValue.ClassicGroup group, GroupEvent.Assigned assigned) {
        Map<String, GroupEvent.MemberPart> parts =
                assigned.members().stream().collect(Collectors.toMap(GroupEvent.MemberPart::memberId, part -> part));
        Set<String> waiting = assigned.withheld().stream()
                .map(withheld -> String.valueOf(withheld.to()))
                .collect(Collectors.toSet());
        for (RecordValue.ClassicMember member : group.members()) {
            GroupEvent.MemberPart part = parts.remove(member.memberId());
            int has = LogWatch.partitions(member.assignment()).size();
            if (part == null || part.partitions() != has || (part.idleReason() == null) != (has > 0)) {
                oracle.fail("S18", member.memberId() + " has " + has + ", and told is " + part);
            } else if (has == 0 && group.coordinatorAssigned()) {
                GroupEvent.IdleReason expected = waiting.contains(member.memberId())
                        ? GroupEvent.IdleReason.WAITS_FOR_REVOCATION
                        : topics(group, member).stream().anyMatch(topic -> world.topics.containsKey(topic))
                                ? part.idleReason()
                                : GroupEvent.IdleReason.NO_SUCH_TOPICS;
                if (part.idleReason() != expected) {
                    oracle.fail("S18", member.memberId() + " has nothing because of " + expected + ", told is " + part);
                }
            }
        }
        if (!parts.isEmpty()) {
            oracle.fail("S18", "told is what these have, who are no members: " + parts);
        }
    }

    /** The last topic comes and goes, and a leader may be told late of it; the others stay. */
    private boolean hasSteadyTopic(RecordValue.ClassicGroup group, RecordValue.ClassicMember member) {
        return topics(group, member).stream()
                .anyMatch(topic -> world.plan.topics.getOrDefault(topic, 0) > 0
                        && (world.plan.topics.size() == 1 || !topic.equals(world.plan.topics.lastKey())));
    }

    private static List<String> topics(RecordValue.ClassicGroup group, RecordValue.ClassicMember member) {
        String protocol = group.protocolName();
        try {
            return ConsumerProtocol.readSubscription(member.metadata(protocol == null ? "" : protocol))
                    .topics();
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("a subscription cannot be read", e);
        }
    }

    /** S18: what is withheld is followed up, within the rebalance timeout. */
    void look() {
        if (world.trueMs() > followUpDueMs) {
            oracle.fail("S18", "partitions are withheld, and the group goes on as if nothing were");
        }
    }
}

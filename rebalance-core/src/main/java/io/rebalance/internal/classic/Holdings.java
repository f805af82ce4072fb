package io.rebalance.internal.classic;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which partitions, as far as the coordinator knows: what it granted members, and what they say when they join.
 *
 * <p>In a cooperative group a member holds what it was granted until it joins again without it, knowing of the grant. A
 * member says in which generation it speaks; what it says of an earlier generation than the grant is said without
 * knowledge of it, and does not end it, however often it is said. A member that says in no generation is believed: it
 * has lost its identity, and given up everything. One that does not say what it holds (version 0) is taken to hold what it
 * was granted last, and to have let go of it once it was granted something else. A static member that keeps its place
 * without joining has said nothing at all, and may work on; it holds whatever it was granted.
 *
 * <p>What members say without having been granted it counts where nobody was: after a start without a log, say. No such
 * claim stands against a grant.
 *
 * <p>In an eager group everybody has given up everything before joining; what was granted last is only what an assignor
 * may want to keep together.
 */
final class Holdings {

    /** Where grants begin in the numbers by which the input ranks claims: above whatever a member may say. */
    private static final int FIRST_GRANT = 1 << 30;

    private final int generationId;
    private final SortedMap<String, ConsumerSubscription> subscriptions;
    private final Map<String, Integer> partitionCounts;
    private final SortedMap<String, SortedMap<TopicPartition, Integer>> granted = new TreeMap<>();
    private final Map<String, BitSet> said = new TreeMap<>();

    private Holdings(
            int generationId,
            SortedMap<String, ConsumerSubscription> subscriptions,
            Map<String, Integer> partitionCounts) {
        this.generationId = generationId;
        this.subscriptions = subscriptions;
        this.partitionCounts = partitionCounts;
    }

    /**
     * Puts together what the members say and what they were granted.
     *
     * @param stored the last generation whose assignment is known; null if there is none
     * @param subscriptions what the members say, by member id
     * @param absent the static members that keep their places without having joined again; what they said, they said
     *     before, so they hold all that they were granted
     * @param partitionCounts how many partitions the topics have that the members subscribe to; what is said of others
     *     is of no concern
     */
    static Holdings of(
            RecordValue.@Nullable ClassicGroup stored,
            SortedMap<String, ConsumerSubscription> subscriptions,
            Set<String> absent,
            Map<String, Integer> partitionCounts,
            RebalanceMode mode) {
        Holdings holdings = new Holdings(stored == null ? 0 : stored.generationId(), subscriptions, partitionCounts);
        subscriptions.forEach((memberId, subscription) -> {
            if (!absent.contains(memberId)) {
                holdings.hear(subscription);
            }
        });
        Map<String, SortedMap<TopicPartition, Integer>> grants = grants(stored);
        subscriptions.forEach((memberId, subscription) -> grants.getOrDefault(memberId, new TreeMap<>())
                .forEach((partition, grantedIn) -> {
                    boolean isHeld = mode == RebalanceMode.EAGER
                            ? grantedIn == holdings.generationId
                            : absent.contains(memberId) || holdings.isHeld(partition, grantedIn, subscription);
                    if (isHeld) {
                        holdings.granted
                                .computeIfAbsent(memberId, m -> new TreeMap<>())
                                .put(partition, grantedIn);
                    }
                }));
        return holdings;
    }

    /** Writes everybody's claims into the input: a grant stands above every claim, and a later one above an earlier. */
    void claimIn(AssignmentInput.Builder input) {
        subscriptions.forEach((memberId, subscription) -> {
            int since = Math.min(subscription.generationId(), FIRST_GRANT - 1);
            for (TopicPartitions topic : ownedInCatalog(subscription)) {
                topic.partitions()
                        .filter(p -> exists(topic.topic(), p))
                        .forEach(p -> input.claim(memberId, topic.topic(), p, since));
            }
        });
        granted.forEach((memberId, partitions) -> partitions.forEach((partition, grantedIn) ->
                input.claim(memberId, partition, FIRST_GRANT + Math.min(grantedIn, FIRST_GRANT - 1))));
    }

    /**
     * Whether, if the partition is withheld, nobody will join again by himself to let go of it: whoever was granted it last
     * does not know that yet. A grant that has been unknown for longer can wait for the slower follow-up.
     */
    boolean isFollowUpNeededFor(TopicPartition partition) {
        return !isSaid(partition)
                && granted.values().stream().anyMatch(g -> g.getOrDefault(partition, -1) == generationId);
    }

    /** What the member was granted and holds, but for what it is granted anew. */
    List<Unreleased> without(String memberId, List<TopicPartitions> grantedAnew) {
        Set<TopicPartition> anew = new HashSet<>();
        grantedAnew.forEach(topic -> topic.stream().forEach(anew::add));
        SortedMap<Integer, SortedMap<String, List<Integer>>> rest = new TreeMap<>();
        granted.getOrDefault(memberId, new TreeMap<>()).forEach((partition, generation) -> {
            if (!anew.contains(partition)) {
                rest.computeIfAbsent(generation, g -> new TreeMap<>())
                        .computeIfAbsent(partition.topic(), t -> new ArrayList<>())
                        .add(partition.partition());
            }
        });
        List<Unreleased> unreleased = new ArrayList<>();
        rest.forEach((generation, topics) -> topics.forEach((topic, partitions) -> unreleased.add(new Unreleased(
                generation,
                TopicPartitions.of(topic, partitions.stream().mapToInt(p -> p).toArray())))));
        return unreleased;
    }

    private void hear(ConsumerSubscription subscription) {
        for (TopicPartitions topic : ownedInCatalog(subscription)) {
            BitSet partitions = said.computeIfAbsent(topic.topic(), t -> new BitSet());
            topic.partitions().filter(p -> exists(topic.topic(), p)).forEach(partitions::set);
        }
    }

    private boolean isSaid(TopicPartition partition) {
        BitSet partitions = said.get(partition.topic());
        return partitions != null && partitions.get(partition.partition());
    }

    /** Whoever claims what there is not, or what nobody wants, claims nothing: it must not cost memory. */
    private List<TopicPartitions> ownedInCatalog(ConsumerSubscription subscription) {
        List<TopicPartitions> owned = subscription.ownedPartitions();
        return owned == null
                ? List.of()
                : owned.stream().filter(t -> exists(t.topic(), 0)).toList();
    }

    private boolean exists(String topic, int partition) {
        return partition < partitionCounts.getOrDefault(topic, -1);
    }

    private boolean isHeld(TopicPartition partition, int grantedIn, ConsumerSubscription subscription) {
        List<TopicPartitions> owned = subscription.ownedPartitions();
        if (owned == null) {
            return grantedIn == generationId;
        }
        boolean isSaid = owned.stream()
                .anyMatch(topic -> topic.topic().equals(partition.topic())
                        && topic.partitions().anyMatch(p -> p == partition.partition()));
        boolean isUnaware = subscription.generationId() >= 0 && subscription.generationId() < grantedIn;
        return isSaid || isUnaware;
    }

    private static Map<String, SortedMap<TopicPartition, Integer>> grants(RecordValue.@Nullable ClassicGroup stored) {
        Map<String, SortedMap<TopicPartition, Integer>> grants = new TreeMap<>();
        if (stored == null) {
            return grants;
        }
        for (RecordValue.ClassicMember member : stored.members()) {
            SortedMap<TopicPartition, Integer> ofMember = new TreeMap<>();
            for (Unreleased older : member.unreleased()) {
                older.partitions().stream().forEach(p -> ofMember.merge(p, older.generationId(), Math::max));
            }
            for (TopicPartitions topic : assigned(member)) {
                topic.stream().forEach(p -> ofMember.put(p, stored.generationId()));
            }
            grants.put(member.memberId(), ofMember);
        }
        return grants;
    }

    private static List<TopicPartitions> assigned(RecordValue.ClassicMember member) {
        try {
            return ConsumerProtocol.readAssignment(member.assignment()).partitions();
        } catch (MalformedBytesException e) {
            return List.of(); // a leader wrote what is no consumer's assignment: nothing is known to be granted
        }
    }
}

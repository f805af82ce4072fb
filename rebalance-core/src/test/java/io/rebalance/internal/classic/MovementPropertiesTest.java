package io.rebalance.internal.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.Moves;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The law of moves: who follows them gets from one assignment to the next. */
class MovementPropertiesTest {

    private static final List<String> TOPICS = List.of("orders", "payments");

    @Property
    void moves_appliedToWhatWas_giveWhatIs(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<TopicPartition, String> before = owners(random);
        TreeMap<TopicPartition, String> after = owners(random);

        Moves moves = Movement.between(group(before, random), group(after, random));

        TreeMap<TopicPartition, String> followed = new TreeMap<>(before);
        for (Moves.Move move : moves.list()) {
            assertThat(move.from()).isNotEqualTo(move.to()).isEqualTo(before.getOrDefault(move.partition(), ""));
            if (move.to().isEmpty()) {
                followed.remove(move.partition());
            } else {
                followed.put(move.partition(), move.to());
            }
        }
        assertThat(followed).isEqualTo(after);
        assertThat(moves.count()).isEqualTo(moves.list().size());
        assertThat(moves.list()).extracting(Moves.Move::partition).isSorted().doesNotHaveDuplicates();
    }

    /** At most 40 partitions, fewer than are listed, each with one owner or none. */
    private static TreeMap<TopicPartition, String> owners(SplittableRandom random) {
        TreeMap<TopicPartition, String> owners = new TreeMap<>();
        int members = random.nextInt(5);
        for (String topic : TOPICS) {
            for (int p = random.nextInt(20); p >= 0 && members > 0; p--) {
                if (random.nextInt(4) > 0) {
                    owners.put(new TopicPartition(topic, p), "m" + random.nextInt(members));
                }
            }
        }
        return owners;
    }

    /** With members that have nothing, too, some of which are not there. */
    private static RecordValue.ClassicGroup group(TreeMap<TopicPartition, String> owners, SplittableRandom random) {
        List<ClassicMember> members = new ArrayList<>();
        for (int m = 0; m < 5; m++) {
            String memberId = "m" + m;
            if (owners.containsValue(memberId) || random.nextBoolean()) {
                members.add(member(memberId, owners));
            }
        }
        boolean isEmpty = members.isEmpty();
        return new RecordValue.ClassicGroup(
                ConsumerProtocol.TYPE,
                isEmpty ? null : "range",
                1,
                isEmpty ? null : members.get(0).memberId(),
                false,
                1_000,
                members);
    }

    private static ClassicMember member(String memberId, TreeMap<TopicPartition, String> owners) {
        List<TopicPartitions> parts = new ArrayList<>();
        for (String topic : TOPICS) {
            int[] partitions = owners.entrySet().stream()
                    .filter(e ->
                            e.getKey().topic().equals(topic) && e.getValue().equals(memberId))
                    .mapToInt(e -> e.getKey().partition())
                    .toArray();
            if (partitions.length > 0) {
                parts.add(TopicPartitions.of(topic, partitions));
            }
        }
        Bytes assignment =
                ConsumerProtocol.writeAssignment(ConsumerAssignment.of(parts), ConsumerProtocol.LOWEST_VERSION);
        return new ClassicMember(
                memberId,
                null,
                "client",
                "host",
                10_000,
                60_000,
                List.of(new JoinProtocol("range", Bytes.EMPTY)),
                assignment,
                List.of());
    }
}

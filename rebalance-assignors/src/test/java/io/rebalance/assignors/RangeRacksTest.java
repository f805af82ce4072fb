package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.AssignorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Range with racks, as Kafka 4.1's own divides (KIP-881). */
class RangeRacksTest {

    private static final List<Set<String>> RACK_SETS =
            List.of(Set.of(), Set.of("r1"), Set.of("r2"), Set.of("r1", "r2"));

    @Test
    void twoMembersTwoTopicsTwoPartitionsTwoRacks_everyInput_answersLikeKafka() throws AssignorException {
        List<List<Set<String>>> topics = topicsOfAtMostTwo();
        int checked = 0;
        for (List<Set<String>> first : topics) {
            for (List<Set<String>> second : topics) {
                for (List<RackedGroup.Member> members : pairs()) {
                    checkAgainstKafka(new RackedGroup(List.of(first, second), members));
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(21 * 21 * 9 * 16 * 4);
    }

    private static List<List<Set<String>>> topicsOfAtMostTwo() {
        List<List<Set<String>>> topics = new ArrayList<>(List.of(List.of()));
        for (Set<String> first : RACK_SETS) {
            topics.add(List.of(first));
            for (Set<String> second : RACK_SETS) {
                topics.add(List.of(first, second));
            }
        }
        return topics;
    }

    private static List<List<RackedGroup.Member>> pairs() {
        List<List<RackedGroup.Member>> pairs = new ArrayList<>();
        for (RackedGroup.Member a : members("a", "i2")) {
            for (RackedGroup.Member b : members("b", "i1")) {
                pairs.add(List.of(a, b));
            }
        }
        return pairs;
    }

    private static List<RackedGroup.Member> members(String id, String instanceId) {
        List<RackedGroup.Member> members = new ArrayList<>();
        for (String rack : new String[] {null, "r1", "r2"}) {
            for (List<Integer> topics : List.of(List.<Integer>of(), List.of(0), List.of(1), List.of(0, 1))) {
                members.add(new RackedGroup.Member(id, null, rack, topics));
                members.add(new RackedGroup.Member(id, instanceId, rack, topics));
            }
        }
        return members;
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void anyGroup_answersLikeKafka(@ForAll long seed) throws AssignorException {
        checkAgainstKafka(RackedGroup.random(seed, 8, 5, 9, 4));
    }

    private static void checkAgainstKafka(RackedGroup group) throws AssignorException {
        AssignmentInput input = group.input();
        Assignment theirs = KafkaGroups.assignment(
                input,
                new org.apache.kafka.clients.consumer.RangeAssignor()
                        .assignPartitions(group.partitionInfos(), group.subscriptions()));
        Assignment ours = new RangeAssignor().assign(input);
        if (!ours.equals(theirs)) { // only then is a text worth its time
            assertThat(ours.toMap(input)).as("%s", group).isEqualTo(theirs.toMap(input));
        }
    }
}

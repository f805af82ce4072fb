package io.rebalance.assignor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentInputTest {

    @Test
    void numbers_namesInAnyOrder_followTheSortedNames() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("payments", 2)
                .topic("orders", 3)
                .member("b", List.of("payments", "orders"))
                .member("a", "i-1", null, List.of("orders"))
                .build();

        assertThat(input.memberCount()).isEqualTo(2);
        assertThat(input.memberId(0)).isEqualTo("a");
        assertThat(input.instanceId(0)).isEqualTo("i-1");
        assertThat(input.memberId(1)).isEqualTo("b");
        assertThat(input.instanceId(1)).isNull();
        assertThat(input.topicCount()).isEqualTo(2);
        assertThat(input.topicName(0)).isEqualTo("orders");
        assertThat(input.topicName(1)).isEqualTo("payments");
        assertThat(input.firstPartition(0)).isZero();
        assertThat(input.firstPartition(1)).isEqualTo(3);
        assertThat(input.firstPartition(2)).isEqualTo(5);
        assertThat(input.partitionCount()).isEqualTo(5);
    }

    @Test
    void topics_unknownOrUnwanted_areLeftOut() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("unwanted", 9)
                .topic("orders", 1)
                .member("a", List.of("unknown", "orders"))
                .build();

        assertThat(input.topicCount()).isEqualTo(1);
        assertThat(input.topicName(0)).isEqualTo("orders");
        assertThat(input.partitionCount()).isEqualTo(1);
        assertThat(subscription(input, 0)).containsExactly(0);
    }

    @Test
    void subscription_unsortedAndRepeated_isAscendingAndDistinct() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("x", 1)
                .topic("y", 1)
                .topic("z", 1)
                .member("a", List.of("z", "x", "z", "y", "x"))
                .build();

        assertThat(subscription(input, 0)).containsExactly(0, 1, 2);
    }

    // neighbours of equal lists share one array inside: nobody may get the other's
    @Test
    void subscription_someNeighboursAlike_isEachMembersOwn() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("x", 1)
                .topic("y", 1)
                .member("a", List.of("x"))
                .member("b", List.of("x"))
                .member("c", List.of("y", "x"))
                .member("d", List.of())
                .member("e", List.of("x"))
                .build();

        assertThat(IntStream.range(0, 5).mapToObj(m -> subscription(input, m)))
                .containsExactly(List.of(0), List.of(0), List.of(0, 1), List.of(), List.of(0));
    }

    @ParameterizedTest
    @CsvSource({"x y, y x, true", "x y, x, false", "x gone, x, true", "gone, gone, true", "x, '', false"})
    void isHomogeneous_existingTopicsOfAll_areCompared(String ofA, String ofB, boolean expected) {
        AssignmentInput input = AssignmentInput.builder()
                .topic("x", 1)
                .topic("y", 1)
                .member("a", List.of(ofA.split(" ")))
                .member("b", List.of(ofB.split(" ")))
                .build();

        assertThat(input.isHomogeneous()).isEqualTo(expected);
    }

    @Test
    void racks_namedByMembers_areNumbers() {
        AssignmentInput input = AssignmentInput.builder()
                .member("a", null, "west", List.of())
                .member("b", null, null, List.of())
                .member("c", null, "east", List.of())
                .member("d", null, "west", List.of())
                .build();

        assertThat(IntStream.range(0, 4).map(input::rackOf)).containsExactly(1, AssignmentInput.NONE, 0, 1);
    }

    // racks of members and of replicas are one set of numbers, in the order of the names
    @Test
    void racks_ofReplicas_tellWhereEachPartitionIs() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", List.of(Set.of("east", "north"), Set.of("west"), Set.of()))
                .topic("payments", 1)
                .topic("unread", List.of(Set.of("moon")))
                .member("a", null, "west", List.of("orders", "payments"))
                .member("b", null, "south", List.of("orders"))
                .member("c", null, "", List.of("orders"))
                .build();

        assertThat(input.rackCount()).isEqualTo(4); // east, north, south, west
        assertThat(input.rackOf(0)).isEqualTo(3);
        assertThat(input.rackOf(1)).isEqualTo(2);
        assertThat(input.rackOf(2)).isEqualTo(AssignmentInput.NONE);
        String[] expected = {"1100", "0001", "0000", "0000"}; // by partition: who has a replica in which rack
        for (int p = 0; p < 4; p++) {
            StringBuilder racks = new StringBuilder();
            for (int r = 0; r < 4; r++) {
                racks.append(input.hasReplicaIn(p, r) ? '1' : '0');
            }
            assertThat(racks).asString().as("partition %d", p).isEqualTo(expected[p]);
        }
        assertThat(input.hasReplicaIn(0, AssignmentInput.NONE)).isFalse();
    }

    @Test
    void racks_topicAddedAgainWithoutThem_areForgotten() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", List.of(Set.of("east")))
                .topic("orders", 2)
                .member("a", null, "east", List.of("orders"))
                .build();

        assertThat(input.partitionCount()).isEqualTo(2);
        assertThat(input.hasReplicaIn(0, 0)).isFalse();
    }

    @Test
    void claims_ofTheHighestGeneration_count() {
        AssignmentInput input = twoMembers()
                .claim("a", "orders", 0, 5)
                .claim("b", "orders", 0, 4)
                .claim("a", "orders", 1, 4)
                .claim("b", "orders", 1, 5)
                .build();

        assertThat(owners(input)).containsExactly(0, 1, AssignmentInput.NONE);
    }

    @Test
    void claims_ofTheSameGeneration_areContested() {
        AssignmentInput input = twoMembers()
                .claim("a", "orders", 0, -1)
                .claim("b", "orders", 0, -1)
                .claim("a", "orders", 2, 7)
                .claim("b", "orders", 2, 7)
                .build();

        assertThat(owners(input))
                .containsExactly(AssignmentInput.CONTESTED, AssignmentInput.NONE, AssignmentInput.CONTESTED);
    }

    // an older claim loses only to a newer one: not even a dispute of others lets it win
    @ParameterizedTest
    @CsvSource({"5, 5, 4, -2", "5, 4, 5, -2", "4, 5, 5, -2", "5, 5, 6, 2", "6, 5, 5, 0", "5, 5, 5, -2"})
    void claims_ofThree_areJudgedByTheHighest(int ofA, int ofB, int ofC, int owner) {
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", 1)
                .member("a", List.of("orders"))
                .member("b", List.of("orders"))
                .member("c", List.of("orders"))
                .claim("c", "orders", 0, ofC)
                .claim("a", "orders", 0, ofA)
                .claim("b", "orders", 0, ofB)
                .build();

        assertThat(input.previousOwnerOf(0)).isEqualTo(owner);
    }

    // every way in which up to three members can claim one partition, in every order of saying
    @Test
    // field failure F4: what two claim with equal right is nobody's
    void claims_everyCombinationOfThree_giveThePartitionToTheOnlyHighest() {
        int none = -2; // below any generation, and -1
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int all = 0; all < 5 * 5 * 5; all++) {
            int[] generations = {all % 5 + none, all / 5 % 5 + none, all / 25 + none};
            int highest = IntStream.of(generations).max().orElse(none);
            int[] claimants = IntStream.range(0, 3)
                    .filter(m -> highest > none && generations[m] == highest)
                    .toArray();
            int expected = claimants.length == 0
                    ? AssignmentInput.NONE
                    : claimants.length == 1 ? claimants[0] : AssignmentInput.CONTESTED;
            for (int[] order : orders) {
                AssignmentInput.Builder builder = AssignmentInput.builder().topic("orders", 1);
                for (String id : List.of("0", "1", "2")) {
                    builder.member(id, List.of("orders"));
                }
                for (int m : order) {
                    if (generations[m] > none) {
                        builder.claim(String.valueOf(m), "orders", 0, generations[m]);
                    }
                }
                assertThat(builder.build().previousOwnerOf(0))
                        .as(
                                "generations %s, said in order %s",
                                List.of(generations[0], generations[1], generations[2]), order)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void claims_repeatedByOneMember_countOnceAtTheirHighest() {
        AssignmentInput input = twoMembers()
                .claim("a", new TopicPartition("orders", 0), 5)
                .claim("a", new TopicPartition("orders", 0), 5)
                .claim("b", "orders", 1, 7)
                .claim("b", "orders", 1, 3)
                .claim("a", "orders", 1, 6)
                .build();

        assertThat(owners(input)).containsExactly(0, 1, AssignmentInput.NONE);
    }

    @Test
    void claims_ofSeveralPartitionsAtOnce_areAsOneByOne() {
        AssignmentInput input = twoMembers()
                .claim("a", TopicPartitions.of("orders", 2, 0, 9), 5)
                .claim("b", TopicPartitions.of("gone", 1), 5)
                .claim("nobody", TopicPartitions.of("orders", 1), 5)
                .build();

        assertThat(owners(input)).containsExactly(0, AssignmentInput.NONE, 0);
    }

    @Test
    void claims_ofMembersTakingTurns_areEachMembersOwn() {
        AssignmentInput.Builder builder = twoMembers().claim("c", "orders", 2, 9);
        AssignmentInput input = builder.member("c", List.of("orders"))
                .claim("c", "orders", 0, 5)
                .claim("a", "orders", 1, 5)
                .claim("c", "orders", 2, 5)
                .build();

        assertThat(owners(input)).containsExactly(2, 0, 2);
    }

    @Test
    void claims_toWhatIsNotThere_areIgnored() {
        AssignmentInput input = twoMembers()
                .claim("a", "orders", 3, 5)
                .claim("a", "orders", -1, 5)
                .claim("a", "gone", 0, 5)
                .claim("nobody", "orders", 0, 5)
                .build();

        assertThat(owners(input)).containsOnly(AssignmentInput.NONE);
    }

    @Test
    void claims_toATopicNoLongerSubscribed_stillTellWhoHoldsIt() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("orders", 1)
                .member("a", List.of())
                .member("b", List.of("orders"))
                .claim("a", "orders", 0, 5)
                .build();

        assertThat(input.previousOwnerOf(0)).isZero();
    }

    @Test
    void build_laterCallsOnTheBuilder_changeNothing() {
        AssignmentInput.Builder builder = twoMembers();
        AssignmentInput input = builder.build();
        builder.topic("orders", 99).member("c", List.of("orders")).claim("a", "orders", 0, 1);

        assertThat(input.memberCount()).isEqualTo(2);
        assertThat(owners(input)).hasSize(3).containsOnly(AssignmentInput.NONE);
        assertThat(owners(builder.build())).hasSize(99).startsWith(0);
    }

    @Test
    void build_tooManyPartitions_isRefused() {
        AssignmentInput.Builder builder = AssignmentInput.builder()
                .topic("x", Integer.MAX_VALUE)
                .topic("y", 1)
                .member("a", List.of("x", "y"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2147483647")
                .hasMessageContaining("2147483648");
    }

    @Test
    void builder_badArguments_areRefusedAndChangeNothing() {
        AssignmentInput.Builder builder = twoMembers();

        assertThatThrownBy(() -> builder.topic("orders", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitionCount of orders must be 0 or more, was -1");
        assertThatThrownBy(() -> builder.member("a", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a");
        assertThatThrownBy(() -> builder.topic(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.member(null, List.of())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.member("c", null)).isInstanceOf(NullPointerException.class);
        assertThat(builder.build().memberCount()).isEqualTo(2);
        assertThat(builder.build().partitionCount()).isEqualTo(3);
        assertThat(subscription(builder.build(), 0)).containsExactly(0);
    }

    private static AssignmentInput.Builder twoMembers() {
        return AssignmentInput.builder()
                .topic("orders", 3)
                .member("a", List.of("orders"))
                .member("b", List.of("orders"));
    }

    private static List<Integer> subscription(AssignmentInput input, int member) {
        return IntStream.range(0, input.subscriptionCount(member))
                .mapToObj(i -> input.subscribedTopic(member, i))
                .toList();
    }

    private static int[] owners(AssignmentInput input) {
        return IntStream.range(0, input.partitionCount())
                .map(input::previousOwnerOf)
                .toArray();
    }
}

package io.rebalance.assignors.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.TopicCatalog;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignors.Assignors;
import io.rebalance.assignors.RangeAssignor;
import io.rebalance.assignors.StickyAssignor;
import io.rebalance.assignors.plan.GroupSnapshot.Member;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What would come of a change: no more and no less than the difference of two assignments. */
class AssignmentPlanTest {

    private static final TopicCatalog TOPICS = TopicCatalog.of(Map.of("orders", 4, "payments", 2));

    private static GroupSnapshot three() {
        return GroupSnapshot.of(
                TOPICS,
                List.of(
                        member("m1", "orders-0", "orders-1"),
                        member("m2", "orders-2", "orders-3"),
                        member("m3", "payments-0", "payments-1")),
                new StickyAssignor());
    }

    private static Member member(String id, String... partitions) {
        List<TopicPartition> has = new ArrayList<>();
        for (String partition : partitions) {
            int dash = partition.lastIndexOf('-');
            has.add(new TopicPartition(partition.substring(0, dash), Integer.parseInt(partition.substring(dash + 1))));
        }
        return new Member(id, null, null, List.of("orders", "payments"), has);
    }

    @Test
    void memberLeaves_itsPartitionsGoToTheOthers() throws AssignorException {
        AssignmentPlan plan = AssignmentPlan.of(three(), GroupChange.leaves("m3"));

        assertThat(plan.toText()).isEqualTo("""
                        m3 leaves
                        before: 3 members, 2 to 2 partitions each, 0 idle, 0 partitions of nobody
                        after:  2 members, 3 to 3 partitions each, 0 idle, 0 partitions of nobody
                        moved from one member to another: 2
                        partition   from  to
                        payments-0  m3    m1
                        payments-1  m3    m2
                        """);
    }

    @Test
    void memberJoins_getsItsShareAndNobodyElseMoves() throws AssignorException {
        AssignmentPlan plan =
                AssignmentPlan.of(three(), GroupChange.joins(Member.newcomer("m4", List.of("orders", "payments"))));

        assertThat(plan.after().loads().values()).containsExactlyInAnyOrder(1, 1, 2, 2);
        assertThat(plan.movedCount()).isEqualTo(1);
        assertThat(plan.moves()).allMatch(move -> "m4".equals(move.to()));
    }

    @Test
    void topicGrows_newPartitionsComeFromNobody() throws AssignorException {
        AssignmentPlan plan = AssignmentPlan.of(three(), GroupChange.topicHas("orders", 7));

        assertThat(plan.movedCount()).isZero();
        assertThat(plan.moves())
                .extracting(AssignmentPlan.Move::partition)
                .extracting(TopicPartition::toString)
                .containsExactly("orders-4", "orders-5", "orders-6");
        assertThat(plan.moves()).allMatch(move -> move.from() == null);
        assertThat(plan.after().most() - plan.after().least()).isZero();
    }

    @Test
    void topicMadeAnewWithLess_whatIsGoneIsNoMove() throws AssignorException {
        AssignmentPlan plan = AssignmentPlan.of(three(), GroupChange.topicHas("orders", 3));

        assertThat(plan.moves().toString()).isEqualTo("[orders-3 m2>]");
        assertThat(plan.movedCount()).isZero();
    }

    @Test
    void groupGoesOverToRange_andBack_isOneChangeAfterTheOther() throws AssignorException {
        AssignmentPlan plan = AssignmentPlan.of(three(), GroupChange.uses(new RangeAssignor()));

        assertThat(plan.after().loads()).isEqualTo(new TreeMap<>(Map.of("m1", 3, "m2", 2, "m3", 1)));
        assertThat(AssignmentPlan.of(
                                three(), GroupChange.uses(new RangeAssignor()), GroupChange.uses(new StickyAssignor()))
                        .moves())
                .isEmpty();
    }

    @Test
    void changesThatCannotBe_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AssignmentPlan.of(three(), GroupChange.leaves("nobody")))
                .withMessage("memberId must be of a member, was nobody");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AssignmentPlan.of(three(), GroupChange.joins(member("m1"))))
                .withMessage("member must have an id that is new, had m1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupChange.topicHas("orders", -1))
                .withMessage("partitionCount must be 0 or more, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupSnapshot.of(TOPICS, List.of(member("m1"), member("m1")), new StickyAssignor()))
                .withMessage("members must have different ids, two have m1");
    }

    @Test
    void idleMembersAndPartitionsOfNobody_areCounted() throws AssignorException {
        GroupSnapshot group =
                GroupSnapshot.of(TOPICS, List.of(member("m1", "orders-0"), member("m2")), new StickyAssignor());

        AssignmentPlan plan = AssignmentPlan.of(group);

        assertThat(plan.before()).hasToString("2 members, 0 to 1 partitions each, 1 idle, 5 partitions of nobody");
        assertThat(plan.after()).hasToString("2 members, 3 to 3 partitions each, 0 idle, 0 partitions of nobody");
        assertThat(plan.toText()).startsWith("assign anew\n");
    }

    @Test
    void coordinatorsView_isReadFromItsBytes() throws MalformedBytesException, AssignorException {
        Bytes says = ConsumerProtocol.writeSubscription(ConsumerSubscription.of(List.of("orders")), (short) 1);
        Bytes has = ConsumerProtocol.writeAssignment(
                ConsumerAssignment.of(List.of(TopicPartitions.of("orders", 1, 3))), (short) 0);
        GroupView view = new GroupView(
                "g",
                GroupView.STABLE,
                7,
                "consumer",
                "sticky",
                null,
                List.of(new MemberView("m1", "i1", "c", "h", 1, 1, says, has, false)),
                0);

        GroupSnapshot group = GroupSnapshot.of(view, TOPICS, Assignors.named("sticky"));

        assertThat(group.members().get("m1").instanceId()).isEqualTo("i1");
        assertThat(AssignmentPlan.of(group).moves().toString()).isEqualTo("[orders-0 >m1, orders-2 >m1]");
    }

    @Property(tries = 500)
    void moves_madeToWhatWas_giveWhatIs(@ForAll long seed) throws AssignorException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Member> members = new ArrayList<>();
        TreeMap<TopicPartition, String> owners = new TreeMap<>();
        for (int m = 1 + random.nextInt(5); m > 0; m--) {
            List<TopicPartition> has = new ArrayList<>();
            for (int p = 0; p < 4; p++) {
                TopicPartition partition = new TopicPartition("orders", p);
                if (random.nextInt(4) == 0 && owners.putIfAbsent(partition, "m" + m) == null) {
                    has.add(partition);
                }
            }
            members.add(new Member("m" + m, null, null, List.of("orders"), has));
        }
        GroupSnapshot group = GroupSnapshot.of(
                TOPICS,
                members,
                Assignors.all().get(random.nextInt(Assignors.all().size())));

        AssignmentPlan plan = AssignmentPlan.of(group, GroupChange.topicHas("orders", 1 + random.nextInt(6)));

        for (AssignmentPlan.Move move : plan.moves()) {
            assertThat(owners.get(move.partition())).isEqualTo(move.from());
            if (move.to() == null) {
                owners.remove(move.partition());
            } else {
                owners.put(move.partition(), move.to());
            }
        }
        TreeMap<String, Integer> loads = new TreeMap<>();
        members.forEach(member -> loads.put(member.memberId(), 0));
        owners.values().forEach(owner -> loads.merge(owner, 1, Integer::sum));
        assertThat(plan.after().loads()).isEqualTo(loads);
    }
}

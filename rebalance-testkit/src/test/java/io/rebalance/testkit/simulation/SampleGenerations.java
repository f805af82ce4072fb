package io.rebalance.testkit.simulation;

import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.Moves;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Generations as a cooperative group's coordinator stores and tells them. */
final class SampleGenerations {

    private static final String PROTOCOL = "cooperative-sticky";

    private SampleGenerations() {}

    static RecordValue.ClassicGroup of(int number, ClassicMember... members) {
        return new RecordValue.ClassicGroup(
                "consumer", PROTOCOL, number, members[0].memberId(), true, 0, List.of(members));
    }

    /**
     * A member that is given partitions of orders.
     *
     * @param owns what it said it had
     * @param since in which generation it said so
     */
    static ClassicMember member(String id, @Nullable String instance, int[] has, int[] owns, int since) {
        Bytes says = ConsumerProtocol.writeSubscription(
                ConsumerSubscription.of(List.of("orders")).owning(orders(owns), since),
                ConsumerProtocol.HIGHEST_VERSION);
        Bytes assignment = ConsumerProtocol.writeAssignment(ConsumerAssignment.of(orders(has)), (short) 1);
        return new ClassicMember(
                id, instance, "c", "h", 1, 1, List.of(new JoinProtocol(PROTOCOL, says)), assignment, List.of());
    }

    private static List<TopicPartitions> orders(int[] partitions) {
        return partitions.length == 0 ? List.of() : List.of(TopicPartitions.of("orders", partitions));
    }

    /** Two members, one with nothing, for whom partition 5 of 6 is withheld. */
    static RecordValue.ClassicGroup withheld(int number) {
        return of(
                number,
                member("a", null, new int[] {0, 1, 2, 3, 4}, new int[] {5}, 0),
                member("b", null, new int[] {}, new int[] {}, -1));
    }

    /** One member, that leads and has given itself partitions of orders. */
    static RecordValue.ClassicGroup led(int number, int... has) {
        ClassicMember leader = member("a", null, has, new int[] {}, -1);
        return new RecordValue.ClassicGroup("consumer", PROTOCOL, number, "a", false, 0, List.of(leader));
    }

    static GroupEvent.Assigned assignedByLeader(int number, int count) {
        GroupEvent.IdleReason reason = count > 0 ? null : GroupEvent.IdleReason.ASSIGNOR_CHOICE;
        return new GroupEvent.Assigned(
                World.GROUP,
                number,
                List.of(new GroupEvent.MemberPart("a", count, reason)),
                List.of(),
                0,
                Moves.UNKNOWN,
                0);
    }

    static GroupEvent.Assigned assignedWithheld(int number) {
        return new GroupEvent.Assigned(
                World.GROUP,
                number,
                List.of(
                        new GroupEvent.MemberPart("a", 5, null),
                        new GroupEvent.MemberPart("b", 0, GroupEvent.IdleReason.WAITS_FOR_REVOCATION)),
                List.of(new GroupEvent.Withheld(new TopicPartition("orders", 5), "a", "b")),
                1,
                Moves.UNKNOWN,
                0);
    }
}

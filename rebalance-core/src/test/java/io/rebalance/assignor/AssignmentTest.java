package io.rebalance.assignor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.TopicPartition;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private final AssignmentInput input = AssignmentInput.builder()
            .topic("orders", 3)
            .topic("payments", 2)
            .member("a", List.of("orders"))
            .member("b", List.of("orders", "payments"))
            .member("c", List.of("orders"))
            .build();

    @Test
    void toMap_anAssignment_namesEveryMembersPartitionsInOrder() {
        SortedMap<String, List<TopicPartition>> map =
                Assignment.of(new int[] {1, 0, AssignmentInput.NONE, 1, 1}).toMap(input);

        assertThat(map.keySet()).containsExactly("a", "b", "c");
        assertThat(map.get("a")).containsExactly(orders(1));
        assertThat(map.get("b")).containsExactly(orders(0), payments(0), payments(1));
        assertThat(map.get("c")).isEmpty();
    }

    @Test
    void toMap_theResult_cannotBeChanged() {
        SortedMap<String, List<TopicPartition>> map = Assignment.of(new int[5]).toMap(input);

        assertThatThrownBy(() -> map.put("d", List.of())).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.get("a").clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Property
    void ofMap_whatToMapWrote_isTheSameAssignment(@ForAll @Size(5) List<@IntRange(min = -1, max = 2) Integer> owners)
            throws AssignorException {
        Assignment assignment =
                Assignment.of(owners.stream().mapToInt(Integer::intValue).toArray());

        assertThat(Assignment.ofMap(input, assignment.toMap(input))).isEqualTo(assignment);
    }

    @Test
    void ofMap_membersLeftOut_getNothing() throws AssignorException {
        assertThat(Assignment.ofMap(input, Collections.singletonMap("b", Set.of(payments(1)))))
                .isEqualTo(Assignment.of(new int[] {-1, -1, -1, -1, 1}));
    }

    @Test
    void ofMap_unknownNames_areRefused() {
        assertThatThrownBy(() -> Assignment.ofMap(input, Map.of("d", List.of())))
                .isInstanceOf(AssignorException.class)
                .hasMessage("there is no member d");
        assertThatThrownBy(() -> Assignment.ofMap(input, Map.of("a", List.of(orders(3)))))
                .isInstanceOf(AssignorException.class)
                .hasMessage("there is no partition orders-3");
        assertThatThrownBy(() -> Assignment.ofMap(input, Map.of("a", List.of(new TopicPartition("clicks", 0)))))
                .isInstanceOf(AssignorException.class)
                .hasMessage("there is no partition clicks-0");
    }

    @Test
    void ofMap_aPartitionGivenTwice_isRefused() {
        assertThatThrownBy(() -> Assignment.ofMap(
                        input, new java.util.TreeMap<>(Map.of("a", List.of(orders(1)), "c", List.of(orders(1))))))
                .isInstanceOf(AssignorException.class)
                .hasMessage("partition orders-1 was given to a and to c");
        assertThatThrownBy(() -> Assignment.ofMap(input, Map.of("a", List.of(orders(1), orders(1)))))
                .isInstanceOf(AssignorException.class)
                .hasMessage("partition orders-1 was given to a and to a");
    }

    @Test
    void toMap_anotherGroupsInput_isRefused() {
        assertThatThrownBy(() -> Assignment.of(new int[4]).toMap(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input must have 4 partitions, had 5");
        assertThatThrownBy(() -> Assignment.of(new int[] {0, 0, 3, 0, 0}).toMap(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input must have more than 3 members, had 3");
    }

    @Test
    void equals_sameOwners_isByContent() {
        int[] owners = {1, 0, 2, AssignmentInput.NONE, 0};
        Assignment assignment = Assignment.of(owners);

        assertThat(assignment)
                .isEqualTo(Assignment.of(owners.clone()))
                .hasSameHashCodeAs(Assignment.of(owners.clone()))
                .isNotEqualTo(Assignment.of(Arrays.copyOf(owners, 4)))
                .isNotEqualTo(Assignment.of(new int[5]))
                .hasToString("Assignment[1, 0, 2, -1, 0]");
        assertThat(assignment.ownerOf(2)).isEqualTo(2);
        assertThat(assignment.partitionCount()).isEqualTo(5);
    }

    @Test
    void of_null_isRefused() {
        assertThatThrownBy(() -> Assignment.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("owners");
    }

    private static TopicPartition orders(int partition) {
        return new TopicPartition("orders", partition);
    }

    private static TopicPartition payments(int partition) {
        return new TopicPartition("payments", partition);
    }
}

package io.rebalance.assignor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
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

    @Property(tries = 300)
    void toMap_anyRangeOfMembers_isAsASortedMapOfTheJdk(
            @ForAll @Size(5) List<@IntRange(min = -1, max = 2) Integer> owners,
            @ForAll @CharRange(from = 'a', to = 'd') char from,
            @ForAll @CharRange(from = 'a', to = 'd') char to) {
        SortedMap<String, List<TopicPartition>> map = assignment(owners).toMap(input);
        SortedMap<String, List<TopicPartition>> copy = new TreeMap<>();
        map.forEach((id, partitions) -> copy.put(id, List.copyOf(partitions)));
        String low = String.valueOf((char) Math.min(from, to));
        String high = String.valueOf((char) Math.max(from, to));

        assertThat(map).isEqualTo(copy).hasSameHashCodeAs(copy).hasToString(copy.toString());
        assertSame(map.headMap(high), copy.headMap(high));
        assertSame(map.tailMap(low), copy.tailMap(low));
        assertSame(map.subMap(low, high), copy.subMap(low, high));
        assertThat(map.get("aa")).isNull();
        assertThat(map.containsKey("aa")).isFalse();
        assertThat(map.comparator()).isNull();
        assertThatThrownBy(() -> map.subMap("b", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> map.headMap("b").headMap("c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> map.tailMap("b").subMap("a", "c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key must be from b to null, was a");
    }

    private static void assertSame(
            SortedMap<String, List<TopicPartition>> actual, SortedMap<String, List<TopicPartition>> expected) {
        assertThat(actual).isEqualTo(expected);
        assertThat(actual.entrySet()).containsExactlyElementsOf(expected.entrySet());
        for (String id : List.of("a", "b", "c", "d")) {
            assertThat(actual.get(id)).as(id).isEqualTo(expected.get(id));
        }
        if (expected.isEmpty()) {
            assertThatThrownBy(actual::firstKey).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(actual::lastKey).isInstanceOf(NoSuchElementException.class);
        } else {
            assertThat(actual.firstKey()).isEqualTo(expected.firstKey());
            assertThat(actual.lastKey()).isEqualTo(expected.lastKey());
        }
    }

    @Test
    void toMap_topicsWithoutPartitions_nameTheRightTopic() {
        AssignmentInput input = AssignmentInput.builder()
                .topic("a", 0)
                .topic("b", 1)
                .topic("c", 0)
                .topic("d", 2)
                .topic("e", 0)
                .member("m", List.of("a", "b", "c", "d", "e"))
                .build();

        assertThat(Assignment.of(new int[3]).toMap(input).get("m"))
                .containsExactly(new TopicPartition("b", 0), new TopicPartition("d", 0), new TopicPartition("d", 1));
    }

    // what stands in the bytes, read by the other half of the protocol, is the assignment
    @Property(tries = 300)
    void toBytes_anyAssignment_areThoseOfTheConsumerProtocol(
            @ForAll @Size(5) List<@IntRange(min = -1, max = 2) Integer> owners) throws MalformedBytesException {
        Assignment assignment = assignment(owners);
        List<Bytes> bytes = assignment.toBytes(input);

        assertThat(bytes).hasSize(3);
        for (int m = 0; m < 3; m++) {
            ConsumerAssignment read = ConsumerProtocol.readAssignment(bytes.get(m));
            List<TopicPartition> partitions = new ArrayList<>();
            read.partitions().forEach(topic -> topic.stream().forEach(partitions::add));
            assertThat(partitions).isEqualTo(assignment.toMap(input).get(input.memberId(m)));
            assertThat(ConsumerProtocol.writeAssignment(read, ConsumerProtocol.LOWEST_VERSION))
                    .isEqualTo(bytes.get(m));
        }
    }

    @Test
    void toBytes_namesThatAreNotAscii_areUtf8() throws MalformedBytesException {
        AssignmentInput input = AssignmentInput.builder()
                .topic("Zöllner-€", 2)
                .member("m", List.of("Zöllner-€"))
                .build();

        assertThat(ConsumerProtocol.readAssignment(
                                Assignment.of(new int[2]).toBytes(input).get(0))
                        .partitions())
                .containsExactly(TopicPartitions.of("Zöllner-€", 0, 1));
    }

    @Test
    void toBytes_namesOfEveryLength_areWhole() throws MalformedBytesException {
        AssignmentInput.Builder builder = AssignmentInput.builder();
        List<String> names = new ArrayList<>();
        for (int length = 1; length <= 40; length++) {
            String name = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP".substring(0, length);
            names.add(name);
            builder.topic(name, 2);
        }
        AssignmentInput input = builder.member("m", names).build();

        assertThat(ConsumerProtocol.readAssignment(
                                Assignment.of(new int[80]).toBytes(input).get(0))
                        .partitions())
                .extracting(TopicPartitions::topic)
                .containsExactlyElementsOf(names);
    }

    @Test
    void toBytes_whatDoesNotFit_isRefused() {
        String name = "x".repeat(32_768);
        AssignmentInput tooLong = AssignmentInput.builder()
                .topic(name, 1)
                .member("m", List.of(name))
                .build();

        assertThatThrownBy(() -> Assignment.of(new int[4]).toBytes(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input must have 4 partitions, had 5");
        assertThatThrownBy(() -> Assignment.of(new int[] {0, 0, 0, 0, 3}).toBytes(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input must have more than 3 members, had 3");
        assertThatThrownBy(() -> Assignment.of(new int[1]).toBytes(tooLong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name of topic 0 must have at most 32767 bytes, had 32768");
        assertThat(Assignment.of(new int[] {-1}).toBytes(tooLong)).hasSize(1);
    }

    private static Assignment assignment(List<Integer> owners) {
        return Assignment.of(owners.stream().mapToInt(Integer::intValue).toArray());
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

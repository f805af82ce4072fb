package io.rebalance.assignors.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignors.StickyAssignor;
import io.rebalance.protocol.TopicPartition;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LiveAssignmentTest {

    private static final int NONE = AssignmentInput.NONE;

    private final LiveAssignment live = new LiveAssignment();

    @Property(tries = 1_500)
    void rebalance_changesOfEverySortInAnyOrder_answersLikeTheStickyAssignor(@ForAll long seed) {
        Random random = new Random(seed);
        Group group = new Group(random.nextInt(4) > 0, 1 + random.nextInt(9), 1 + random.nextInt(40));
        for (int round = 0; round < 20; round++) {
            for (int changes = random.nextInt(random.nextInt(10) == 0 ? 12 : 3); changes >= 0; changes--) {
                group.change(random);
            }
            group.rebalanceAndCompare();
        }
    }

    // each comes before all others, so that places halve and are used up again and again
    @Test
    void rebalance_topicsComeBeforeAllOthers_answersLikeTheStickyAssignor() {
        Group group = new Group(true, 9, 9);
        Random random = new Random(5);
        group.everything =
                IntStream.rangeClosed(1, 400).mapToObj("t%03d"::formatted).toList();
        group.join(random);
        group.join(random);
        for (int topic = 400; topic > 0; topic--) {
            group.put("t%03d".formatted(topic), 1 + topic % 3);
            if (topic % 3 == 0) {
                group.rebalanceAndCompare();
            }
        }
        group.join(random);
        group.rebalanceAndCompare();
    }

    // the way that does not look at every partition, alone: joins, leaves, and topics that come and grow
    @Property(tries = 500)
    void rebalance_membersOfOneMindComeAndGo_answersLikeTheStickyAssignor(@ForAll long seed) {
        Random random = new Random(seed);
        Group group = new Group(true, 30, 100);
        int members = 1 + random.nextInt(30);
        for (int i = 0; i < members; i++) {
            group.join(random);
        }
        group.put("t3", random.nextInt(400));
        group.rebalanceAndCompare();
        for (int round = 0; round < 30; round++) {
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> group.join(random);
                    case 2, 3 -> group.leave(random);
                    default -> group.grow(random);
                }
            }
            group.rebalanceAndCompare();
        }
    }

    @Test
    void rebalance_oneJoins_tellsWhatMovesFromWhomToWhom() {
        live.topic("orders", 4);
        int anna = live.join("anna", List.of("orders"));
        live.rebalance();
        int bert = live.join("bert", List.of("orders"));
        AssignmentDelta delta = live.rebalance();

        assertThat(delta).hasToString("moved 2: orders-2 0>1, orders-3 0>1");
        assertThat(delta.count()).isEqualTo(2);
        assertThat(delta.topic(1)).isEqualTo("orders");
        assertThat(delta.partition(1)).isEqualTo(3);
        assertThat(delta.from(1)).isEqualTo(anna);
        assertThat(delta.to(1)).isEqualTo(bert);
        assertThat(live.ownerOf("orders", 1)).isEqualTo(anna);
        assertThat(live.ownerOf("orders", 3)).isEqualTo(bert);
        assertThatThrownBy(() -> delta.to(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(live.rebalance().count()).isZero();
    }

    @Test
    void handle_ofOneWhoLeft_isItsOwnUntilTheRebalanceAndThenAnothers() {
        live.topic("orders", 2);
        int anna = live.join("anna", List.of("orders"));
        int bert = live.join("bert", List.of("orders"));
        live.rebalance();
        live.leave(anna);
        int again = live.join("anna", List.of("orders"));
        AssignmentDelta delta = live.rebalance();

        assertThat(again).isNotIn(anna, bert);
        assertThat(delta.from(0)).isEqualTo(anna);
        assertThat(delta.to(0)).isEqualTo(again);
        assertThat(live.join("carl", List.of())).isEqualTo(anna);
        assertThat(live.memberId(anna)).isEqualTo("carl");
        assertThat(live.memberCount()).isEqualTo(3);
    }

    @Test
    void own_afterARestart_staysWhereItWas() {
        live.topic("orders", 4);
        int anna = live.join("anna", List.of("orders"));
        int bert = live.join("bert", List.of("orders"));
        live.own(bert, "orders", 0);
        live.own(anna, "orders", 3);

        assertThat(live.rebalance()).hasToString("moved 2: orders-1 -1>0, orders-2 -1>1");
        assertThat(live.ownerOf("orders", 0)).isEqualTo(bert);
    }

    @Test
    void badArguments_areRefusedAndChangeNothing() {
        live.topic("orders", 2);
        int anna = live.join("anna", List.of("orders"));

        assertThatThrownBy(() -> live.topic("orders", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitionCount of orders must be 0 or more, was -1");
        assertThatThrownBy(() -> live.join("anna", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memberId must be new, was there already: anna");
        assertThatThrownBy(() -> live.leave(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("member must be the handle of a member, was 7");
        assertThatThrownBy(() -> live.own(anna, "orders", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partition must be one of orders, which has 2, was 2");
        assertThatThrownBy(() -> live.own(anna, "gone", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> live.subscribe(-1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> live.memberId(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> live.join(null, List.of())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> live.join("bert", Arrays.asList("orders", null)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> live.subscribe(anna, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> live.topic(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> live.removeTopic(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> live.ownerOf(null, 1)).isInstanceOf(NullPointerException.class);
        assertThat(live.rebalance()).hasToString("moved 2: orders-0 -1>0, orders-1 -1>0");
        live.leave(anna);
        assertThatThrownBy(() -> live.leave(anna)).isInstanceOf(IllegalArgumentException.class);
        assertThat(live.rebalance()).hasToString("moved 2: orders-0 0>-1, orders-1 0>-1");
    }

    @Test
    void rebalance_tooManyPartitions_isRefusedUntilTheyAreFewer() {
        live.topic("orders", 2);
        live.join("anna", List.of("orders", "payments"));
        live.rebalance();
        live.topic("payments", Integer.MAX_VALUE);
        assertThatThrownBy(live::rebalance)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2147483649");
        live.topic("payments", 1);

        assertThat(live.rebalance()).hasToString("moved 1: payments-0 -1>0");
    }

    // what a change costs has to do with what it moves: here, in bytes
    @Test
    void rebalance_oneOfThousandsJoinsOrLeaves_looksAtLittle() {
        for (int t = 0; t < 10; t++) {
            live.topic("t" + t, 40_000);
        }
        List<String> topics = IntStream.range(0, 10).mapToObj(t -> "t" + t).toList();
        int[] handles =
                IntStream.range(0, 4_000).map(m -> live.join("m" + m, topics)).toArray();
        live.rebalance();

        long before = allocated();
        live.join("one more", topics);
        int joined = live.rebalance().count();
        live.leave(handles[77]);
        int left = live.rebalance().count();
        long bytes = allocated() - before;

        assertThat(joined).isEqualTo(99);
        assertThat(left).isEqualTo(100);
        assertThat(bytes).isLessThan(400_000); // four bytes for each partition would be 1,600,000, each time
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** A live assignment, beside what is known of it from outside. */
    private static final class Group {

        private final LiveAssignment live = new LiveAssignment();
        private final boolean isOfOneMind;
        private final int maxMembers;
        private final int maxPartitions;
        private final Map<String, Integer> topics = new TreeMap<>();
        private final Map<String, Integer> handles = new TreeMap<>();
        private final Map<String, List<String>> subscriptions = new TreeMap<>();
        private final Map<Integer, String> ids = new TreeMap<>(); // by handle, those who left since included
        private final Map<TopicPartition, Integer> owners = new TreeMap<>(LiveAssignmentTest::compare);
        private List<String> everything = List.of("t1", "t3", "t5");

        Group(boolean isOfOneMind, int maxMembers, int maxPartitions) {
            this.isOfOneMind = isOfOneMind;
            this.maxMembers = maxMembers;
            this.maxPartitions = maxPartitions;
        }

        void change(Random random) {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> join(random);
                case 6, 7, 8, 9 -> leave(random);
                case 10, 11, 12 -> put("t" + random.nextInt(8), random.nextInt(maxPartitions));
                case 13, 14 -> grow(random);
                case 15 -> remove("t" + random.nextInt(8));
                case 16 -> subscribe(random);
                case 17 -> own(random);
                case 18 -> {
                    if (random.nextInt(3) == 0) {
                        List.copyOf(handles.keySet()).forEach(this::leave);
                    }
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        everything = some(random);
                        if (isOfOneMind) {
                            handles.keySet().forEach(id -> subscribe(id, everything));
                        }
                    }
                }
            }
        }

        void join(Random random) {
            String id = "m" + random.nextInt(2 * maxMembers);
            if (!handles.containsKey(id) && handles.size() < maxMembers) {
                List<String> wanted = isOfOneMind && random.nextInt(40) > 0 ? everything : some(random);
                int handle = live.join(id, wanted);
                assertThat(ids).doesNotContainKey(handle);
                handles.put(id, handle);
                ids.put(handle, id);
                subscriptions.put(id, wanted);
            }
        }

        void leave(Random random) {
            if (!handles.isEmpty()) {
                leave(List.copyOf(handles.keySet()).get(random.nextInt(handles.size())));
            }
        }

        private void leave(String id) {
            live.leave(handles.remove(id));
            subscriptions.remove(id);
        }

        void grow(Random random) {
            if (!topics.isEmpty()) {
                String topic = List.copyOf(topics.keySet()).get(random.nextInt(topics.size()));
                put(topic, topics.get(topic) + random.nextInt(4));
            }
        }

        void put(String topic, int count) {
            live.topic(topic, count);
            topics.put(topic, count);
        }

        private void remove(String topic) {
            live.removeTopic(topic);
            topics.remove(topic);
        }

        private void subscribe(Random random) {
            if (!handles.isEmpty() && !isOfOneMind) {
                subscribe(List.copyOf(handles.keySet()).get(random.nextInt(handles.size())), some(random));
            }
        }

        private void subscribe(String id, List<String> wanted) {
            live.subscribe(handles.get(id), wanted);
            subscriptions.put(id, wanted);
        }

        private void own(Random random) {
            for (Map.Entry<String, Integer> topic : topics.entrySet()) {
                if (!handles.isEmpty() && topic.getValue() > 0) {
                    String id = List.copyOf(handles.keySet()).get(random.nextInt(handles.size()));
                    int partition = random.nextInt(topic.getValue());
                    live.own(handles.get(id), topic.getKey(), partition);
                    owners.put(new TopicPartition(topic.getKey(), partition), handles.get(id));
                }
            }
        }

        private static List<String> some(Random random) {
            TreeSet<String> some = new TreeSet<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                some.add("t" + random.nextInt(8));
            }
            return new ArrayList<>(some);
        }

        void rebalanceAndCompare() {
            Map<TopicPartition, String> expected = expected();
            AssignmentDelta delta = live.rebalance();
            TopicPartition last = null;
            for (int i = 0; i < delta.count(); i++) {
                TopicPartition partition = new TopicPartition(delta.topic(i), delta.partition(i));
                assertThat(delta.from(i))
                        .isEqualTo(owners.getOrDefault(partition, NONE))
                        .isNotEqualTo(delta.to(i));
                assertThat(last == null || compare(last, partition) < 0).isTrue();
                last = partition;
                if (delta.to(i) == NONE) {
                    owners.remove(partition);
                } else {
                    owners.put(partition, delta.to(i));
                }
            }
            ids.values().retainAll(handles.keySet());
            ids.keySet().retainAll(handles.values());
            Map<TopicPartition, String> actual = new TreeMap<>(LiveAssignmentTest::compare);
            owners.forEach((partition, handle) -> actual.put(partition, String.valueOf(ids.get(handle))));
            assertThat(actual).isEqualTo(expected);
            topics.forEach((topic, count) -> {
                for (int i = 0; i <= count; i++) {
                    assertThat(live.ownerOf(topic, i))
                            .isEqualTo(owners.getOrDefault(new TopicPartition(topic, i), NONE));
                }
            });
            assertThat(live.memberCount()).isEqualTo(handles.size());
        }

        private Map<TopicPartition, String> expected() {
            AssignmentInput.Builder builder = AssignmentInput.builder();
            topics.forEach(builder::topic);
            subscriptions.forEach(builder::member);
            owners.forEach((partition, handle) -> {
                String id = ids.get(handle);
                if (id != null && handle.equals(handles.get(id))) {
                    builder.claim(id, partition, 1);
                }
            });
            AssignmentInput input = builder.build();
            Map<TopicPartition, String> expected = new TreeMap<>(LiveAssignmentTest::compare);
            new StickyAssignor()
                    .assign(input)
                    .toMap(input)
                    .forEach((id, partitions) -> partitions.forEach(p -> expected.put(p, id)));
            return expected;
        }
    }

    private static int compare(TopicPartition a, TopicPartition b) {
        int byTopic = a.topic().compareTo(b.topic());
        return byTopic != 0 ? byTopic : Integer.compare(a.partition(), b.partition());
    }
}

package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartitions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ShortRange;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.TopicPartition;

/** The bytes of subscriptions and assignments, ours against those of Kafka 4.1's own class. */
class ConsumerProtocolAgainstKafkaTest {

    @Property(edgeCases = EdgeCasesMode.NONE)
    void writeSubscription_anyVersion_writesKafkasBytes(
            @ForAll("subscriptions") ConsumerSubscription ours, @ForAll @ShortRange(max = 3) short version) {
        ByteBuffer theirs = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.serializeSubscription(
                kafka(ours), version);

        assertThat(ConsumerProtocol.writeSubscription(ours, version).toArray())
                .isEqualTo(Bytes.of(theirs).toArray());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void readSubscription_anyVersion_readsKafkasBytesAsKafkaDoes(
            @ForAll("subscriptions") ConsumerSubscription said, @ForAll @ShortRange(max = 3) short version)
            throws MalformedBytesException {
        ByteBuffer bytes = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.serializeSubscription(
                kafka(said), version);

        ConsumerSubscription ours = ConsumerProtocol.readSubscription(Bytes.of(bytes));
        Subscription theirs =
                org.apache.kafka.clients.consumer.internals.ConsumerProtocol.deserializeSubscription(bytes);

        assertThat(ours.topics()).isEqualTo(theirs.topics());
        assertThat(bufferOf(ours.userData())).isEqualTo(theirs.userData());
        assertThat(ours.ownedPartitions() == null ? List.of() : partitions(ours.ownedPartitions()))
                .isEqualTo(theirs.ownedPartitions());
        assertThat(ours.generationId()).isEqualTo(theirs.generationId().orElse(-1));
        assertThat(Optional.ofNullable(ours.rackId())).isEqualTo(theirs.rackId());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void writeAssignment_anyVersion_writesKafkasBytes(
            @ForAll("assignments") ConsumerAssignment ours, @ForAll @ShortRange(max = 3) short version) {
        ByteBuffer theirs = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.serializeAssignment(
                new Assignment(partitions(ours.partitions()), bufferOf(ours.userData())), version);

        assertThat(ConsumerProtocol.writeAssignment(ours, version).toArray())
                .isEqualTo(Bytes.of(theirs).toArray());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void readAssignment_anyVersion_readsKafkasBytes(
            @ForAll("assignments") ConsumerAssignment said, @ForAll @ShortRange(max = 3) short version)
            throws MalformedBytesException {
        ByteBuffer bytes = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.serializeAssignment(
                new Assignment(partitions(said.partitions()), bufferOf(said.userData())), version);

        assertThat(ConsumerProtocol.readAssignment(Bytes.of(bytes))).isEqualTo(said);
    }

    // what Kafka's eager sticky assignor writes into its user data is what its members had
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void member_ofKafkasStickyAssignor_claimsWhatItHad(@ForAll("groups") GroupSketch group)
            throws MalformedBytesException {
        AssignmentInput.Builder spoken = AssignmentInput.builder();
        AssignmentInput.Builder named = AssignmentInput.builder();
        group.topics().forEach((topic, count) -> {
            spoken.topic(topic, count);
            named.topic(topic, count);
        });
        var subscriptions = KafkaGroups.subscriptionsWithUserData(group);
        for (GroupSketch.Member m : group.members()) {
            ByteBuffer bytes = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.serializeSubscription(
                    subscriptions.get(m.id()));
            spoken.member(m.id(), m.instanceId(), Bytes.of(bytes), RebalanceMode.EAGER);
            named.member(m.id(), m.instanceId(), null, m.topics());
            m.owned().forEach(partition -> named.claim(m.id(), partition, m.generation()));
        }

        assertThat(owners(spoken.build())).isEqualTo(owners(named.build()));
    }

    private static List<Integer> owners(AssignmentInput input) {
        return IntStream.range(0, input.partitionCount())
                .mapToObj(input::previousOwnerOf)
                .toList();
    }

    @Provide
    Arbitrary<GroupSketch> groups() {
        return Sketches.any(5, 4, 5);
    }

    private static Subscription kafka(ConsumerSubscription ours) {
        return new Subscription(
                ours.topics(),
                bufferOf(ours.userData()),
                partitions(ours.ownedPartitions()),
                ours.generationId(),
                Optional.ofNullable(ours.rackId()));
    }

    private static ByteBuffer bufferOf(Bytes bytes) {
        return bytes == null ? null : bytes.toBuffer();
    }

    private static List<TopicPartition> partitions(List<TopicPartitions> topics) {
        return topics.stream()
                .flatMap(TopicPartitions::stream)
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    // Kafka sorts what it writes, and its lists of single partitions have no word for a topic without any
    @Provide
    Arbitrary<ConsumerSubscription> subscriptions() {
        return Combinators.combine(
                        names().set().ofMaxSize(5),
                        userData(),
                        partitions(),
                        Arbitraries.integers().between(-1, Integer.MAX_VALUE),
                        names().injectNull(0.3))
                .as((topics, userData, owned, generation, rack) -> new ConsumerSubscription(
                        List.copyOf(new TreeSet<>(topics)), userData, owned, generation, rack));
    }

    @Provide
    Arbitrary<ConsumerAssignment> assignments() {
        return Combinators.combine(partitions(), userData()).as(ConsumerAssignment::new);
    }

    private static Arbitrary<List<TopicPartitions>> partitions() {
        Arbitrary<int[]> numbers = Arbitraries.integers()
                .between(0, Integer.MAX_VALUE)
                .set()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(set -> set.stream().mapToInt(i -> i).sorted().toArray());
        return Arbitraries.maps(names(), numbers).ofMaxSize(5).map(ConsumerProtocolAgainstKafkaTest::sorted);
    }

    private static List<TopicPartitions> sorted(Map<String, int[]> numbers) {
        return new TreeMap<>(numbers)
                .entrySet().stream()
                        .map(e -> TopicPartitions.of(e.getKey(), e.getValue()))
                        .toList();
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('ü', '€', '.', '-')
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    private static Arbitrary<Bytes> userData() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(20)
                .map(Bytes::of)
                .injectNull(0.3);
    }
}

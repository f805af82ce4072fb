package io.rebalance.assignor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartitions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that are added in the bytes they send, against the same members added by name. */
class SpokenMembersTest {

    @Property(tries = 500)
    void bytes_ofAnyCooperativeGroup_sayWhatNamesSay(@ForAll long seed) throws MalformedBytesException {
        Random random = new Random(seed);
        short version = (short) random.nextInt(4);
        List<ConsumerSubscription> group = group(random);
        AssignmentInput.Builder spoken = catalog();
        AssignmentInput.Builder named = catalog();
        for (int m : order(group.size(), random)) {
            ConsumerSubscription says = group.get(m);
            String instanceId = m % 3 == 0 ? "i-" + m : null;
            spoken.member(
                    "m-" + m, instanceId, ConsumerProtocol.writeSubscription(says, version), RebalanceMode.COOPERATIVE);
            named.member("m-" + m, instanceId, version >= 3 ? says.rackId() : null, says.topics());
        }
        if (version >= 1) {
            for (int m : order(group.size(), random)) {
                int since = version >= 2 ? group.get(m).generationId() : -1;
                group.get(m).ownedPartitions().forEach(owned -> named.claim("m-" + m, owned, since));
            }
        }

        assertSame(spoken.build(), named.build());
    }

    // what Kafka's sticky assignor writes: previous_assignment => [topic [partition]], generation since version 1
    @Property(tries = 300)
    void bytes_ofAnyEagerGroup_tellWhatStandsInTheUserData(@ForAll long seed) throws MalformedBytesException {
        Random random = new Random(seed);
        boolean isGenerationSaid = random.nextBoolean();
        List<ConsumerSubscription> group = group(random);
        AssignmentInput.Builder spoken = catalog();
        AssignmentInput.Builder named = catalog();
        for (int m : order(group.size(), random)) {
            ConsumerSubscription says = group.get(m);
            Bytes userData = userData(says.ownedPartitions(), isGenerationSaid, says.generationId());
            ConsumerSubscription eager =
                    new ConsumerSubscription(says.topics(), userData, said(random), random.nextInt(9), says.rackId());
            spoken.member("m-" + m, null, ConsumerProtocol.writeSubscription(eager, (short) 3), RebalanceMode.EAGER);
            named.member("m-" + m, null, says.rackId(), says.topics());
            int since = isGenerationSaid ? says.generationId() : -1;
            says.ownedPartitions().forEach(owned -> named.claim("m-" + m, owned, since));
        }

        assertSame(spoken.build(), named.build());
    }

    // Kafka 4.1: a cooperative member of version 1 says its generation in its user data
    @Test
    void generation_notSaidBesideWhatIsOwned_isThatOfTheUserData() throws MalformedBytesException {
        Bytes four = Bytes.of(new byte[] {0, 0, 0, 4});
        AssignmentInput input = catalog()
                .member("a", null, subscription(four, -1, (short) 1), RebalanceMode.COOPERATIVE)
                .member("b", null, subscription(null, 3, (short) 2), RebalanceMode.COOPERATIVE)
                .build();
        AssignmentInput both = catalog()
                .member("a", null, subscription(four, 2, (short) 2), RebalanceMode.COOPERATIVE)
                .member("b", null, subscription(null, 3, (short) 2), RebalanceMode.COOPERATIVE)
                .build();

        assertThat(input.previousOwnerOf(0)).isZero();
        assertThat(both.previousOwnerOf(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00000001",
                "0000000100",
                "7fffffff",
                "ffffffff",
                "00000001ffff",
                "0000000100016f00000009"
            })
    void userData_ofAnotherForm_tellNothing(String hex) throws MalformedBytesException {
        Bytes userData =
                hex.equals("x") ? null : Bytes.of(java.util.HexFormat.of().parseHex(hex));
        ConsumerSubscription says = new ConsumerSubscription(
                List.of("orders"), userData, List.of(TopicPartitions.of("orders", 0)), 7, null);
        AssignmentInput input = catalog()
                .member("a", null, ConsumerProtocol.writeSubscription(says, (short) 3), RebalanceMode.EAGER)
                .build();

        assertThat(input.memberCount()).isEqualTo(1);
        assertThat(input.previousOwnerOf(0)).isEqualTo(AssignmentInput.NONE);
    }

    // the same bytes are taken, and the same refused, as where they are read into objects
    @Property(tries = 1_000)
    void bytes_damagedAnywhere_areRefusedAsElsewhereAndChangeNothing(@ForAll long seed) throws MalformedBytesException {
        Random random = new Random(seed);
        ConsumerSubscription says = group(random).get(0);
        byte[] bytes = ConsumerProtocol.writeSubscription(says, (short) random.nextInt(4))
                .toArray();
        if (random.nextBoolean()) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Bytes damaged = Bytes.of(bytes);
        AssignmentInput.Builder builder = catalog().member("a", List.of("orders"));

        if (isSubscription(damaged)) {
            assertThat(builder.member("b", null, damaged, RebalanceMode.COOPERATIVE)
                            .build()
                            .memberCount())
                    .isEqualTo(2);
        } else {
            assertThatThrownBy(() -> builder.member("b", null, damaged, RebalanceMode.COOPERATIVE))
                    .isInstanceOf(MalformedBytesException.class)
                    .hasMessageMatching(".+ \\(at byte \\d+ of " + damaged.size() + "\\)");
            assertThat(builder.build().memberCount()).isEqualTo(1);
            assertThat(builder.member("b", List.of()).build().memberCount()).isEqualTo(2);
        }
    }

    @Test
    void member_knownAlready_isRefused() {
        AssignmentInput.Builder builder = catalog().member("a", List.of("orders"));

        assertThatThrownBy(() -> builder.member("a", null, subscription(null, 1, (short) 1), RebalanceMode.EAGER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memberId must be new, was there already: a");
        assertThat(builder.build().memberCount()).isEqualTo(1);
    }

    // many names, some of them long or not ASCII, all found again by their bytes or else by their strings
    @Test
    void names_tenThousandOfThem_areEachTheirOwn() throws MalformedBytesException {
        List<String> topics = new ArrayList<>();
        AssignmentInput.Builder spoken = AssignmentInput.builder();
        AssignmentInput.Builder named = AssignmentInput.builder();
        for (int t = 0; t < 10_000; t++) {
            String topic = (t % 7 == 0 ? "größer-" : "t") + t + "x".repeat(t % 23);
            topics.add(topic);
            spoken.topic(topic, 1);
            named.topic(topic, 1);
        }
        for (int m = 0; m < 4; m++) {
            List<String> some = topics.subList(2_000 * m, 10_000);
            TopicPartitions[] owned = topics.subList(2_500 * m, 2_500 * (m + 1)).stream()
                    .map(topic -> TopicPartitions.of(topic, 0))
                    .toArray(TopicPartitions[]::new);
            spoken.member(
                    "m" + m,
                    null,
                    ConsumerProtocol.writeSubscription(
                            ConsumerSubscription.of(some).owning(List.of(owned), m), (short) 2),
                    RebalanceMode.COOPERATIVE);
            named.member("m" + m, some);
            for (TopicPartitions topic : owned) {
                named.claim("m" + m, topic, m);
            }
        }

        assertSame(spoken.build(), named.build());
    }

    private static void assertSame(AssignmentInput actual, AssignmentInput expected) {
        assertThat(described(actual)).isEqualTo(described(expected));
    }

    private static List<Object> described(AssignmentInput input) {
        List<Object> all = new ArrayList<>(List.of(input.isHomogeneous(), input.rackCount(), input.partitionCount()));
        for (int m = 0; m < input.memberCount(); m++) {
            int member = m;
            all.add(input.memberId(m) + " " + input.instanceId(m) + " " + input.rackOf(m));
            all.add(IntStream.range(0, input.subscriptionCount(m))
                    .mapToObj(i -> input.subscribedTopic(member, i))
                    .toList());
        }
        for (int t = 0; t < input.topicCount(); t++) {
            all.add(input.topicName(t) + " " + input.firstPartition(t));
        }
        all.add(IntStream.range(0, input.partitionCount())
                .mapToObj(input::previousOwnerOf)
                .toList());
        return all;
    }

    private static AssignmentInput.Builder catalog() {
        return AssignmentInput.builder()
                .topic("orders", 3)
                .topic("payments", 2)
                .topic("größen", 4)
                .topic("idle", 1);
    }

    private static List<ConsumerSubscription> group(Random random) {
        List<ConsumerSubscription> group = new ArrayList<>();
        int members = 1 + random.nextInt(6);
        for (int m = 0; m < members; m++) {
            String rack = random.nextInt(3) == 0 ? null : "r" + random.nextInt(3);
            List<String> topics = random.nextInt(3) > 0
                    ? List.of("orders", "größen", "gone")
                    : names(random).subList(0, random.nextInt(5));
            group.add(new ConsumerSubscription(topics, null, said(random), random.nextInt(4) - 1, rack));
        }
        return group;
    }

    private static List<TopicPartitions> said(Random random) {
        List<TopicPartitions> owned = new ArrayList<>();
        for (String topic : names(random).subList(0, random.nextInt(4))) {
            owned.add(TopicPartitions.of(
                    topic, random.ints(random.nextInt(4), 0, 5).toArray()));
        }
        return owned;
    }

    private static List<String> names(Random random) {
        List<String> names = new ArrayList<>(List.of("orders", "payments", "größen", "gone", "orders"));
        Collections.shuffle(names, random);
        return names;
    }

    private static int[] order(int count, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, random);
        return order.stream().mapToInt(i -> i).toArray();
    }

    private static Bytes userData(List<TopicPartitions> previous, boolean isGenerationSaid, int generation) {
        ByteBuffer out = ByteBuffer.allocate(4_096).putInt(previous.size());
        for (TopicPartitions topic : previous) {
            byte[] name = topic.topic().getBytes(StandardCharsets.UTF_8);
            out.putShort((short) name.length).put(name).putInt(topic.count());
            topic.partitions().forEach(out::putInt);
        }
        if (isGenerationSaid) {
            out.putInt(generation);
        }
        return Bytes.of(out.flip());
    }

    private static Bytes subscription(Bytes userData, int generation, short version) {
        return ConsumerProtocol.writeSubscription(
                new ConsumerSubscription(
                        List.of("orders"), userData, List.of(TopicPartitions.of("orders", 0)), generation, null),
                version);
    }

    private static boolean isSubscription(Bytes bytes) {
        try {
            ConsumerProtocol.readSubscription(bytes);
            return true;
        } catch (MalformedBytesException e) {
            return false;
        }
    }
}

package io.rebalance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ShortRange;

/** What holds for all bytes. */
class ConsumerProtocolPropertiesTest {

    @Property(edgeCases = EdgeCasesMode.NONE)
    void subscription_writtenAndRead_isWhatTheVersionCarries(
            @ForAll("subscriptions") ConsumerSubscription subscription, @ForAll @ShortRange(max = 3) short version)
            throws MalformedBytesException {
        Bytes bytes = ConsumerProtocol.writeSubscription(subscription, version);

        assertThat(ConsumerProtocol.readSubscription(bytes)).isEqualTo(carried(subscription, version));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void assignment_writtenAndRead_isTheSame(
            @ForAll("assignments") ConsumerAssignment assignment, @ForAll @ShortRange(max = 3) short version)
            throws MalformedBytesException {
        assertThat(ConsumerProtocol.readAssignment(ConsumerProtocol.writeAssignment(assignment, version)))
                .isEqualTo(assignment);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void subscription_cutAnywhere_isMalformedOrOlder(
            @ForAll("subscriptions") ConsumerSubscription subscription, @ForAll @ShortRange(max = 3) short version) {
        byte[] whole = ConsumerProtocol.writeSubscription(subscription, version).toArray();
        List<ConsumerSubscription> older = List.of(
                new ConsumerSubscription(subscription.topics(), null, null, -1, null),
                carried(subscription, (short) 0),
                carried(subscription, (short) 1),
                carried(subscription, (short) 2));
        int borders = 0;
        for (int length = 0; length < whole.length; length++) {
            Optional<ConsumerSubscription> read = readSubscription(Arrays.copyOf(whole, length));
            if (read.isPresent()) {
                assertThat(older).contains(read.get());
                borders++;
            }
        }
        assertThat(borders).isEqualTo(version + 1); // each optional field can be missing, and nothing else
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void assignment_cutAnywhere_isMalformedOrWithoutUserData(
            @ForAll("assignments") ConsumerAssignment assignment, @ForAll @ShortRange(max = 3) short version) {
        byte[] whole = ConsumerProtocol.writeAssignment(assignment, version).toArray();
        int borders = 0;
        for (int length = 1; length < whole.length; length++) {
            Optional<ConsumerAssignment> read = readAssignment(Arrays.copyOf(whole, length));
            if (read.isPresent()) {
                assertThat(read.get()).isEqualTo(ConsumerAssignment.of(assignment.partitions()));
                borders++;
            }
        }
        assertThat(borders).isEqualTo(1);
    }

    @Property(tries = 5_000)
    void read_randomBytes_refusesOrReads(@ForAll byte[] bytes) {
        readSubscription(bytes);
        readAssignment(bytes);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void read_damagedBytes_refusesOrReads(
            @ForAll("subscriptions") ConsumerSubscription subscription,
            @ForAll("assignments") ConsumerAssignment assignment,
            @ForAll int where,
            @ForAll byte damage) {
        byte[] first =
                ConsumerProtocol.writeSubscription(subscription, (short) 3).toArray();
        first[Math.floorMod(where, first.length)] ^= damage;
        readSubscription(first);
        byte[] second = ConsumerProtocol.writeAssignment(assignment, (short) 3).toArray();
        second[Math.floorMod(where, second.length)] ^= damage;
        readAssignment(second);
    }

    /** What is left of a subscription when a version is written and read. */
    private static ConsumerSubscription carried(ConsumerSubscription s, short version) {
        List<TopicPartitions> owned = s.ownedPartitions() == null ? List.of() : s.ownedPartitions();
        return new ConsumerSubscription(
                s.topics(),
                s.userData(),
                version >= 1 ? owned : null,
                version >= 2 ? s.generationId() : ConsumerSubscription.NO_GENERATION,
                version >= 3 ? s.rackId() : null);
    }

    /** Empty if the bytes are malformed; anything else that is thrown fails the test. */
    private static Optional<ConsumerSubscription> readSubscription(byte[] bytes) {
        try {
            return Optional.of(ConsumerProtocol.readSubscription(Bytes.of(bytes)));
        } catch (MalformedBytesException e) {
            assertThat(e).hasMessageContaining("of " + bytes.length);
            return Optional.empty();
        }
    }

    private static Optional<ConsumerAssignment> readAssignment(byte[] bytes) {
        try {
            return Optional.of(ConsumerProtocol.readAssignment(Bytes.of(bytes)));
        } catch (MalformedBytesException e) {
            assertThat(e).hasMessageContaining("of " + bytes.length);
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<ConsumerSubscription> subscriptions() {
        return Combinators.combine(
                        names().list().ofMaxSize(5),
                        userData().injectNull(0.3),
                        partitions().injectNull(0.2),
                        Arbitraries.integers(),
                        names().injectNull(0.3))
                .as(ConsumerSubscription::new);
    }

    @Provide
    Arbitrary<ConsumerAssignment> assignments() {
        return Combinators.combine(partitions(), userData().injectNull(0.3)).as(ConsumerAssignment::new);
    }

    private static Arbitrary<List<TopicPartitions>> partitions() {
        Arbitrary<int[]> numbers = Arbitraries.integers()
                .between(0, Integer.MAX_VALUE)
                .array(int[].class)
                .ofMaxSize(8);
        return Combinators.combine(names(), numbers)
                .as(TopicPartitions::of)
                .list()
                .ofMaxSize(5);
    }

    /** Any text but halves of surrogate pairs, which UTF-8 has no bytes for. */
    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('ü', '\u0000', '€', '\uffff')
                .ofMaxLength(12);
    }

    private static Arbitrary<Bytes> userData() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Bytes::of);
    }
}

package io.rebalance.internal.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.TopicPartitions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a consumer's metadata makes a restart one that wants something new (field failure B5). */
class RestartTest {

    private static final ConsumerSubscription BEFORE = new ConsumerSubscription(
            List.of("orders", "payments"), null, List.of(TopicPartitions.of("orders", 0, 1)), 7, "r1");

    @Test
    void sameBytes_areUnchanged() {
        assertThat(isUnchanged("consumer", "range", opaque(1), opaque(1))).isTrue();
        assertThat(isUnchanged("connect", "default", opaque(1), opaque(1))).isTrue();
    }

    @Test
    void otherBytes_thatCannotBeRead_areChanged() {
        assertThat(isUnchanged("connect", "default", opaque(1), opaque(2))).isFalse();
        assertThat(isUnchanged("consumer", "range", opaque(1), opaque(2))).isFalse();
        assertThat(isUnchanged("connect", "default", bytes(BEFORE), bytes(BEFORE.owning(List.of(), -1))))
                .isFalse();
    }

    @Test
    void whatAMemberHolds_doesNotCount() {
        assertThat(isUnchanged("range", BEFORE.owning(List.of(), -1))).isTrue();
    }

    @Test
    void versionThatSaysLess_doesNotCount() {
        ConsumerSubscription old = new ConsumerSubscription(List.of("orders", "payments"), null, null, -1, null);
        Bytes versionZero = ConsumerProtocol.writeSubscription(old, ConsumerProtocol.LOWEST_VERSION);
        Bytes versionThree = bytes(ConsumerSubscription.of(List.of("orders", "payments")));

        assertThat(isUnchanged("consumer", "range", versionZero, versionThree)).isTrue();
    }

    @Test
    void orderOfTopics_doesNotCount() {
        assertThat(isUnchanged("range", with(List.of("payments", "orders"), null, "r1")))
                .isTrue();
    }

    @Test
    void otherTopics_count() {
        assertThat(isUnchanged("range", with(List.of("orders"), null, "r1"))).isFalse();
        assertThat(isUnchanged("range", with(List.of("orders", "payments", "returns"), null, "r1")))
                .isFalse();
        assertThat(isUnchanged("range", with(List.of(), null, "r1"))).isFalse();
    }

    @Test
    void otherRack_counts() {
        assertThat(isUnchanged("range", with(BEFORE.topics(), null, "r2"))).isFalse();
        assertThat(isUnchanged("range", with(BEFORE.topics(), null, null))).isFalse();
    }

    // Kafka 4.1, observed: these keep generation, assignment or task offsets there, which a new process has not
    @Test
    void otherWordsOfTheAssignor_count_unlessItKeepsItsBooksThere() {
        ConsumerSubscription after = with(BEFORE.topics(), opaque(9), "r1");

        assertThat(isUnchanged("range", after)).isFalse();
        assertThat(isUnchanged("capacity-aware", after)).isFalse();
        assertThat(isUnchanged("sticky", after)).isTrue();
        assertThat(isUnchanged("cooperative-sticky", after)).isTrue();
        assertThat(isUnchanged("stream", after)).isTrue();
        assertThat(isUnchanged("uniform", after)).as("ours").isTrue();
    }

    @Test
    void protocolThatIsOfferedNoMore_isChanged() {
        ClassicMember before = member(new JoinProtocol("range", bytes(BEFORE)));
        ClassicMember after = member(new JoinProtocol("sticky", bytes(BEFORE)));

        assertThat(Restart.isUnchanged("consumer", "range", before, after)).isFalse();
    }

    private static ConsumerSubscription with(List<String> topics, Bytes userData, String rackId) {
        return new ConsumerSubscription(topics, userData, List.of(), -1, rackId);
    }

    private static boolean isUnchanged(String protocolName, ConsumerSubscription after) {
        return isUnchanged("consumer", protocolName, bytes(BEFORE), bytes(after));
    }

    private static boolean isUnchanged(String protocolType, String protocolName, Bytes before, Bytes after) {
        return Restart.isUnchanged(
                protocolType,
                protocolName,
                member(new JoinProtocol(protocolName, before)),
                member(new JoinProtocol(protocolName, after)));
    }

    private static ClassicMember member(JoinProtocol protocol) {
        return new ClassicMember("m", "i", "c", "h", 10_000, 60_000, List.of(protocol), Bytes.EMPTY, List.of());
    }

    private static Bytes bytes(ConsumerSubscription subscription) {
        return ConsumerProtocol.writeSubscription(subscription, ConsumerProtocol.HIGHEST_VERSION);
    }

    private static Bytes opaque(int value) {
        return Bytes.of(new byte[] {(byte) value});
    }
}

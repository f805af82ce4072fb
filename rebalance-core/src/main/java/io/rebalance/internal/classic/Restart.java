package io.rebalance.internal.classic;

import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TopicPartitions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the new process of a static member wants what the old one wanted, and owes nobody anything, so that the
 * assignment may stay as it is.
 *
 * <p>A Kafka consumer's metadata tells what it wants and what it happens to hold. A process that has just started holds
 * nothing, so only the former counts: topics, rack and the words of its assignor. Unlike Kafka, which looks at the name
 * of the protocol alone (field failure B5).
 */
final class Restart {

    /**
     * The protocols whose assignors keep books of their own in the user data: what the member had, in which generation,
     * how far its tasks are. A new process begins new books.
     */
    private static final List<String> KEEP_BOOKS = List.of("sticky", "cooperative-sticky", "stream", "uniform");

    private Restart() {}

    /** Whether it wants the same under the protocol that the group chose. */
    static boolean isUnchanged(String protocolType, String protocolName, ClassicMember before, ClassicMember after) {
        Bytes said = before.metadata(protocolName);
        Bytes says = after.metadata(protocolName);
        if (said.equals(says)) {
            return true;
        }
        if (!protocolType.equals(ConsumerProtocol.TYPE)) {
            return false;
        }
        try {
            return wantsTheSame(
                    protocolName, ConsumerProtocol.readSubscription(said), ConsumerProtocol.readSubscription(says));
        } catch (MalformedBytesException e) {
            return false; // what cannot be read is compared as bytes, and those differ
        }
    }

    /**
     * Whether the old process held more than it was given, by its own words, and so would have joined again once it had let
     * go. The new one holds nothing and has no reason to join again, and what the old one had to let go of would stay
     * with nobody.
     */
    static boolean owedAJoin(String protocolType, String protocolName, ClassicMember before) {
        if (!protocolType.equals(ConsumerProtocol.TYPE)) {
            return false;
        }
        try {
            List<TopicPartitions> owned = ConsumerProtocol.readSubscription(before.metadata(protocolName))
                    .ownedPartitions();
            Set<TopicPartition> given = new TreeSet<>();
            ConsumerProtocol.readAssignment(before.assignment())
                    .partitions()
                    .forEach(topic -> topic.stream().forEach(given::add));
            return owned != null
                    && !owned.stream().flatMap(TopicPartitions::stream).allMatch(given::contains);
        } catch (MalformedBytesException e) {
            return false; // nothing is known of what it held
        }
    }

    private static boolean wantsTheSame(String protocolName, ConsumerSubscription said, ConsumerSubscription says) {
        return new TreeSet<>(said.topics()).equals(new TreeSet<>(says.topics()))
                && Objects.equals(said.rackId(), says.rackId())
                && (KEEP_BOOKS.contains(protocolName) || Objects.equals(said.userData(), says.userData()));
    }
}

package io.rebalance.internal.classic;

import io.rebalance.internal.group.Seat;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The topics that the members of a generation read, as far as that is known. Their bytes are read only when someone
 * asks, which is seldom.
 */
final class Subscription {

    /** Nobody knows: the members do not speak the protocol of consumers, or there has been no generation yet. */
    static final Subscription UNKNOWN = new Subscription(List.of(), null);

    private final List<Bytes> metadata;
    private @Nullable Set<String> topics;
    private boolean isRead;

    private Subscription(List<Bytes> metadata, @Nullable Set<String> topics) {
        this.metadata = metadata;
        this.topics = topics;
        isRead = metadata.isEmpty();
    }

    /** What the members of the group read in a generation that chose this protocol; null in one without members. */
    static Subscription of(ClassicGroup group, @Nullable String protocolName) {
        if (!group.protocolType().equals(ConsumerProtocol.TYPE)) {
            return UNKNOWN;
        }
        List<Seat> seats = group.seats();
        Bytes[] metadata = new Bytes[seats.size()];
        int different = 0;
        for (int i = 0; i < metadata.length; i++) {
            Bytes bytes = seats.get(i).metadata(protocolName == null ? "" : protocolName);
            if (different == 0 || !bytes.equals(metadata[different - 1])) { // most members of a group say the same
                metadata[different++] = bytes;
            }
        }
        return new Subscription(List.of(Arrays.copyOf(metadata, different)), Set.of());
    }

    /** The topics; null if they are not known. */
    @Nullable
    Set<String> topics() {
        if (!isRead) {
            topics = read(metadata);
            isRead = true;
        }
        return topics;
    }

    private static @Nullable Set<String> read(List<Bytes> metadata) {
        Set<String> topics = new TreeSet<>();
        try {
            for (Bytes bytes : metadata) {
                topics.addAll(ConsumerProtocol.readSubscription(bytes).topics());
            }
            return topics;
        } catch (MalformedBytesException e) {
            return null; // one that cannot be read may read anything
        }
    }

    @Override
    public String toString() {
        Set<String> known = topics();
        return known == null ? "unknown" : known.toString();
    }
}

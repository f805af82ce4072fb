package io.rebalance.internal.classic;

import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.MalformedBytesException;
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
    static final Subscription UNKNOWN = new Subscription(List.of(), "");

    private final List<ClassicMember> members;
    private final String protocolName;
    private @Nullable Set<String> topics;
    private boolean isRead;

    private Subscription(List<ClassicMember> members, String protocolName) {
        this.members = members;
        this.protocolName = protocolName;
    }

    /**
     * What the members of a generation read.
     *
     * @param protocolName what the generation chose; null in one without members
     * @param members who is in it
     */
    static Subscription of(String protocolType, @Nullable String protocolName, List<ClassicMember> members) {
        boolean isKnown = protocolType.equals(ConsumerProtocol.TYPE);
        return isKnown ? new Subscription(members, protocolName == null ? "" : protocolName) : UNKNOWN;
    }

    /** The same, kept in other values of the same members, who still say the same. */
    Subscription keptIn(List<ClassicMember> members) {
        if (this == UNKNOWN) {
            return this;
        }
        Subscription same = new Subscription(members, protocolName);
        same.topics = topics;
        same.isRead = isRead;
        return same;
    }

    /** The topics; null if they are not known. */
    @Nullable
    Set<String> topics() {
        if (!isRead && this != UNKNOWN) { // which all coordinators share, and nobody writes to
            topics = read();
            isRead = true;
        }
        return topics;
    }

    private @Nullable Set<String> read() {
        Set<String> topics = new TreeSet<>();
        Bytes last = null;
        try {
            for (ClassicMember member : members) {
                Bytes metadata = member.metadata(protocolName);
                if (last == null || !metadata.equals(last)) { // most members of a group say the same
                    topics.addAll(ConsumerProtocol.readSubscription(metadata).topics());
                }
                last = metadata;
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

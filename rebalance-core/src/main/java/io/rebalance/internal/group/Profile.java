package io.rebalance.internal.group;

import io.rebalance.log.RecordValue;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinProtocol;
import java.util.List;

/**
 * What a member said about itself when it joined last.
 *
 * @param clientId what its client calls itself
 * @param clientHost where its client is
 * @param sessionTimeoutMs how long it may stay silent, in ms
 * @param rebalanceTimeoutMs how long the others wait for it in a join phase, in ms, 0 or more
 * @param protocols what it offers, best first
 */
public record Profile(
        String clientId,
        String clientHost,
        int sessionTimeoutMs,
        int rebalanceTimeoutMs,
        List<JoinProtocol> protocols) {

    /**
     * What the request says.
     *
     * @param maxTextChars how much is kept of texts that are for people to read
     */
    public static Profile of(JoinGroupRequest request, int maxTextChars) {
        // the first version of JoinGroup has no rebalance timeout: field failure A8
        int rebalanceTimeoutMs =
                request.rebalanceTimeoutMs() < 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs();
        return new Profile(
                cut(request.clientId(), maxTextChars),
                cut(request.clientHost(), maxTextChars),
                request.sessionTimeoutMs(),
                rebalanceTimeoutMs,
                request.protocols());
    }

    /** What was stored. */
    public static Profile of(RecordValue.ClassicMember member) {
        return new Profile(
                member.clientId(),
                member.clientHost(),
                member.sessionTimeoutMs(),
                member.rebalanceTimeoutMs(),
                member.protocols());
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    /** The metadata under a protocol; none if the protocol is not offered. Offered twice, the first counts. */
    public Bytes metadata(String protocolName) {
        for (JoinProtocol protocol : protocols) {
            if (protocol.name().equals(protocolName)) {
                return protocol.metadata();
            }
        }
        return Bytes.EMPTY;
    }
}

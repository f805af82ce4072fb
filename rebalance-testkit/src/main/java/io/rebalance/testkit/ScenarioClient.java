package io.rebalance.testkit;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.testkit.text.Command;
import io.rebalance.testkit.text.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a scenario says about itself whenever it joins, and what it was told: so that a command need only
 * name what is new.
 */
final class ScenarioClient {

    private static final short SUBSCRIPTION_VERSION = 3;

    /** The generation that it was told last. */
    int generationId = JoinGroupResponse.NO_GENERATION;
    /** The protocol that it was told last. */
    @Nullable
    String protocolName;
    /** The instance id that it joined with. */
    @Nullable
    String instanceId;

    private String protocolType = ConsumerProtocol.TYPE;
    private String clientId = "";
    private String clientHost = "";
    private List<String> protocols = List.of("range");
    private @Nullable String metadata;
    private List<String> topics = List.of();
    private Owned owned = new Owned(List.of(), ConsumerSubscription.NO_GENERATION);
    private @Nullable String rack;
    private int sessionTimeoutMs = 45_000;
    private int rebalanceTimeoutMs = 300_000;

    private record Owned(List<TopicPartitions> partitions, int since) {}

    String protocolType() {
        return protocolType;
    }

    /** Takes from the line what it says anew, and joins. */
    JoinGroupRequest join(Command line, String groupId, String memberId) {
        int version = line.version(9);
        clientId = line.option("client", clientId, t -> t);
        clientHost = line.option("host", clientHost, t -> t);
        instanceId = line.nullable("instance", instanceId);
        protocolType = line.option("type", protocolType, t -> t);
        protocols = line.option("protocols", protocols, ScenarioText::readList);
        metadata = line.nullable("metadata", metadata);
        topics = line.option("topics", topics, ScenarioText::readList);
        rack = line.nullable("rack", rack);
        sessionTimeoutMs = line.option("session", sessionTimeoutMs, ScenarioClient::readTimeoutMs);
        rebalanceTimeoutMs = line.option("rebalance", rebalanceTimeoutMs, ScenarioClient::readTimeoutMs);
        owned = line.option("owned", owned, ScenarioClient::readOwned);
        JoinGroupRequest.Builder request = JoinGroupRequest.builder(groupId)
                .memberId(memberId)
                .groupInstanceId(instanceId)
                .clientId(clientId)
                .clientHost(clientHost)
                .protocolType(protocolType)
                .sessionTimeoutMs(sessionTimeoutMs)
                .rebalanceTimeoutMs(version == 0 ? -1 : rebalanceTimeoutMs) // KIP-62
                .memberIdRequired(version >= 4) // KIP-394
                .canSkipAssignment(version >= 9) // KIP-814
                .reason(line.nullable("reason", null));
        protocols.forEach(name -> request.protocol(name, metadata()));
        return request.build();
    }

    private static Owned readOwned(String text) {
        int at = text.lastIndexOf('@');
        return new Owned(
                ScenarioText.readPartitions(at < 0 ? text : text.substring(0, at)),
                at < 0 ? ConsumerSubscription.NO_GENERATION : Words.readInt(text.substring(at + 1)));
    }

    private static int readTimeoutMs(String text) {
        return (int) Math.min(Integer.MAX_VALUE, Words.readMs(text));
    }

    private Bytes metadata() {
        if (metadata != null || !protocolType.equals(ConsumerProtocol.TYPE)) {
            return ScenarioText.readText(metadata == null ? "" : metadata);
        }
        return ConsumerProtocol.writeSubscription(
                new ConsumerSubscription(topics, null, owned.partitions(), owned.since(), rack), SUBSCRIPTION_VERSION);
    }

    /** Learns from the answer to a join. */
    void learn(JoinGroupResponse response) {
        if (response.error().isNone()) {
            generationId = response.generationId();
            protocolName = response.protocolName();
        }
    }
}

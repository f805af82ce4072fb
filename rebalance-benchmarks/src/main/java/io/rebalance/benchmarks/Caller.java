package io.rebalance.benchmarks;

import java.net.InetAddress;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;

/**
 * Who calls Kafka's coordinator.
 *
 * @param clientId what the client calls itself
 * @param clientAddress where it is
 * @param requestVersion the version of the API
 */
record Caller(String clientId, InetAddress clientAddress, int requestVersion) implements AuthorizableRequestContext {

    @Override
    public String listenerName() {
        return "PLAINTEXT";
    }

    @Override
    public SecurityProtocol securityProtocol() {
        return SecurityProtocol.PLAINTEXT;
    }

    @Override
    public KafkaPrincipal principal() {
        return KafkaPrincipal.ANONYMOUS;
    }

    @Override
    public int requestType() {
        throw new UnsupportedOperationException("the coordinator needs no type");
    }

    @Override
    public int correlationId() {
        throw new UnsupportedOperationException("the coordinator needs no correlation id");
    }
}

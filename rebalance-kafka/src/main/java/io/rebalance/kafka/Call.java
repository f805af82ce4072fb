package io.rebalance.kafka;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** One request that came over a connection, and the place where it waits for its answer. */
final class Call {

    private final RequestContext context;
    private final AbstractRequest request;
    private final Parking parking;

    private Call(RequestContext context, AbstractRequest request, Parking parking) {
        this.context = context;
        this.request = request;
        this.parking = parking;
    }

    /**
     * Reads a request.
     *
     * @throws GarbageException if these are not the bytes of a request that the server answers
     */
    static Call parse(ByteBuffer frame, String connectionId, InetAddress peer, Parking parking)
            throws GarbageException {
        try {
            RequestHeader header = RequestHeader.parse(frame);
            ServedApis.requireServed(header.apiKey(), header.apiVersion());
            RequestContext context = new RequestContext(
                    header,
                    connectionId,
                    peer,
                    KafkaPrincipal.ANONYMOUS,
                    ListenerName.forSecurityProtocol(SecurityProtocol.PLAINTEXT),
                    SecurityProtocol.PLAINTEXT,
                    ClientInformation.EMPTY,
                    false);
            return new Call(context, context.parseRequest(frame).request, parking);
        } catch (ApiException e) {
            throw new GarbageException("not a request: " + e.getMessage(), e);
        }
    }

    ApiKeys api() {
        return context.header.apiKey();
    }

    /** The version in which the request is to be read and answered. */
    short version() {
        return context.apiVersion();
    }

    /** The version that the client asked for; differs from {@link #version} only where that one is not known. */
    short requestedVersion() {
        return context.header.apiVersion();
    }

    AbstractRequest request() {
        return request;
    }

    String clientId() {
        return context.clientId();
    }

    /** Where the client is, as a broker writes it. */
    String clientHost() {
        return context.clientAddress().toString();
    }

    /** The answer on the wire, behind its length. */
    ByteBuffer toBytes(AbstractResponse response) {
        return context.buildResponseEnvelopePayload(response);
    }

    <T> T await(CompletableFuture<T> future) throws Parking.AbandonedException, InterruptedException {
        return parking.await(future);
    }

    boolean awaitFor(CompletableFuture<?> future, long nanos) throws Parking.AbandonedException, InterruptedException {
        return parking.awaitFor(future, nanos);
    }
}

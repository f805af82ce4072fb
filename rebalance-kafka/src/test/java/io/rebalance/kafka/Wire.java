package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** A bare connection to a server: what a test sends is what goes over it. */
final class Wire implements AutoCloseable {

    private static final int DEADLINE_MS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private int lastCorrelationId;

    Wire(KafkaGroupServer server) throws IOException {
        this(server.port());
    }

    Wire(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(DEADLINE_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Sends a request, and waits for its answer. */
    @SuppressWarnings("unchecked")
    <R extends AbstractResponse> R ask(ApiKeys api, int version, ApiMessage request) throws IOException {
        return (R) answerTo(send(api, version, request));
    }

    /** Sends a request; its answer can be waited for later. */
    RequestHeader send(ApiKeys api, int version, ApiMessage request) throws IOException {
        RequestHeader header = new RequestHeader(api, (short) version, "wire", ++lastCorrelationId);
        ByteBuffer head = bytes(header.data(), header.headerVersion());
        ByteBuffer body = bytes(request, version);
        sendFrame(ByteBuffer.allocate(head.remaining() + body.remaining())
                .put(head)
                .put(body)
                .array());
        return header;
    }

    /** Sends a request of any version, known or not. */
    void sendRaw(ApiKeys api, int version, byte[] body) throws IOException {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion((short) version)
                .setCorrelationId(++lastCorrelationId)
                .setClientId("wire");
        ByteBuffer head = bytes(header, api.requestHeaderVersion((short) version));
        sendFrame(ByteBuffer.allocate(head.remaining() + body.length)
                .put(head)
                .put(body)
                .array());
    }

    void sendFrame(byte[] content) throws IOException {
        sendBytes(ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array());
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static ByteBuffer bytes(ApiMessage message, int version) {
        return MessageUtil.toByteBufferAccessor(message, (short) version).buffer();
    }

    /** The next answer, which must be the one to this request. */
    AbstractResponse answerTo(RequestHeader header) throws IOException {
        ByteBuffer frame = nextFrame();
        AbstractResponse response = AbstractResponse.parseResponse(frame, header);
        assertThat(frame.remaining()).as("bytes left behind the answer").isZero();
        return response;
    }

    ByteBuffer nextFrame() throws IOException {
        byte[] content = new byte[in.readInt()];
        in.readFully(content);
        return ByteBuffer.wrap(content);
    }

    /** Waits until the server hangs up, which it must do without another answer. */
    void assertHungUp() throws IOException {
        try {
            assertThat(in.read()).as("end of the stream").isEqualTo(-1);
        } catch (EOFException | SocketException e) {
            assertThat(e).as("the server reset the connection").isNotNull();
        }
    }

    /** Says that nothing more will be sent, and listens on. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

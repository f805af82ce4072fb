package io.rebalance.benchmarks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * All clients of one group: what each knows and would send, kept as bytes. Every text that it gives is made anew, as a
 * decoder makes them for each request that comes off a wire; arrays are its own, and whoever makes a request copies them.
 *
 * <p>A subscription has {@value #SUBSCRIPTION_BYTES} bytes in the consumers' format, of version 0: one topic, and some
 * bytes of its client's own. An assignment has {@value #ASSIGNMENT_BYTES}, which nobody reads.
 */
final class Clients {

    static final int SUBSCRIPTION_BYTES = 60;
    static final int ASSIGNMENT_BYTES = 80;
    static final int CLIENT_ID_CHARS = 6;
    /** The longest that Kafka's defaults allow, so that nobody expires on a slow machine. */
    static final int SESSION_TIMEOUT_MS = 1_800_000;

    static final int REBALANCE_TIMEOUT_MS = 300_000;

    private static final byte[] PROTOCOL_TYPE = bytes("consumer");
    private static final byte[] PROTOCOL = bytes("range");
    private static final byte[] TOPIC = bytes("orders.of.everywhere");

    private final byte[] group;
    private final byte[][] clientIds;
    private final InetAddress[] addresses;
    private final byte[][] memberIds;
    private final byte[][] subscriptions;
    private final byte[][] assignments;

    private int sessionTimeoutMs = SESSION_TIMEOUT_MS;
    private int leader;
    private int generation;

    private Clients(String group, int first, int count, boolean alike) {
        this.group = bytes(group);
        clientIds = new byte[count][];
        addresses = new InetAddress[count];
        memberIds = new byte[count][0];
        subscriptions = new byte[count][];
        assignments = new byte[count][];
        for (int i = 0; i < count; i++) {
            clientIds[i] = bytes(String.format("c%0" + (CLIENT_ID_CHARS - 1) + "d", first + i));
            addresses[i] = host(first + i);
            subscriptions[i] = newSubscription(alike ? 0 : first + i);
            assignments[i] = ByteBuffer.allocate(ASSIGNMENT_BYTES)
                    .putInt(ASSIGNMENT_BYTES - Integer.BYTES, first + i)
                    .array();
        }
    }

    /** So many clients of a group, the first of whom has this number. */
    static Clients of(String group, int first, int count) {
        return new Clients(group, first, count, false);
    }

    /** Clients whose subscriptions have equal bytes. */
    static Clients alike(String group, int first, int count) {
        return new Clients(group, first, count, true);
    }

    /** How long the members may stay silent; {@value #SESSION_TIMEOUT_MS} ms unless called. */
    Clients sessionTimeoutMs(int sessionTimeoutMs) {
        this.sessionTimeoutMs = sessionTimeoutMs;
        return this;
    }

    int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    int count() {
        return memberIds.length;
    }

    /** Which of them leads. */
    int leader() {
        return leader;
    }

    /** The generation of the last round. */
    int generation() {
        return generation;
    }

    String groupId() {
        return text(group);
    }

    String protocolType() {
        return text(PROTOCOL_TYPE);
    }

    String protocol() {
        return text(PROTOCOL);
    }

    String clientId(int client) {
        return text(clientIds[client]);
    }

    /** Where the client is. It belongs to the connection, and is the same each time. */
    InetAddress address(int client) {
        return addresses[client];
    }

    String memberId(int client) {
        return text(memberIds[client]);
    }

    /** Not to be changed. */
    byte[] subscription(int client) {
        return subscriptions[client];
    }

    /** Not to be changed. */
    byte[] assignment(int client) {
        return assignments[client];
    }

    /** What the answer to a client's first join tells it. */
    void joined(int client, String memberId, String leaderId, int generation) {
        memberIds[client] = bytes(memberId);
        this.generation = generation;
        if (memberId.equals(leaderId)) {
            leader = client;
        }
    }

    /** The leader's subscription changes, and a round begins. */
    void beginRound() {
        generation++;
        ByteBuffer.wrap(subscriptions[leader]).putInt(SUBSCRIPTION_BYTES - 2 * Integer.BYTES, generation);
    }

    private static byte[] newSubscription(int own) {
        ByteBuffer buffer = ByteBuffer.allocate(SUBSCRIPTION_BYTES);
        buffer.putShort((short) 0).putInt(1).putShort((short) TOPIC.length).put(TOPIC);
        buffer.putInt(buffer.remaining() - Integer.BYTES);
        return buffer.putInt(SUBSCRIPTION_BYTES - Integer.BYTES, own).array();
    }

    private static InetAddress host(int own) {
        try {
            return InetAddress.getByAddress(new byte[] {10, (byte) (own >> 16), (byte) (own >> 8), (byte) own});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

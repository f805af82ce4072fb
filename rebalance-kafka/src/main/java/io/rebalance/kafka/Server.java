package io.rebalance.kafka;

/** Holds the place of the server. */
public final class Server {
    private Server() {}

    public static void main(String[] args) {
        System.out.println("rebalance: server on port " + System.getProperty("port", "9092"));
    }
}

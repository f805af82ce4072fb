package io.rebalance.kafka.demo;

/** Holds the place of the demonstration. */
public final class Demo {
    private Demo() {}

    public static void main(String[] args) {
        System.out.println("rebalance: demo");
    }
}

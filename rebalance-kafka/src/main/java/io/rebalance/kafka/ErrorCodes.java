package io.rebalance.kafka;

import io.rebalance.protocol.ErrorCode;

/** Writes verdicts as Kafka's messages carry them. */
final class ErrorCodes {

    private ErrorCodes() {}

    static short onWire(ErrorCode error) {
        return (short) error.id();
    }
}

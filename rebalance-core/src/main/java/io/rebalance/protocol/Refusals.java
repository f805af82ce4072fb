package io.rebalance.protocol;

/** Keeps a refusal from saying that all is well. */
final class Refusals {

    private Refusals() {}

    static ErrorCode requireError(ErrorCode error) {
        if (error.isNone()) {
            throw new IllegalArgumentException("error must not be NONE in a refusal");
        }
        return error;
    }
}

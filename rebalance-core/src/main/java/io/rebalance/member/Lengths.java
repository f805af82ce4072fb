package io.rebalance.member;

import java.nio.charset.StandardCharsets;

/** What the protocol can write of a text: checked where it comes in, since a request cannot be refused later. */
final class Lengths {

    private Lengths() {}

    /**
     * The value, if it has from {@code least} to {@code most} bytes in UTF-8.
     *
     * @throws IllegalArgumentException if it has not
     */
    static String requireBytes(String name, String value, int least, int most) {
        return require(name, value, value.getBytes(StandardCharsets.UTF_8).length, least, most, "bytes in UTF-8");
    }

    /**
     * The value, if it has from {@code least} to {@code most} chars.
     *
     * @throws IllegalArgumentException if it has not
     */
    static String requireChars(String name, String value, int least, int most) {
        return require(name, value, value.length(), least, most, "characters");
    }

    private static String require(String name, String value, int length, int least, int most, String unit) {
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    name + " must have " + least + " to " + most + " " + unit + ", had " + length);
        }
        return value;
    }
}

package io.rebalance.testkit.simulation;

import java.util.Locale;
import java.util.Objects;

/**
 * One thing that goes wrong, or changes.
 *
 * @param kind what
 * @param who to which process, from 0; what is not of a process has any number
 * @param at when, in ms since the beginning; or, of a message, to which one: the how manieth request of that process,
 *     from 1, or the answer to it
 * @param amount how much, as the kind says; 0 or more
 */
public record Fault(FaultKind kind, int who, long at, long amount) {

    /**
     * @throws NullPointerException if {@code kind} is null
     * @throws IllegalArgumentException if a number is negative
     */
    public Fault {
        Objects.requireNonNull(kind, "kind");
        requireNotNegative("who", who);
        requireNotNegative("at", at);
        requireNotNegative("amount", amount);
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must be 0 or more, was " + value);
        }
    }

    /** As a line of a transcript: {@code fault killed 2 15000 800}. */
    @Override
    public String toString() {
        return "fault " + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + who + " " + at + " " + amount;
    }

    /**
     * The fault that a line says.
     *
     * @throws IllegalArgumentException if it says none; names the line
     */
    public static Fault parse(String line) {
        String[] words = Objects.requireNonNull(line, "line").trim().split(" +", -1);
        if (words.length != 5 || !words[0].equals("fault")) {
            throw new IllegalArgumentException("line must be \"fault kind who at amount\", was \"" + line + "\"");
        }
        try {
            return new Fault(
                    FaultKind.valueOf(words[1].toUpperCase(Locale.ROOT).replace('-', '_')),
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line \"" + line + "\" is no fault: " + e.getMessage(), e);
        }
    }
}

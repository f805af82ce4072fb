package io.rebalance.testkit.simulation;

import io.rebalance.testkit.text.Command;
import io.rebalance.testkit.text.Words;
import java.util.Objects;

/**
 * One thing that goes wrong, or changes.
 *
 * @param kind what
 * @param who to which process, from 0; what is not of a process has 0
 * @param at when, in ms since the beginning; or, of a message, to which one: the how manieth request of that process,
 *     from 1, or the answer to it
 * @param amount how much, as the kind says; 0 or more. A kind that asks for none has 0
 */
public record Fault(FaultKind kind, int who, long at, long amount) {

    /**
     * Takes what the kind asks for.
     *
     * @throws NullPointerException if {@code kind} is null
     * @throws IllegalArgumentException if a number is negative
     */
    public Fault {
        Objects.requireNonNull(kind, "kind");
        requireNotNegative("who", who);
        requireNotNegative("at", at);
        requireNotNegative("amount", amount);
        who = kind.isOfProcess() ? who : 0;
        amount = kind.amountName().isEmpty() ? 0 : amount;
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must be 0 or more, was " + value);
        }
    }

    /** As a command of a transcript: {@code killed w2 at=15s for=0.8s}, {@code answer-lost w0 message=3}. */
    @Override
    public String toString() {
        String name = kind.amountName();
        return kind.word()
                + (kind.isOfProcess() ? " w" + who : "")
                + (kind.isOfMessage() ? " message=" + at : " at=" + Words.ms(at))
                + (name.isEmpty() ? "" : " " + name + "=" + (name.equals("for") ? Words.ms(amount) : amount + ""));
    }

    /**
     * The fault that a command says.
     *
     * @throws IllegalArgumentException if it says none; names what is wrong
     */
    public static Fault parse(String line) {
        Command command = Command.parse(Objects.requireNonNull(line, "line"));
        FaultKind kind = FaultKind.named(command.verb());
        int who = kind.isOfProcess() ? process(command) : 0;
        long at = kind.isOfMessage()
                ? number(command, "message")
                : requireGiven(command, "at", command.option("at", -1L, Words::readMs));
        long amount = switch (kind.amountName()) {
            case "" -> 0;
            case "for" -> command.option("for", 0L, Words::readMs);
            default -> number(command, kind.amountName());
        };
        command.done();
        return new Fault(kind, who, at, amount);
    }

    private static int process(Command command) {
        String word = command.word("a process, such as w0");
        if (!word.startsWith("w")) {
            throw command.refused("needs a process, such as w0, was " + word);
        }
        return Words.readInt(word.substring(1));
    }

    private static long number(Command command, String name) {
        return requireGiven(command, name, command.option(name, -1, Words::readInt));
    }

    private static long requireGiven(Command command, String name, long value) {
        if (value < 0) {
            throw command.refused("needs " + name + "=, 0 or more");
        }
        return value;
    }
}

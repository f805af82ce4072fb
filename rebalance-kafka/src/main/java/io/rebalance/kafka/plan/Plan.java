package io.rebalance.kafka.plan;

import java.io.InputStream;
import picocli.CommandLine;

/**
 * Tells what would move if a member left or joined, a topic grew, or the group used another strategy; from what {@code
 * kafka-consumer-groups.sh} writes. {@code --help} tells the options.
 *
 * <p>Needs picocli, which whoever embeds the adapter need not have.
 */
public final class Plan {

    private Plan() {}

    /** Writes the plan, and ends the process with 0, with 1 if the description cannot be read, or with 2. */
    public static void main(String[] args) {
        int code = commandLine(System.in).execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static CommandLine commandLine(InputStream in) {
        return new CommandLine(new PlanCommand(in)).setCaseInsensitiveEnumValuesAllowed(true);
    }
}

package io.rebalance.testkit.command;

import io.rebalance.testkit.field.FieldScenario;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Plays what goes wrong in the field, compares protocols in a table, and writes a timeline as an HTML file. {@code --help}
 * tells the options, {@code list} the scenarios.
 */
public final class Simulate {

    private Simulate() {}

    /**
     * Plays, and ends the process with 0, with 1 if an invariant was violated or a file cannot be written, or with 2 if the
     * command line is wrong. Without arguments the system property {@code scenario} says what to play.
     */
    public static void main(String[] args) {
        int code = commandLine(FieldScenario::play, Terminal.isThere())
                .execute(arguments(args, System.getProperty("scenario")));
        if (code != 0) {
            System.exit(code);
        }
    }

    /** What is not set may arrive as the name of the property. */
    static String[] arguments(String[] args, @Nullable String scenario) {
        boolean isSet = scenario != null && !scenario.isBlank() && !scenario.startsWith("${");
        return args.length > 0 || !isSet ? args : new String[] {scenario};
    }

    static CommandLine commandLine(SimulateCommand.Player player, boolean isTerminal) {
        CommandLine commandLine = new CommandLine(new SimulateCommand(player, isTerminal));
        commandLine
                .getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Tells this, and ends.")
                        .build());
        return commandLine.setParameterExceptionHandler((wrong, args) -> {
            CommandLine command = wrong.getCommandLine();
            command.getErr().println("simulate: " + wrong.getMessage());
            command.getErr().println("simulate --help tells what there is.");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
    }
}

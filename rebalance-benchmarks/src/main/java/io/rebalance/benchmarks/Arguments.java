package io.rebalance.benchmarks;

/** The numbers after the name of a command. */
final class Arguments {

    private Arguments() {}

    /** The number at this place, 1 or more; or what stands for it if the line is shorter. */
    static int number(String[] arguments, int place, String name, int otherwise) {
        if (place >= arguments.length) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(arguments[place]);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, was \"" + arguments[place] + "\"", e);
        }
        throw new IllegalArgumentException(name + " must be 1 or more, was " + arguments[place]);
    }
}

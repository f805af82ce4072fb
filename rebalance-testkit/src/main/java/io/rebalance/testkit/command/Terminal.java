package io.rebalance.testkit.command;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether somebody watches. */
final class Terminal {

    private Terminal() {}

    /** Whether there is a terminal. From Java 22 on a console may be something else, and says so. */
    @SuppressWarnings("SystemConsoleNull") // it asks the console that later JDKs give
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}

package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import java.lang.reflect.InvocationTargetException;
import java.util.stream.Collectors;

/** Finds an assignor by what its user calls it: one of ours by its name on the wire, any other by its class. */
final class NamedAssignor {

    private NamedAssignor() {}

    /**
     * The assignor.
     *
     * @param name a name on the wire, or the name of a class on the class path that has a public constructor without
     *     arguments
     * @throws IllegalArgumentException if there is neither, or the class is no {@link Assignor} or cannot be made
     */
    static Assignor of(String name) {
        for (Assignor assignor : Assignors.all()) {
            if (assignor.name().equals(name)) {
                return assignor;
            }
        }
        Class<?> type = type(name);
        if (!Assignor.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(
                    "assignor must implement " + Assignor.class.getName() + ", " + name + " does not");
        }
        try {
            return (Assignor) type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("assignor " + name + " could not be made: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "assignor must be a public class with a public constructor without arguments, " + name + " is not",
                    e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            String ours = Assignors.all().stream().map(Assignor::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "assignor must be one of " + ours + ", or a class on the class path, was " + name, e);
        }
    }
}

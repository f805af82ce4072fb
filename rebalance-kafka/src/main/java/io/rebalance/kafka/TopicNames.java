package io.rebalance.kafka;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which names a topic may have; Kafka's rule. */
final class TopicNames {

    private static final int MAX_CHARS = 249;
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1," + MAX_CHARS + "}");

    private TopicNames() {}

    static boolean isValid(String name) {
        return whyInvalid(name) == null;
    }

    /** What is wrong with the name, or null if nothing is. */
    static @Nullable String whyInvalid(String name) {
        boolean valid = LEGAL.matcher(name).matches() && !name.equals(".") && !name.equals("..");
        return valid
                ? null
                : "must be 1 to " + MAX_CHARS
                        + " letters, digits, dots, underscores or dashes, and neither . nor .., was \"" + name + '"';
    }
}

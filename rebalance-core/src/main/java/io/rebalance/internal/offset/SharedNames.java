package io.rebalance.internal.offset;

import java.util.HashMap;
import java.util.Map;

/** One text for each name, however often it is used: many groups read the same topics. Forgets names out of use. */
final class SharedNames {

    private static final class Name {
        final String text;
        int uses;

        Name(String text) {
            this.text = text;
        }
    }

    private final Map<String, Name> names = new HashMap<>();

    /** The text to keep for this name; it is used once more. */
    String take(String text) {
        Name name = names.computeIfAbsent(text, Name::new);
        name.uses++;
        return name.text;
    }

    /** The name is used once less. */
    void giveBack(String text) {
        Name name = names.get(text);
        if (name == null) {
            throw new IllegalStateException("name " + text + " is given back, and was not taken");
        }
        if (--name.uses == 0) {
            names.remove(text);
        }
    }

    /** How many names are in use. */
    int size() {
        return names.size();
    }
}

package io.rebalance.testkit.text;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command of a scenario: a verb, words, and options {@code name=value}. Whoever carries it out takes what it
 * understands; what is left in the end is refused.
 */
public final class Command {

    private final String verb;
    private final List<String> words = new ArrayList<>();
    private final TreeMap<String, String> options = new TreeMap<>();

    private Command(String verb) {
        this.verb = verb;
    }

    /**
     * Reads a command.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Command parse(String text) {
        List<String> tokens = tokens(text);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("a command must have a verb, was \"" + text + "\"");
        }
        Command line = new Command(tokens.get(0));
        for (String token : tokens.subList(1, tokens.size())) {
            int equals = token.indexOf('=');
            if (equals > 0 && isName(token.substring(0, equals))) {
                String name = token.substring(0, equals);
                if (line.options.putIfAbsent(name, Words.unquoted(token.substring(equals + 1))) != null) {
                    throw line.refused("names " + name + " twice");
                }
            } else {
                line.words.add(token);
            }
        }
        return line;
    }

    /** Cuts at blanks, but not inside of quotation marks. */
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        StringBuilder token = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (c != ' ' || quoted) {
                token.append(c);
            } else if (token.length() > 0) {
                tokens.add(token.toString());
                token.setLength(0);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("there is a quotation mark without its other half");
        }
        if (token.length() > 0) {
            tokens.add(token.toString());
        }
        return tokens;
    }

    private static boolean isName(String text) {
        return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
    }

    public String verb() {
        return verb;
    }

    /** Takes the next word. */
    public String word(String what) {
        if (words.isEmpty()) {
            throw refused("needs " + what);
        }
        return words.remove(0);
    }

    /** Takes the next word if there is one that is no flag. */
    @Nullable
    public String optionalWord() {
        return words.isEmpty() || isVersion(words.get(0)) ? null : words.remove(0);
    }

    /** Takes all words left. */
    public List<String> restOfWords() {
        List<String> rest = List.copyOf(words);
        words.clear();
        return rest;
    }

    /** Takes the version, {@code v3}, or gives the default. */
    public int version(int otherwise) {
        for (int i = 0; i < words.size(); i++) {
            if (isVersion(words.get(i))) {
                return Integer.parseInt(words.remove(i).substring(1));
            }
        }
        return otherwise;
    }

    private static boolean isVersion(String word) {
        return word.matches("v\\d{1,2}");
    }

    /** Takes an option, or gives the default. */
    public <T> T option(String name, T otherwise, Function<String, ? extends T> read) {
        String text = options.remove(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " " + e.getMessage(), e);
        }
    }

    /** Takes an option that may be none, written {@code -}, or gives the default. */
    @Nullable
    public String nullable(String name, @Nullable String otherwise) {
        String text = options.containsKey(name) ? options.remove(name) : otherwise;
        return text == null || text.equals("-") ? null : text;
    }

    /** The names of the options left. */
    public List<String> optionNames() {
        return List.copyOf(options.keySet());
    }

    /** Takes all options left, by name. */
    public SortedMap<String, String> restOfOptions() {
        SortedMap<String, String> rest = new TreeMap<>(options);
        options.clear();
        return rest;
    }

    /** Refuses what nobody took. */
    public void done() {
        if (!words.isEmpty() || !options.isEmpty()) {
            List<String> left = new ArrayList<>(words);
            options.forEach((name, value) -> left.add(name + "=" + value));
            throw refused("does not understand " + String.join(" ", left));
        }
    }

    public IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(verb + " " + why);
    }
}

package io.rebalance.zoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One bug, as a patch of the real source.
 *
 * <p>The text is a unified diff with a head of lines that begin with {@code #}: the row of the catalogue of field failures
 * and its title, what the mutant does, and which lane is tried first. It applies strictly: where a line of its context is
 * another one now, it fails.
 *
 * @param row as in the catalogue: {@code A7}
 * @param title in a few words
 * @param does what is wrong in the mutant
 * @param first the lane that is tried first
 * @param changes what is changed, by the path of the source within the project
 */
record Mutation(String row, String title, String does, Lane first, Map<String, List<Hunk>> changes) {

    /**
     * Lines that stand together.
     *
     * @param start the number of the first of them, from 1
     * @param lines with a blank, a minus or a plus before each
     */
    record Hunk(int start, List<String> lines) {}

    private static final Pattern TITLE = Pattern.compile("# ([A-I]\\d+) (.+)");
    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,\\d+)? \\+\\d+(?:,\\d+)? @@.*");
    private static final String FIRST = "# first: ";
    private static final String FILE = "+++ b/";

    static Mutation parse(String name, String text) {
        String row = "";
        String title = "";
        StringBuilder does = new StringBuilder();
        Lane first = null;
        Map<String, List<Hunk>> changes = new LinkedHashMap<>();
        List<Hunk> hunks = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher titled = TITLE.matcher(line);
            Matcher hunk = HUNK.matcher(line);
            if (row.isEmpty() && titled.matches()) {
                row = titled.group(1);
                title = titled.group(2);
            } else if (line.startsWith(FIRST)) {
                first = Lane.valueOf(line.substring(FIRST.length()));
            } else if (line.startsWith("# ")) {
                does.append(does.isEmpty() ? "" : " ").append(line.substring(2));
            } else if (line.startsWith(FILE)) {
                hunks = new ArrayList<>();
                changes.put(line.substring(FILE.length()), hunks);
            } else if (hunk.matches()) {
                lines = new ArrayList<>();
                hunks.add(new Hunk(Integer.parseInt(hunk.group(1)), lines));
            } else if (!line.startsWith("--- ")) {
                lines.add(line.isEmpty() ? " " : line);
            }
        }
        if (row.isEmpty() || does.isEmpty() || first == null || changes.isEmpty()) {
            throw new AssertionError(name + " must tell its row, what it does, its first lane, and change something");
        }
        return new Mutation(row, title, does.toString(), first, changes);
    }

    /**
     * The sources as the bug has them, by path.
     *
     * @param sources gives the source that is now, by path
     * @throws AssertionError if the patch does not fit any more
     */
    Map<String, String> apply(Function<String, String> sources) {
        Map<String, String> changed = new LinkedHashMap<>();
        changes.forEach((path, hunks) -> changed.put(path, apply(path, sources.apply(path), hunks)));
        return changed;
    }

    private String apply(String path, String source, List<Hunk> hunks) {
        List<String> old = source.lines().toList();
        List<String> now = new ArrayList<>();
        int at = 0;
        for (Hunk hunk : hunks) {
            int start = start(path, old, hunk, at);
            now.addAll(old.subList(at, start));
            at = start;
            for (String line : hunk.lines()) {
                if (line.charAt(0) == '+') {
                    now.add(line.substring(1));
                } else {
                    if (line.charAt(0) == ' ') {
                        now.add(old.get(at));
                    }
                    at++;
                }
            }
        }
        now.addAll(old.subList(at, old.size()));
        return String.join("\n", now) + "\n";
    }

    /** Where the lines that the hunk expects stand; elsewhere than it says is good enough, if they stand there once. */
    private int start(String path, List<String> old, Hunk hunk, int from) {
        List<String> expected = hunk.lines().stream()
                .filter(line -> line.charAt(0) != '+')
                .map(line -> line.substring(1))
                .toList();
        List<Integer> starts = new ArrayList<>();
        for (int i = from; i + expected.size() <= old.size(); i++) {
            if (old.subList(i, i + expected.size()).equals(expected)) {
                starts.add(i);
            }
        }
        if (starts.contains(hunk.start() - 1)) {
            return hunk.start() - 1;
        }
        if (starts.size() != 1) {
            throw new AssertionError("patch " + row + " does not fit " + path + " any more: at line " + hunk.start()
                    + " it expects, and finds " + starts.size() + " times elsewhere:\n"
                    + String.join("\n", expected));
        }
        return starts.get(0);
    }
}

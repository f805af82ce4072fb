package io.rebalance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the comments of tests and scenarios of all modules cite. */
final class Citations {

    private static final Path ROOT = Path.of("..");

    /** The tests that hold the lists of what is to be cited. */
    private static final Set<String> LISTS = Set.of("CatalogueTest.java", "ReferenceTest.java");

    private Citations() {}

    /** Each citation of this form, whose first group is a list, with the first file that has it. */
    static SortedMap<String, Path> inAllTests(Pattern pattern) throws IOException {
        return in(pattern, Citations::isTold);
    }

    /** Each citation in a scenario, which is named as its file is. */
    static SortedMap<String, Path> inScenarios(Pattern pattern) throws IOException {
        return in(pattern, Citations::isScenario);
    }

    private static SortedMap<String, Path> in(Pattern pattern, Predicate<Path> isRead) throws IOException {
        SortedMap<String, Path> citations = new TreeMap<>();
        for (Path module : modules()) {
            Path tests = module.resolve(Path.of("src", "test"));
            if (Files.isDirectory(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(isRead).sorted().toList()) {
                        in(Files.readString(file), pattern).forEach(cited -> citations.putIfAbsent(cited, file));
                    }
                }
            }
        }
        return citations;
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> paths = Files.list(ROOT)) {
            return paths.filter(p -> Files.exists(p.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isTold(Path file) {
        String name = file.getFileName().toString();
        return (name.endsWith(".java") && !LISTS.contains(name)) || isScenario(file);
    }

    private static boolean isScenario(Path file) {
        return file.toString().endsWith(".txt") && file.toString().contains("scenarios");
    }

    /** What the text cites, in its order; a citation may go on in the next line of a comment. */
    static List<String> in(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text.replaceAll("\\s*\\n\\s*(?:#|//|\\*) ", " "));
        Stream.Builder<String> cited = Stream.builder();
        while (matcher.find()) {
            Stream.of(matcher.group(1).split(", and |, | and ")).forEach(cited);
        }
        return cited.build().toList();
    }
}

package io.rebalance.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bugs that others had, each put into our source by a small patch: the lanes, which know none of them, find every one.
 *
 * <p>{@code -Dzoo=A7} tries some rows only, {@code -Drewrite=true} writes {@code docs/bug-zoo.md}.
 */
class BugZooTest {

    private static final SourceTree TREE = SourceTree.here();
    private static final String PATCHES = "rebalance-testkit/src/test/resources/zoo";
    private static final Map<String, byte[]> LANES = SourceCompiler.compile(
            Lane.sources(TREE),
            List.of("-sourcepath", TREE.path("rebalance-core/src/test/java").toString(), "-implicit:class"));
    private static final String HEAD = """
            # The bug zoo

            Bugs that others had in their group coordinators, members and assignors, each put into our source by a small patch
            in `rebalance-testkit/src/test/resources/zoo`, and found by lanes that know none of them: random histories, held to
            the invariants. A patch that does not apply any more, and a mutant that no lane finds, fail the build.

            Written by `BugZooTest` with `-Drewrite=true`. Rows and invariants are named as in the catalogue of field failures
            and in that of what must always hold; the lane is the one that is tried first for that row, or the first of the
            others that finds it.

            | row | what the mutant does | where | found by | broken |
            |---|---|---|---|---|
            """;
    private static final Map<String, Lane.Failure> KILLS = new TreeMap<>();

    // what finds a bug in the mutants must find none without it
    @ParameterizedTest
    @EnumSource
    void source_asItIs_passesTheLane(Lane lane) {
        assumeTrue(System.getProperty("zoo") == null);
        lane.run(new MutantLoader(LANES, Map.of())).ifPresent(failure -> {
            throw new AssertionError(lane + " fails with seed " + failure.seed(), failure.why());
        });
    }

    @TestFactory
    Stream<DynamicTest> mutant_ofTheSource_isKilledByALane() {
        String rows = System.getProperty("zoo");
        List<Mutation> mutations = mutations();
        Stream<DynamicTest> kills = mutations.stream()
                .filter(m -> rows == null || List.of(rows.split(",")).contains(m.row()))
                .map(m -> DynamicTest.dynamicTest(m.row() + " " + m.title(), () -> assertKilled(m)));
        return rows != null
                ? kills
                : Stream.concat(
                        kills,
                        Stream.of(DynamicTest.dynamicTest(
                                "table in docs/bug-zoo.md", () -> assertTableIsRight(mutations))));
    }

    private static void assertTableIsRight(List<Mutation> mutations) throws IOException {
        assertThat(mutations).hasSizeGreaterThanOrEqualTo(40);
        StringBuilder text = new StringBuilder(HEAD);
        for (Mutation mutation : mutations) {
            Lane.Failure kill = KILLS.get(mutation.row());
            assertThat(kill)
                    .as("%s must be killed before the table can be written", mutation.row())
                    .isNotNull();
            String files = mutation.changes().keySet().stream()
                    .map(path -> "`" + path.substring(path.lastIndexOf('/') + 1) + "`")
                    .collect(Collectors.joining(", "));
            text.append("| %s | **%s.** %s | %s | %s | %s |\n"
                    .formatted(
                            mutation.row(),
                            mutation.title(),
                            mutation.does(),
                            files,
                            kill.lane().words(),
                            kill.invariant()));
        }
        Path table = TREE.path("docs/bug-zoo.md");
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(table, text);
        }
        assertThat(table).as("-Drewrite=true writes it").hasContent(text.toString());
    }

    private static void assertKilled(Mutation mutation) {
        Map<String, byte[]> mutated = SourceCompiler.compile(mutation.apply(TREE::read), List.of());
        Signatures.requireAll(mutated.keySet(), new MutantLoader(Map.of(), mutated));
        List<Lane> lanes = new ArrayList<>(List.of(mutation.first()));
        lanes.addAll(EnumSet.complementOf(EnumSet.of(mutation.first())));
        String only = System.getProperty("zoo.lane"); // which bugs does that lane find alone?
        lanes.removeIf(lane -> only != null && !lane.name().equals(only));
        for (Lane lane : lanes) {
            Optional<Lane.Failure> failure = lane.run(new MutantLoader(LANES, mutated));
            if (failure.isPresent()) {
                KILLS.put(mutation.row(), failure.get());
                if (System.getProperty("zoo") != null) {
                    System.out.println(
                            mutation.row() + " " + lane + " " + failure.get().invariant() + " seed "
                                    + failure.get().seed() + " "
                                    + String.valueOf(failure.get().why())
                                            .lines()
                                            .limit(3)
                                            .toList());
                }
                return;
            }
        }
        throw new AssertionError("no lane finds " + mutation.row() + ": " + mutation.does());
    }

    private static List<Mutation> mutations() {
        try (Stream<Path> files = Files.list(TREE.path(PATCHES))) {
            return files.filter(f -> f.toString().endsWith(".patch"))
                    .map(f -> {
                        String name = f.getFileName().toString();
                        Mutation mutation = Mutation.parse(name, TREE.read(PATCHES + "/" + name));
                        assertThat(name).isEqualTo(mutation.row() + ".patch");
                        return mutation;
                    })
                    .sorted(Comparator.comparing((Mutation m) -> m.row().charAt(0))
                            .thenComparing(m -> Integer.valueOf(m.row().substring(1))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

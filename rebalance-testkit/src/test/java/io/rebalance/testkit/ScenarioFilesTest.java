package io.rebalance.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignors.Assignors;
import io.rebalance.testkit.simulation.Simulation;
import io.rebalance.testkit.simulation.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays every file under {@code src/test/resources/scenarios} and compares what came of it with what the file says.
 *
 * <p>{@code -Drewrite=true} writes what came of it into the files. Commit a rewrite only if you can explain it.
 */
class ScenarioFilesTest {

    private static final Path ROOT = Path.of("src", "test", "resources", "scenarios");

    /** Of both sides: transcripts of simulations. */
    private static final Path SIMULATED = ROOT.resolve("simulated");

    private static final boolean REWRITES = Boolean.getBoolean("rewrite");
    private static final int CONTEXT_LINES = 12;

    /** An assignor that has no answer. */
    private static final class BrokenAssignor implements Assignor {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            throw new AssignorException("broken on purpose");
        }
    }

    @TestFactory
    List<DynamicTest> scenarios() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<DynamicTest> tests = files.filter(f -> f.toString().endsWith(".txt"))
                    .sorted()
                    .map(f -> DynamicTest.dynamicTest(ROOT.relativize(f).toString(), f.toUri(), () -> play(f)))
                    .toList();
            if (tests.isEmpty()) {
                fail("there must be scenarios in " + ROOT);
            }
            return tests;
        }
    }

    private static void play(Path file) throws IOException {
        String expected = Files.readString(file);
        String actual = file.startsWith(SIMULATED)
                ? Simulation.replay(Transcript.read(expected))
                        .requireNoViolation()
                        .transcript()
                : Scenario.run(expected, assignors());
        if (REWRITES) {
            Files.writeString(file, actual);
        } else if (!actual.equals(expected)) {
            fail(difference(expected.lines().toList(), actual.lines().toList()));
        }
    }

    private static List<Assignor> assignors() {
        List<Assignor> assignors = new ArrayList<>(Assignors.all());
        assignors.add(new BrokenAssignor());
        return assignors;
    }

    /** The first place at which the two part, with what stands before it. */
    private static String difference(List<String> expected, List<String> actual) {
        int at = 0;
        while (at < Math.min(expected.size(), actual.size()) && expected.get(at).equals(actual.get(at))) {
            at++;
        }
        StringBuilder text = new StringBuilder("line " + (at + 1) + " is another one (-Drewrite=true rewrites):\n");
        append(text, "  ", actual.subList(Math.max(0, at - CONTEXT_LINES), at));
        append(text, "- ", expected.subList(at, Math.min(expected.size(), at + CONTEXT_LINES)));
        append(text, "+ ", actual.subList(at, Math.min(actual.size(), at + CONTEXT_LINES)));
        return text.toString();
    }

    private static void append(StringBuilder text, String mark, List<String> lines) {
        lines.forEach(line -> text.append(mark).append(line).append('\n'));
    }
}

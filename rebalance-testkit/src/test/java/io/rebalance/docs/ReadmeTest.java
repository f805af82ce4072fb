package io.rebalance.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.testkit.BrokenLawError;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows compiles, runs, and prints what the README says. */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final long PATIENCE_S = 120;

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path folder;

    @Test
    void example_compiledAndRun_printsWhatTheReadmeSays() throws IOException, InterruptedException {
        String readme = Files.readString(README);
        compile("FirstGroup", block(readme, "example"));

        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + System.getProperty("path.separator") + CLASS_PATH,
                        "FirstGroup"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output, StandardCharsets.UTF_8)).isEqualTo(block(readme, "example output"));
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void assignorExample_compiledAndRun_failsAsTheReadmeSays() throws Exception {
        String readme = Files.readString(README);
        Class<?> test = compiled(
                "DealerTest", """
                import io.rebalance.assignor.*;
                import io.rebalance.testkit.*;
                import java.util.*;
                import org.junit.jupiter.api.*;

                public class DealerTest {
                    /** Deals partitions round, whoever wants them. */
                    static class Dealer implements Assignor {
                        public String name() {
                            return "dealer";
                        }

                        public Assignment assign(AssignmentInput input) {
                            int[] owners = new int[input.partitionCount()];
                            Arrays.setAll(owners, p -> p %% input.memberCount());
                            return Assignment.of(owners);
                        }
                    }

                %s}
                """.formatted(block(readme, "assignor example").indent(4)));
        Method method = Arrays.stream(test.getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(Test.class))
                .findFirst()
                .orElseThrow();
        method.setAccessible(true);
        Object instance = test.getConstructor().newInstance();

        assertThatThrownBy(() -> method.invoke(instance))
                .cause()
                .isInstanceOf(BrokenLawError.class)
                .hasMessage(block(readme, "assignor example output"));
    }

    @Test
    void simulationExamples_compiledAndRun_findWhatTheReadmeSays() throws Exception {
        String readme = Files.readString(README);
        Class<?> test = compiled("StormTest", """
                import io.rebalance.*;
                import io.rebalance.assignor.*;
                import io.rebalance.embed.*;
                import io.rebalance.protocol.*;
                import io.rebalance.testkit.simulation.*;
                import java.util.*;

                public class StormTest {
                    /** Deals partitions round: all members of the plan want all topics. */
                    static class Dealer implements Assignor {
                        public String name() {
                            return "dealer";
                        }

                        public Assignment assign(AssignmentInput input) {
                            int[] owners = new int[input.partitionCount()];
                            Arrays.setAll(owners, p -> p %% input.memberCount());
                            return Assignment.of(owners);
                        }
                    }

                %s
                    public static void assignor() {
                %s    }

                    public static String host() {
                        return Simulation.run(SimulationPlan.storm().host(Hasty::start).build(), 0)
                                .violations().get(0).toString();
                    }
                }
                """.formatted(
                        block(readme, "host example").indent(4),
                        block(readme, "simulation example").indent(8)));
        test.getMethod("assignor").invoke(null);
        assertThat(test.getMethod("host").invoke(null) + "\n").isEqualTo(block(readme, "host example output"));
    }

    private void compile(String name, String text) throws IOException {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", CLASS_PATH, "-d", folder.toString(), source.toString());
        assertThat(result).isZero();
    }

    private Class<?> compiled(String name, String text) throws IOException, ClassNotFoundException {
        compile(name, text);
        URL[] place = {folder.toUri().toURL()};
        try (URLClassLoader classes = new URLClassLoader(place, ReadmeTest.class.getClassLoader())) {
            Class<?> loaded = classes.loadClass(name);
            for (Class<?> inner : loaded.getDeclaredClasses()) {
                classes.loadClass(inner.getName()); // before the loader is closed
            }
            return loaded;
        }
    }

    private static String block(String readme, String name) {
        Matcher matcher = Pattern.compile("<!-- " + name + " -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL)
                .matcher(readme);
        assertThat(matcher.find()).as("a block after <!-- %s -->", name).isTrue();
        return matcher.group(1);
    }
}

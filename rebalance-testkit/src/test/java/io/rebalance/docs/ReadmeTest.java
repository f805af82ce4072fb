package io.rebalance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @TempDir
    private Path folder;

    @Test
    void example_compiledAndRun_printsWhatTheReadmeSays() throws IOException, InterruptedException {
        String readme = Files.readString(README);
        Path source = Files.writeString(folder.resolve("FirstGroup.java"), block(readme, "example"));
        String classPath = System.getProperty("java.class.path");

        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, "-d", folder.toString(), source.toString());
        assertThat(compiled).isZero();

        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + System.getProperty("path.separator") + classPath,
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

    private static String block(String readme, String name) {
        Matcher matcher = Pattern.compile("<!-- " + name + " -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL)
                .matcher(readme);
        assertThat(matcher.find()).as("a block after <!-- %s -->", name).isTrue();
        return matcher.group(1);
    }
}

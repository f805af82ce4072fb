package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same seed gives the same transcript to the last byte: on virtual machines with other hash codes, languages and time
 * zones, and on whatever Java runs this test, since the digests are kept in a file. {@code -Drewrite=true} writes it anew.
 */
class TranscriptBytesTest {

    private static final Path DIGESTS = Path.of("src", "test", "resources", "simulation", "transcripts.txt");
    private static final long PATIENCE_S = 300;

    @TempDir
    private Path folder;

    /** Prints a digest for each kind of storm. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), digests());
    }

    private static String digests() {
        StringBuilder lines = new StringBuilder();
        for (long seed = 0; seed < Storms.kinds(); seed++) {
            SimulationResult result = Simulation.runWithTranscript(Storms.of(seed), seed);
            lines.append(seed)
                    .append(' ')
                    .append(digest(result.transcript()))
                    .append(' ')
                    .append(result.transcript().length())
                    .append(' ')
                    .append(result.plan().name())
                    .append('\n');
        }
        return lines.toString();
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sameSeed_onOtherMachines_givesTheSameBytes() throws IOException, InterruptedException {
        Path turkish = start(
                "turkish", "-XX:hashCode=2", "-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Asia/Kolkata");
        Path arabic = start(
                "arabic", "-XX:hashCode=0", "-Duser.language=ar", "-Duser.country=EG", "-Duser.timezone=Pacific/Apia");

        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(DIGESTS, Files.readString(turkish));
        }
        assertThat(Files.readString(turkish)).isEqualTo(Files.readString(DIGESTS));
        assertThat(Files.readString(arabic)).isEqualTo(Files.readString(DIGESTS));
    }

    private Path start(String name, String... flags) throws IOException, InterruptedException {
        Path output = folder.resolve(name + ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockExperimentalVMOptions"));
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), TranscriptBytesTest.class.getName(), output.toString()));
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return output;
    }
}

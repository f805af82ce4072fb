package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two keywords of threads: the rule over forbidden calls sees calls alone. */
class NoLocksTest {

    private static final Path ROOT = Path.of("src", "main", "java", "io", "rebalance");

    /** The doors to the host, called from any thread, and the upper storey. */
    private static final List<Path> MAY_LOCK =
            List.of(ROOT.resolve("Clock.java"), ROOT.resolve("MemberIds.java"), ROOT.resolve("embed"));

    private static final Pattern LOCK = Pattern.compile("(?m)^[^*/\"\\n]*\\b(synchronized|volatile)\\b");

    @Test
    void stateMachines_ofTheCore_knowNoLocks() throws IOException {
        List<Path> locked;
        try (Stream<Path> files = Files.walk(ROOT)) {
            locked = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> MAY_LOCK.stream().noneMatch(file::startsWith))
                    .filter(NoLocksTest::locks)
                    .sorted()
                    .toList();
        }

        assertThat(locked).isEmpty();
    }

    private static boolean locks(Path file) {
        try {
            return LOCK.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

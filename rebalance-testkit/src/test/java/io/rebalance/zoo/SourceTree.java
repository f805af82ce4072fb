package io.rebalance.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The sources of the project, by their paths within it. */
final class SourceTree {

    private final Path root;

    private SourceTree(Path root) {
        this.root = root;
    }

    /** That of the project in which this test stands. */
    static SourceTree here() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(root.resolve("mvnw"))) {
            root = root.getParent();
            if (root == null) {
                throw new AssertionError("no directory above this one has the sources");
            }
        }
        return new SourceTree(root);
    }

    Path path(String path) {
        return root.resolve(path);
    }

    String read(String path) {
        try {
            return Files.readString(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    Map<String, String> read(String... paths) {
        Map<String, String> sources = new TreeMap<>();
        for (String path : paths) {
            sources.put(path, read(path));
        }
        return sources;
    }
}

package io.rebalance.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process of its own, and the lines that it writes, as they come. */
final class ChildProcess implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final Eventually events = new Eventually();
    private final List<String> out = new ArrayList<>(); // guarded by the events' lock, as is the next
    private final List<String> err = new ArrayList<>();
    private final List<Thread> readers;

    ChildProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command).start();
        readers = List.of(
                reading("out", process.inputReader(StandardCharsets.UTF_8), out),
                reading("err", process.errorReader(StandardCharsets.UTF_8), err));
        readers.forEach(Thread::start);
    }

    private Thread reading(String name, BufferedReader from, List<String> to) {
        Thread thread = new Thread(
                () -> {
                    try (from) {
                        from.lines().forEach(line -> events.tell(name + ": " + line, () -> to.add(line)));
                    } catch (IOException | UncheckedIOException e) {
                        events.tell(name + " ended: " + e);
                    }
                },
                "child-" + process.pid() + "-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Writes to its standard input, and ends that. */
    void feed(String text) throws IOException {
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(text);
        }
    }

    /** Waits for lines on the standard output. */
    void awaitOut(String what, Predicate<List<String>> condition) throws InterruptedException {
        events.await(what, () -> condition.test(out));
    }

    /** Waits for lines on the standard error. */
    void awaitErr(String what, Predicate<List<String>> condition) throws InterruptedException {
        events.await(what, () -> condition.test(err));
    }

    /** All that it wrote to the standard output up to now. */
    List<String> out() {
        List<String> copy = new ArrayList<>();
        events.tell("looked at the output", () -> copy.addAll(out));
        return copy;
    }

    /** All that it wrote to the standard error up to now. */
    List<String> err() {
        List<String> copy = new ArrayList<>();
        events.tell("looked at the errors", () -> copy.addAll(err));
        return copy;
    }

    /** Waits until it has ended, and all it wrote was read. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("never ended; came: \n  " + String.join("\n  ", events.told()));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

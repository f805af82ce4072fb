package io.rebalance.testkit;

import io.rebalance.log.LogHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@link DiskJournal}s in a directory of their own, with a disk that can be slow, or full. */
final class DiskStore implements JournalStore {

    private static final int TORN_STEP = 97;

    private final Path directory;
    private final ExecutorService writers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "disk");
        thread.setDaemon(true);
        return thread;
    });
    private final Object gate = new Object();
    private boolean isStalled;
    private boolean isFull;
    private int crashes;
    private @Nullable DiskJournal journal;

    DiskStore() {
        try {
            directory = Files.createTempDirectory("journal");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Opened open() throws IOException {
        DiskJournal opened = DiskJournal.open(directory.resolve("log"), LogHeader.SINGLE, writers, this::pass);
        journal = opened;
        return new Opened(opened, opened.records());
    }

    private void pass() throws IOException {
        synchronized (gate) {
            while (isStalled) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
            if (isFull) {
                throw new IOException("no space left");
            }
        }
    }

    @Override
    public void crash() throws IOException {
        if (journal != null) {
            journal.die(crashes++ * TORN_STEP);
        }
    }

    @Override
    public boolean canFail() {
        return true;
    }

    @Override
    public void failAppends() {
        isFull(true);
    }

    @Override
    public void healAppends() {
        isFull(false);
    }

    private void isFull(boolean isFull) {
        synchronized (gate) {
            this.isFull = isFull;
        }
    }

    @Override
    public boolean canStall() {
        return true;
    }

    @Override
    public void stall() {
        isStalled(true);
    }

    @Override
    public void resume() {
        isStalled(false);
    }

    private void isStalled(boolean isStalled) {
        synchronized (gate) {
            this.isStalled = isStalled;
            gate.notifyAll();
        }
    }

    @Override
    public void close() {
        resume();
        try {
            crash();
            writers.shutdown();
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : all) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.rebalance.testkit;

import io.rebalance.embed.Journal;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.LogHeader;
import io.rebalance.log.RecordReader;
import io.rebalance.log.RecordWriter;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.MalformedBytesException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A journal in one file of frames: proof that the contract can be kept on a disk, and the shape of one.
 *
 * <p>What waits when the disk is free becomes one frame, is written and forced, and only then acknowledged; so at most
 * one frame at the end of the file can be torn, and that one was not acknowledged. Opening the file again in this
 * process keeps out whoever opened it before. Never shrinks the file: a host that runs for long writes a snapshot into a
 * new one at times.
 */
final class DiskJournal implements Journal {

    /** What stands between the journal and its disk, for who wants to disturb it. */
    @FunctionalInterface
    interface Gate {
        void pass() throws IOException;
    }

    private record Waiting(List<GroupRecord> records, CompletableFuture<Void> stage) {}

    private static final Map<Path, DiskJournal> LATEST = new ConcurrentHashMap<>();

    private final FileChannel file;
    private final Executor writer;
    private final Gate gate;
    private final List<GroupRecord> records;

    private final Object queueLock = new Object();
    private List<Waiting> queue = new ArrayList<>();
    private boolean isDraining;
    private @Nullable JournalException refusing; // until all that waited for the failed append have heard

    private final Object fileLock = new Object();
    private long end;
    private long frames;
    private @Nullable JournalException closed;

    private DiskJournal(Path path, RecordReader read, List<GroupRecord> records, Executor writer, Gate gate)
            throws IOException {
        file = FileChannel.open(path, StandardOpenOption.WRITE);
        end = read.position();
        frames = read.frameCount();
        this.records = records;
        this.writer = writer;
        this.gate = gate;
    }

    /**
     * Opens the journal, and keeps out whoever has opened it before. A torn end is cut off.
     *
     * @throws IOException if the file cannot be read as a whole
     */
    static DiskJournal open(Path path, LogHeader header, Executor writer, Gate gate) throws IOException {
        synchronized (LATEST) {
            DiskJournal earlier = LATEST.get(path);
            if (earlier != null) {
                earlier.close(JournalException.fenced("the journal was opened anew"));
            }
            if (!Files.exists(path)) {
                create(path, header);
            }
            DiskJournal journal = read(path, header, writer, gate);
            LATEST.put(path, journal);
            return journal;
        }
    }

    private static void create(Path path, LogHeader header) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(out, ByteBuffer.wrap(header.toBytes()), 0);
            out.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE); // a file without its head is never seen
        try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static DiskJournal read(Path path, LogHeader header, Executor writer, Gate gate) throws IOException {
        List<GroupRecord> records = new ArrayList<>();
        try (InputStream in = Files.newInputStream(path)) {
            RecordReader reader = RecordReader.of(in, header);
            try {
                reader.forEachRecord(records::add);
            } catch (MalformedBytesException e) {
                if (!reader.isTorn()) {
                    throw e;
                }
                try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    out.truncate(reader.position());
                    out.force(true);
                }
            }
            return new DiskJournal(path, reader, List.copyOf(records), writer, gate);
        } catch (MalformedBytesException e) {
            throw new IOException(path + " is damaged: " + e.getMessage(), e);
        }
    }

    /** What was in the journal when it was opened, oldest first. */
    List<GroupRecord> records() {
        return records;
    }

    @Override
    public CompletionStage<Void> append(List<GroupRecord> records) {
        Waiting waiting = new Waiting(List.copyOf(records), new CompletableFuture<>());
        synchronized (queueLock) {
            queue.add(waiting);
            if (isDraining) {
                return waiting.stage;
            }
            isDraining = true;
        }
        writer.execute(this::drain);
        return waiting.stage;
    }

    private void drain() {
        for (List<Waiting> next = next(); !next.isEmpty(); next = next()) {
            JournalException failure = refusing == null ? write(next) : refusing;
            synchronized (queueLock) {
                refusing = failure;
            }
            for (Waiting waiting : next) {
                if (failure == null) {
                    waiting.stage.complete(null);
                } else {
                    waiting.stage.completeExceptionally(failure);
                }
            }
        }
    }

    private List<Waiting> next() {
        synchronized (queueLock) {
            List<Waiting> next = queue;
            queue = new ArrayList<>();
            isDraining = !next.isEmpty();
            refusing = next.isEmpty() ? null : refusing;
            return next;
        }
    }

    private @Nullable JournalException write(List<Waiting> batch) {
        List<GroupRecord> together = new ArrayList<>();
        batch.forEach(w -> together.addAll(w.records));
        IOException blocked = null;
        try {
            gate.pass();
        } catch (IOException e) {
            blocked = e;
        }
        synchronized (fileLock) {
            if (closed != null) {
                return closed;
            }
            try {
                if (blocked != null) {
                    throw blocked;
                }
                ByteBuffer frame = new RecordWriter(frames).frame(together);
                int size = frame.remaining();
                write(file, frame, end);
                file.force(false);
                end += size;
                frames++;
                return null;
            } catch (IOException e) {
                return takeBack(e);
            }
        }
    }

    /** Cuts off what may have been written: once that is durable, it is certain that the records are not there. */
    private JournalException takeBack(IOException e) {
        try {
            file.truncate(end);
            file.force(true);
            return JournalException.notStored(ErrorCode.KAFKA_STORAGE_ERROR, "the disk failed: " + e.getMessage());
        } catch (IOException worse) {
            e.addSuppressed(worse);
            closed = JournalException.unknown("the disk failed", e);
            return closed;
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes, long from) throws IOException {
        long at = from;
        while (bytes.hasRemaining()) {
            at += out.write(bytes, at);
        }
    }

    /** Lets nothing more be written, and waits for what is being written. */
    private void close(JournalException why) throws IOException {
        synchronized (fileLock) {
            if (closed == null) {
                closed = why;
            }
            file.close();
        }
    }

    /**
     * Dies, and leaves of all that was not written yet as many bytes of one frame as are asked for, if there are as many.
     */
    void die(int tornBytes) throws IOException {
        List<GroupRecord> open = new ArrayList<>();
        synchronized (queueLock) {
            queue.forEach(w -> open.addAll(w.records));
        }
        synchronized (fileLock) {
            if (closed == null && !open.isEmpty()) {
                ByteBuffer frame = new RecordWriter(frames).frame(open);
                write(file, frame.limit(Math.min(tornBytes, frame.limit())), end);
            }
            close(JournalException.unknown("the process died", null));
        }
    }
}

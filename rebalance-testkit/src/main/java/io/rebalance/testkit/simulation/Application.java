package io.rebalance.testkit.simulation;

import io.rebalance.member.MemberOrder;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a process is there for: it reads where the partitions it was given have got to, works their records off one by one,
 * commits now and then, and obeys orders. It reads ahead, and what it has read of a partition that it must let go of stays
 * where it is: all that keeps it from working on that is to ask, before each record, whether it still may.
 */
final class Application {

    private static final long UNKNOWN = -1;
    private static final long FETCH_AGAIN_MS = 1_000;
    private static final int MOST_AHEAD = 3;

    /** A partition that it works on. */
    private static final class Position {
        final Ownership ownership;
        long next = UNKNOWN;
        long committed = UNKNOWN;
        boolean isRevoked;

        Position(Ownership ownership) {
            this.ownership = ownership;
        }

        TopicPartition partition() {
            return ownership.partition();
        }
    }

    /** A record that was read, under the ownership of that time. */
    private record Read(Position position, long offset) {}

    private final World world;
    private final Worker worker;
    private final Deque<Read> buffer = new ArrayDeque<>();
    private final Map<TopicPartition, Position> positions = new TreeMap<>();
    private final List<MemberOrder.Revoked> toRelease = new ArrayList<>();
    private @Nullable Position busyWith;
    private boolean isReleasing;
    private @Nullable Event nextLook;
    private @Nullable Event nextCommit;
    private final Map<TopicPartition, Ownership> asked = new HashMap<>(); // by the fetch under way
    private long lastFetch;
    private long lastCommitMs = Long.MIN_VALUE / 2;

    Application(World world, Worker worker) {
        this.world = world;
        this.worker = worker;
    }

    /** Whether nothing is under way but the wait for the next record. */
    boolean isAtRest() {
        return busyWith == null && buffer.isEmpty() && toRelease.isEmpty() && nextCommit == null && asked.isEmpty();
    }

    boolean isBusy() {
        return busyWith != null;
    }

    /** Whether it knows of each of its partitions how far it is. */
    boolean isPositioned() {
        for (Position position : positions.values()) {
            if (position.next == UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    // Orders

    void obey(MemberOrder order) {
        if (order instanceof MemberOrder.Assigned assigned) {
            for (Ownership ownership : assigned.ownerships()) {
                positions.put(ownership.partition(), new Position(ownership));
            }
            fetch();
            look();
        } else if (order instanceof MemberOrder.Revoked revoked) {
            for (Ownership ownership : revoked.ownerships()) {
                Position position = positions.get(ownership.partition());
                if (position != null && position.ownership.equals(ownership)) {
                    position.isRevoked = true;
                    stop(position);
                }
            }
            toRelease.add(revoked);
            release();
        } else {
            for (Ownership ownership : order.ownerships()) {
                Position position = positions.get(ownership.partition());
                if (position != null && position.ownership.equals(ownership)) {
                    stop(position);
                    positions.remove(ownership.partition());
                }
            }
        }
    }

    /** The process is gone. */
    void end() {
        positions.values().forEach(this::stop);
    }

    private void stop(Position position) {
        world.figures.stopped(world.trueMs(), worker.number(), position.partition());
    }

    /** Lets go of what was revoked, once nothing is worked on there. */
    private void release() {
        Position busy = busyWith;
        if (isReleasing || toRelease.isEmpty() || (busy != null && busy.isRevoked)) {
            return;
        }
        isReleasing = true;
        worker.later(worker.releaseDelayMs(), () -> {
            isReleasing = false;
            MemberOrder.Revoked order = toRelease.remove(0);
            Map<Ownership, Long> offsets = new HashMap<>();
            for (Ownership ownership : order.ownerships()) {
                Position position = positions.get(ownership.partition());
                if (position != null && position.ownership.equals(ownership)) {
                    positions.remove(ownership.partition());
                    if (position.next != position.committed) {
                        offsets.put(position.ownership, position.next);
                    }
                }
            }
            if (!offsets.isEmpty()) {
                worker.commit(offsets);
            }
            world.oracle.released(worker, order);
            worker.input(member -> member.released(order));
            release();
        });
    }

    // How far it is

    private void fetch() {
        asked.clear();
        List<TopicPartition> unknown = new ArrayList<>();
        for (Position position : positions.values()) {
            if (position.next == UNKNOWN && !position.isRevoked) {
                unknown.add(position.partition());
                asked.put(position.partition(), position.ownership);
            }
        }
        if (!unknown.isEmpty()) {
            long fetch = worker.ask(new OffsetFetchRequest(World.GROUP, unknown));
            lastFetch = fetch;
            worker.later(FETCH_AGAIN_MS, () -> {
                if (lastFetch == fetch) {
                    fetch();
                }
            });
        }
    }

    /** An answer to an earlier fetch, or for an ownership of before, says nothing of today: it may be older than a commit. */
    void fetched(long fetch, OffsetFetchResponse response) {
        if (fetch != lastFetch || !response.error().isNone()) {
            return;
        }
        for (OffsetFetchResponse.Partition each : response.partitions()) {
            Position position = positions.get(each.topicPartition());
            // a refusal is no offset: only who has been told that there is none begins at the beginning
            if (position != null
                    && position.next == UNKNOWN
                    && position.ownership.equals(asked.get(each.topicPartition()))
                    && each.error().isNone()) {
                position.next = Math.max(0, each.offset());
                position.committed = position.next;
                asked.remove(each.topicPartition());
                world.figures.started(world.trueMs(), worker.number(), position.partition());
            }
        }
        if (asked.isEmpty()) {
            lastFetch = 0;
        }
        look();
    }

    // Work

    /** Takes the next record there is, or waits for it. */
    void look() {
        while (busyWith == null) {
            if (buffer.isEmpty()) {
                long nextMs = read();
                if (buffer.isEmpty()) {
                    if (nextMs != Long.MAX_VALUE) {
                        lookAt(nextMs);
                    }
                    return;
                }
            }
            Read first = buffer.getFirst();
            if (worker.mayWorkOn(first.position().ownership)) {
                work(buffer.removeFirst());
            } else {
                worker.note("may not work on " + first.position().partition() + " at " + first.offset());
                if (isMine(first.position())) {
                    lookAt(world.trueMs() + 100); // the order to stop is on its way
                    return;
                }
                buffer.removeFirst();
            }
        }
    }

    /** Reads what there is, some records of each partition, in the order in which they came. Returns when there is more. */
    private long read() {
        List<Read> records = new ArrayList<>();
        long nextMs = Long.MAX_VALUE;
        for (Position position : positions.values()) {
            if (position.next != UNKNOWN && !position.isRevoked) {
                long offset = position.next;
                while (offset < position.next + MOST_AHEAD && availableMs(position, offset) <= world.trueMs()) {
                    records.add(new Read(position, offset++));
                }
                nextMs = Math.min(nextMs, availableMs(position, offset));
            }
        }
        records.sort(Comparator.comparingLong(record -> availableMs(record.position(), record.offset())));
        buffer.addAll(records);
        return nextMs;
    }

    private long availableMs(Position position, long offset) {
        return world.logs.availableMs(position.partition(), offset);
    }

    private boolean isMine(Position position) {
        return positions.get(position.partition()) == position && !position.isRevoked;
    }

    private void lookAt(long trueMs) {
        Event look = nextLook;
        long inMs = trueMs - world.trueMs();
        if (look == null || look.atMs > world.clockMs() + inMs) {
            nextLook = world.after(inMs, new Event(false) {
                @Override
                void happen() {
                    if (nextLook == this) {
                        nextLook = null;
                        ifMine(Application.this::look);
                    }
                }
            });
        }
    }

    private void work(Read read) {
        Position position = read.position();
        long offset = read.offset();
        busyWith = position;
        world.oracle.handedOut(worker, position.ownership);
        worker.note("works on " + position.partition() + " at " + offset);
        worker.later(worker.handlerMs(position.partition(), offset), () -> {
            busyWith = null;
            worker.hasWorked();
            boolean isAgain = world.logs.done(position.partition(), offset);
            world.figures.worked(isAgain);
            if (isAgain) {
                worker.note("has worked on " + position.partition() + " at " + offset + ", as others had before");
            }
            if (positions.get(position.partition()) == position) {
                position.next = offset + 1;
                commitSoon();
            }
            if (!world.plan.worksInPool) {
                worker.progress(); // it polls before it takes the next record
            }
            release();
            look();
        });
    }

    /** Does it when the process is awake, unless another one runs by then. */
    private void ifMine(Runnable what) {
        if (worker.application() == this) {
            worker.whenAwake(what);
        }
    }

    private void commitSoon() {
        if (nextCommit == null) {
            long inMs = Math.max(0, lastCommitMs + world.plan.commitEveryMs - world.clockMs());
            nextCommit = world.after(inMs, new Event(false) {
                @Override
                void happen() {
                    if (nextCommit == this) {
                        nextCommit = null;
                        ifMine(Application.this::commit);
                    }
                }
            });
        }
    }

    private void commit() {
        lastCommitMs = world.clockMs();
        Map<Ownership, Long> offsets = new HashMap<>();
        for (Position position : positions.values()) {
            if (position.next != position.committed && !position.isRevoked) {
                offsets.put(position.ownership, position.next);
                position.committed = position.next;
            }
        }
        if (!offsets.isEmpty()) {
            worker.commit(offsets);
        }
    }
}

package io.rebalance.internal.kernel;

import io.rebalance.Reply;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.view.GroupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One input while it is being handled, and as long as it may have to be taken back.
 *
 * <p>All that an input changes goes through its step, which keeps the inverse of every change: {@link #put} for facts,
 * {@link #change} and {@link #inverse} for what is volatile, {@link #arm}, {@link #disarm} and {@link #fire} for timers.
 * {@link #takeBack} runs the inverses, latest first, and then everything is as if the input had not been; a step must be
 * taken back before the step that came before it.
 */
public final class Step {

    /** How much later an expiry is due again that was taken back, or that came while it was not armed. */
    public static final long RETRY_MS = 500;

    /** The reverse of one change. */
    @FunctionalInterface
    public interface Inverse {
        /** Takes the change back. */
        void run(long nowMs);
    }

    private final Facts facts;
    private final Deadlines deadlines;
    private final List<GroupRecord> records = new ArrayList<>(0);
    private final List<Reply> replies = new ArrayList<>(1);
    private final List<GroupEvent> events = new ArrayList<>(0);
    private final List<Inverse> inverses = new ArrayList<>(0);
    private long nowMs;

    /**
     * @param nowMs the time of the input
     * @param facts what is stored
     * @param deadlines what is due when
     */
    public Step(long nowMs, Facts facts, Deadlines deadlines) {
        this.nowMs = nowMs;
        this.facts = facts;
        this.deadlines = deadlines;
    }

    /** Begins another input, where this step {@link #leftNoTrace left no trace} of the last one. Allocates nothing. */
    public void again(long nowMs) {
        replies.clear();
        events.clear();
        this.nowMs = nowMs;
    }

    /** Whether there is nothing to take back. What was answered, and what happened, is told and forgotten. */
    public boolean leftNoTrace() {
        return inverses.isEmpty() && records.isEmpty();
    }

    /** Whether there is something that the log is to know. */
    public boolean hasChangedFacts() {
        return !records.isEmpty();
    }

    /** The time of the input, in epoch ms. */
    public long nowMs() {
        return nowMs;
    }

    /** From now on {@code value} is true of {@code key}, and the log is to know; nothing is, if it is null. */
    public void put(RecordKey key, @Nullable RecordValue value) {
        GroupRecord record = new GroupRecord(key, value);
        GroupRecord before = facts.apply(record);
        records.add(record);
        inverses.add(now -> facts.apply(before));
    }

    /** Sets something volatile. */
    public <T extends @Nullable Object> void change(T from, T to, Consumer<T> setter) {
        setter.accept(to);
        inverses.add(now -> setter.accept(from));
    }

    /** Remembers how to take back what the caller has just changed. */
    public void inverse(Runnable inverse) {
        inverses.add(now -> inverse.run());
    }

    /** The timer is due {@code delayMs} from now, at the earliest in 1 ms. */
    public void arm(Timer timer, long delayMs) {
        rememberTimer(timer);
        deadlines.arm(timer, Deadlines.after(nowMs, delayMs));
    }

    /** The timer will not become due. */
    public void disarm(Timer timer) {
        if (timer.isArmed()) {
            rememberTimer(timer);
            deadlines.arm(timer, Timer.NEVER);
        }
    }

    /** The timer is due, and is being seen to. If that is taken back it is due again {@value #RETRY_MS} ms later. */
    public void fire(Timer timer) {
        inverses.add(now -> deadlines.bringForward(timer, Deadlines.after(now, RETRY_MS)));
        deadlines.arm(timer, Timer.NEVER);
    }

    /** A session begins, and ends {@code delayMs} from now, at the earliest in 1 ms. Its watch is due by then. */
    public void open(Session session, Timer watch, long delayMs) {
        remember(session, watch);
        session.open(Deadlines.after(nowMs, delayMs));
        deadlines.bringForward(watch, session.deadlineMs());
    }

    /** The session will not end by silence. */
    public void close(Session session, Timer watch) {
        if (session.isOpen()) {
            remember(session, watch);
            session.close();
        }
    }

    /**
     * Someone gave a sign of life, so the session ends {@code delayMs} from now, if it is open and does not end later.
     * This is not taken back: that our log fails is no reason to count the sign of life as silence.
     */
    public void extend(Session session, long delayMs) {
        session.extend(Deadlines.after(nowMs, delayMs));
    }

    /** If this is taken back there is nothing for the watch to watch. */
    public void dismissIfTakenBack(Timer watch) {
        inverses.add(now -> deadlines.arm(watch, Timer.NEVER));
    }

    /**
     * The watch is due then, which is when the first of its sessions ends. Not taken back: a session that comes back brings
     * its watch forward, and a watch that comes too early finds nothing.
     */
    public void watch(Timer watch, long deadlineMs) {
        deadlines.arm(watch, deadlineMs);
    }

    /** Answers a request. */
    public void answer(Ticket ticket, GroupResponse response) {
        answer(ticket.number(), ticket.request(), response);
    }

    /** Answers a request. */
    public void answer(long ticket, GroupRequest<?> request, GroupResponse response) {
        replies.add(new Reply(ticket, request, response));
    }

    /** Something happened that people may want to know. */
    public void happened(GroupEvent event) {
        events.add(event);
    }

    /** What the log is to know, in order. */
    public List<GroupRecord> records() {
        return records;
    }

    /** What is answered, in order. */
    public List<Reply> replies() {
        return replies;
    }

    /** What happened, in order. */
    public List<GroupEvent> events() {
        return events;
    }

    /**
     * Takes everything back.
     *
     * @param nowMs the time at which it is taken back
     */
    public void takeBack(long nowMs) {
        for (int i = inverses.size() - 1; i >= 0; i--) {
            inverses.get(i).run(nowMs);
        }
        inverses.clear();
        records.clear();
        replies.clear();
        events.clear();
    }

    private void rememberTimer(Timer timer) {
        Deadlines.Setting setting = deadlines.setting(timer);
        inverses.add(now -> deadlines.restore(timer, setting, resumed(setting.deadlineMs(), now)));
    }

    private void remember(Session session, Timer watch) {
        long deadlineMs = session.deadlineMs();
        boolean wasOpen = session.isOpen();
        boolean wasExtended = session.isExtended();
        inverses.add(now -> {
            session.restore(wasOpen, wasOpen ? resumed(deadlineMs, now) : Long.MIN_VALUE, wasExtended);
            deadlines.bringForward(watch, session.deadlineMs());
        });
    }

    /** A deadline that has passed meanwhile goes on from where it stood; nothing is due at once. */
    private long resumed(long deadlineMs, long now) {
        long restMs = Math.max(deadlineMs - nowMs, RETRY_MS);
        return deadlineMs <= now ? Deadlines.after(now, restMs) : deadlineMs;
    }
}

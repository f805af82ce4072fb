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
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One input while it is being handled, and as long as it may have to be taken back.
 *
 * <p>All that an input changes goes through its step, which remembers how to take every change back: {@link #put} for
 * facts, {@link #undo}, {@link #change} and {@link #inverse} for what is volatile, {@link #arm}, {@link #disarm} and {@link
 * #fire} for timers, {@link #open}, {@link #close} and {@link #remember} for sessions. {@link #takeBack} goes through
 * them, latest first, and then everything is as if the input had not been; a step must be taken back before the step that
 * came before it. When nothing of it will ever be taken back it {@link #again serves again}.
 */
public final class Step {

    /** How much later an expiry is due again that was taken back, or that came while it was not armed. */
    public static final long RETRY_MS = 500;

    private final Facts facts;
    private final Deadlines deadlines;
    private List<GroupRecord> records = new ArrayList<>(1);
    private List<Reply> replies = new ArrayList<>(1);
    private List<GroupEvent> events = new ArrayList<>(1);
    private final Changes changes = new Changes();
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

    /** Nothing of it will ever be taken back, and nothing that it held is held on to. */
    public void over() {
        changes.clear();
        forget();
    }

    /** Begins another input, where the last one is {@link #over} or was taken back. Allocates nothing. */
    public void again(long nowMs) {
        this.nowMs = nowMs;
    }

    /** Whether there is nothing to take back. What was answered, and what happened, is told and forgotten. */
    public boolean leftNoTrace() {
        return changes.isEmpty() && records.isEmpty();
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
        changes.add(Step::takeBackFact, before, null, 0, 0);
    }

    /**
     * Remembers how to take back what the caller has just changed. Makes no object, if {@code undo} captures nothing.
     *
     * @param changed what was changed
     * @param before what it was
     * @param number the same, as far as it is a number
     * @param undo what to do with those
     */
    public <T, V extends @Nullable Object> void undo(T changed, V before, long number, Undo<T, V> undo) {
        changes.add(undo, changed, before, number);
    }

    /** Sets something volatile. */
    public <T extends @Nullable Object> void change(T from, T to, Consumer<T> setter) {
        setter.accept(to);
        undo(setter, from, 0, (set, before, number) -> set.accept(before));
    }

    /** Remembers how to take back what the caller has just changed. */
    public void inverse(Runnable inverse) {
        undo(inverse, null, 0, (run, before, number) -> run.run());
    }

    /** The timer is due {@code delayMs} from now, at the earliest in 1 ms. */
    public void arm(Timer timer, long delayMs) {
        remember(timer);
        deadlines.arm(timer, Deadlines.after(nowMs, delayMs));
    }

    /** The timer will not become due. */
    public void disarm(Timer timer) {
        if (timer.isArmed()) {
            remember(timer);
            deadlines.arm(timer, Timer.NEVER);
        }
    }

    /** The timer is due, and is being seen to. If that is taken back it is due again {@value #RETRY_MS} ms later. */
    public void fire(Timer timer) {
        changes.add(Step::unfire, timer, null, 0, 0);
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
     * As {@link #open}, of a session that was {@link #remember(List, Timer) remembered} in this step. To {@link #watch} is
     * for the caller.
     */
    public void openRemembered(Session session, long delayMs) {
        session.open(Deadlines.after(nowMs, delayMs));
    }

    /** Remembers how the sessions under a watch are, all at once, as whoever is about to open most of them anew does. */
    public void remember(List<? extends Session> sessions, Timer watch) {
        changes.add(Step::restoreAll, SessionsBefore.of(sessions), watch, 0, 0);
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
        changes.add(Step::dismiss, watch, null, 0, 0);
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
        changes.takeBack(this, nowMs);
        forget();
    }

    private void forget() {
        records = emptied(records);
        replies = emptied(replies);
        events = emptied(events);
    }

    private static <T> List<T> emptied(List<T> list) {
        if (list.size() > Changes.KEPT) {
            return new ArrayList<>(1); // the next input is a small one, most likely
        }
        list.clear();
        return list;
    }

    private void remember(Timer timer) {
        changes.add(Step::restoreTimer, timer, null, timer.deadlineMs(), timer.armed);
    }

    private void remember(Session session, Timer watch) {
        changes.add(Step::restoreSession, session, watch, session.deadlineMs(), session.state());
    }

    // how each is taken back

    private void takeBackFact(Object record, @Nullable Object none, long number, long further, long now) {
        facts.apply((GroupRecord) record);
    }

    private void restoreTimer(Object timer, @Nullable Object none, long deadlineMs, long armed, long now) {
        deadlines.restore((Timer) timer, armed, resumed(deadlineMs, now));
    }

    private void unfire(Object timer, @Nullable Object none, long number, long further, long now) {
        deadlines.bringForward((Timer) timer, Deadlines.after(now, RETRY_MS));
    }

    private void dismiss(Object watch, @Nullable Object none, long number, long further, long now) {
        deadlines.arm((Timer) watch, Timer.NEVER);
    }

    private void restoreSession(Object session, @Nullable Object watch, long deadlineMs, long state, long now) {
        restore((Session) session, (Timer) Objects.requireNonNull(watch), deadlineMs, (int) state, now);
    }

    private void restoreAll(Object sessions, @Nullable Object watch, long number, long further, long now) {
        ((SessionsBefore) sessions)
                .forEach((session, deadlineMs, state) ->
                        restore(session, (Timer) Objects.requireNonNull(watch), deadlineMs, state, now));
    }

    private void restore(Session session, Timer watch, long deadlineMs, int state, long now) {
        session.restore(state, Session.isOpen(state) ? resumed(deadlineMs, now) : Long.MIN_VALUE);
        deadlines.bringForward(watch, session.deadlineMs());
    }

    /** A deadline that has passed meanwhile goes on from where it stood; nothing is due at once. */
    private long resumed(long deadlineMs, long now) {
        long restMs = Math.max(deadlineMs - nowMs, RETRY_MS);
        return deadlineMs <= now ? Deadlines.after(now, restMs) : deadlineMs;
    }
}

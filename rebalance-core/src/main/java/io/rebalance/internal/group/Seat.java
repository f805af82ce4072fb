package io.rebalance.internal.group;

import io.rebalance.internal.kernel.Session;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinGroupRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in a group, and its session: what it said last, its part of the assignment, and the request of it
 * that waits for an answer. Never stored; rebuilt from the facts on load.
 *
 * <p>There may be millions, so it is small: what is known of the member is the very value that was stored of it, as long
 * as nothing has changed since.
 */
public final class Seat extends Session {

    private static final int NEW = 0;
    private static final int OWES_SYNC = 1;
    private static final int MARKED = 2;
    private static final int JOINED = 3;

    private ClassicMember member;
    private @Nullable Ticket waiting; // a join or a sync: a member cannot wait for both

    /** @param member what is known of the member */
    public Seat(ClassicMember member) {
        this.member = Objects.requireNonNull(member, "member");
    }

    /** What is known of the member, its part of the last assignment included. */
    public ClassicMember member() {
        return member;
    }

    /** The member. */
    public String memberId() {
        return member.memberId();
    }

    /** Its instance id, or null for a dynamic member. */
    public @Nullable String instanceId() {
        return member.groupInstanceId();
    }

    /** How long it may be silent, in ms. */
    public int sessionTimeoutMs() {
        return member.sessionTimeoutMs();
    }

    /** How long the others wait for it in a join phase, in ms. */
    public int rebalanceTimeoutMs() {
        return member.rebalanceTimeoutMs();
    }

    /** What it says under a protocol; no bytes if it does not offer it. */
    public Bytes metadata(String protocolName) {
        return member.metadata(protocolName);
    }

    /** Its part of the last assignment, maybe no bytes. */
    public Bytes assignment() {
        return member.assignment();
    }

    /** Its sync that waits, or null. */
    public @Nullable Ticket sync() {
        return hasJoined() ? null : waiting;
    }

    /** Its request that waits, or null. */
    public @Nullable Ticket waiting() {
        return waiting;
    }

    /** Whether a join of it waits. */
    public boolean hasJoined() {
        return flag(JOINED);
    }

    /** Whether it is in its first join phase still. */
    public boolean isNew() {
        return flag(NEW);
    }

    /** Whether it has not yet asked for its assignment in this generation. */
    public boolean owesSync() {
        return flag(OWES_SYNC);
    }

    /** Whether it may be silent: the coordinator has not answered it. A new member may not be for ever (KIP-394). */
    public boolean isExcused() {
        return !isNew() && waiting != null;
    }

    /** Whether whoever goes through the seats has been here. Always false between inputs. */
    public boolean isMarked() {
        return flag(MARKED);
    }

    /** For whoever goes through the seats; who marks also unmarks, whatever happens. */
    public void mark(boolean isMarked) {
        flag(MARKED, isMarked);
    }

    /** From now on this is known of the member, whose id stays what it is. */
    public void member(Step step, ClassicMember member) {
        step.undo(this, this.member, 0, (seat, before, number) -> seat.member = before);
        this.member = member;
    }

    /** From now on this is its part. */
    public void assignment(Step step, Bytes assignment) {
        if (!member.isAssigned(assignment)) {
            member(step, member.withAssignment(assignment));
        }
    }

    /** From now on it is in its first join phase, or no longer. */
    public void isNew(Step step, boolean isNew) {
        if (isNew != isNew()) {
            flag(step, NEW, isNew);
        }
    }

    /** From now on it owes a sync, or no longer. */
    public void owesSync(Step step, boolean owesSync) {
        if (owesSync != owesSync()) {
            flag(step, OWES_SYNC, owesSync);
        }
    }

    /** Not new any more, and owes a sync. For whoever has remembered how it was. */
    void beginGeneration() {
        flag(NEW, false);
        flag(OWES_SYNC, true);
    }

    /** Waits for nothing. For whoever has remembered how it was. */
    @Nullable
    Ticket free() {
        Ticket ticket = waiting;
        set(null);
        return ticket;
    }

    /** Whether it is new, and whether it owes a sync, as a number; for {@link #restore}. */
    byte marks() {
        return (byte) ((isNew() ? 1 : 0) | (owesSync() ? 2 : 0));
    }

    void restore(@Nullable Ticket waiting, byte marks) {
        set(waiting);
        flag(NEW, (marks & 1) != 0);
        flag(OWES_SYNC, (marks & 2) != 0);
    }

    void waiting(Step step, @Nullable Ticket waiting) {
        step.<Seat, @Nullable Ticket>undo(this, this.waiting, 0, (seat, before, number) -> seat.set(before));
        set(waiting);
    }

    private void set(@Nullable Ticket waiting) {
        this.waiting = waiting;
        flag(JOINED, waiting != null && waiting.request() instanceof JoinGroupRequest);
    }

    private void flag(Step step, int flag, boolean isSet) {
        step.undo(this, null, flag, (seat, none, number) -> seat.flag((int) number, !seat.flag((int) number)));
        flag(flag, isSet);
    }

    @Override
    public String toString() {
        return "Seat[" + member + ", waiting=" + (waiting == null ? null : waiting.number()) + ", isNew=" + isNew()
                + ", owesSync=" + owesSync() + "]";
    }
}

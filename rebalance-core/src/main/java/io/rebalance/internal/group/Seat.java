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

    private ClassicMember member;
    private @Nullable Ticket waiting; // a join or a sync: a member cannot wait for both
    private boolean isNew;
    private boolean owesSync;

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

    /** Its join that waits, or null. */
    public @Nullable Ticket join() {
        return hasJoined() ? waiting : null;
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
        return waiting != null && waiting.request() instanceof JoinGroupRequest;
    }

    /** Whether it is in its first join phase still. */
    public boolean isNew() {
        return isNew;
    }

    /** Whether it has not yet asked for its assignment in this generation. */
    public boolean owesSync() {
        return owesSync;
    }

    /** Whether it may be silent: the coordinator has not answered it. A new member may not be for ever (KIP-394). */
    public boolean isExcused() {
        return !isNew && waiting != null;
    }

    /** From now on this is known of the member, whose id stays what it is. */
    public void member(Step step, ClassicMember member) {
        ClassicMember before = this.member;
        this.member = member;
        step.inverse(() -> this.member = before);
    }

    /** From now on this is its part. */
    public void assignment(Step step, Bytes assignment) {
        if (!assignment.equals(member.assignment())) {
            member(step, member.withAssignment(assignment));
        }
    }

    /** From now on it is in its first join phase, or no longer. */
    public void isNew(Step step, boolean isNew) {
        if (isNew != this.isNew) {
            this.isNew = isNew;
            step.inverse(() -> this.isNew = !isNew);
        }
    }

    void waiting(Step step, @Nullable Ticket waiting) {
        Ticket before = this.waiting;
        this.waiting = waiting;
        step.inverse(() -> this.waiting = before);
    }

    /** From now on it owes a sync, or no longer. */
    public void owesSync(Step step, boolean owesSync) {
        if (owesSync != this.owesSync) {
            this.owesSync = owesSync;
            step.inverse(() -> this.owesSync = !owesSync);
        }
    }

    @Override
    public String toString() {
        return "Seat[" + member + ", waiting=" + (waiting == null ? null : waiting.number()) + ", isNew=" + isNew
                + ", owesSync=" + owesSync + "]";
    }
}

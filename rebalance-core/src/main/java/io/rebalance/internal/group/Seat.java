package io.rebalance.internal.group;

import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.internal.kernel.Timer;
import io.rebalance.protocol.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in a group: what it said last, its part of the assignment, and the requests of it that wait for an
 * answer. Never stored; rebuilt from the facts on load.
 */
public final class Seat {

    private final String memberId;
    private final @Nullable String instanceId;
    private final long number;
    private final Timer session;
    private Profile profile;
    private Bytes assignment = Bytes.EMPTY;
    private @Nullable Ticket join;
    private @Nullable Ticket sync;
    private boolean isNew;
    private boolean owesSync;

    /**
     * @param groupId the group
     * @param memberId the member
     * @param instanceId its instance id, or null
     * @param number the number of the seat in the group: who came earlier has the lower one
     * @param profile what it says about itself
     */
    public Seat(String groupId, String memberId, @Nullable String instanceId, long number, Profile profile) {
        this.memberId = memberId;
        this.instanceId = instanceId;
        this.number = number;
        this.profile = profile;
        this.session = new Timer(Timer.Kind.SESSION, groupId, memberId);
    }

    /** The member. */
    public String memberId() {
        return memberId;
    }

    /** Its instance id, or null for a dynamic member. */
    public @Nullable String instanceId() {
        return instanceId;
    }

    /** The number of the seat: who came earlier has the lower one. */
    public long number() {
        return number;
    }

    /** Due when the member has been silent for too long. */
    public Timer session() {
        return session;
    }

    /** What the member said last. */
    public Profile profile() {
        return profile;
    }

    /** Its part of the last assignment, maybe no bytes. */
    public Bytes assignment() {
        return assignment;
    }

    /** Its join that waits, or null. */
    public @Nullable Ticket join() {
        return join;
    }

    /** Its sync that waits, or null. */
    public @Nullable Ticket sync() {
        return sync;
    }

    /** Whether a join of it waits. */
    public boolean hasJoined() {
        return join != null;
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
        return !isNew && (join != null || sync != null);
    }

    /** From now on the member says this about itself. */
    public void profile(Step step, Profile profile) {
        step.change(this.profile, profile, v -> this.profile = v);
    }

    /** From now on this is its part. */
    public void assignment(Step step, Bytes assignment) {
        if (!assignment.equals(this.assignment)) {
            step.change(this.assignment, assignment, v -> this.assignment = v);
        }
    }

    /** Rebuilds its part on load. */
    public void restoreAssignment(Bytes assignment) {
        this.assignment = Objects.requireNonNull(assignment, "assignment");
    }

    /** From now on it is in its first join phase, or no longer. */
    public void isNew(Step step, boolean isNew) {
        if (isNew != this.isNew) {
            step.change(this.isNew, isNew, v -> this.isNew = v);
        }
    }

    void join(Step step, @Nullable Ticket join) {
        step.<@Nullable Ticket>change(this.join, join, v -> this.join = v);
    }

    void sync(Step step, @Nullable Ticket sync) {
        step.<@Nullable Ticket>change(this.sync, sync, v -> this.sync = v);
    }

    /** From now on it owes a sync, or no longer. */
    public void owesSync(Step step, boolean owesSync) {
        if (owesSync != this.owesSync) {
            step.change(this.owesSync, owesSync, v -> this.owesSync = v);
        }
    }

    @Override
    public String toString() {
        return "Seat[" + memberId + ", instance=" + instanceId + ", number=" + number + ", profile=" + profile
                + ", assignment=" + assignment + ", join=" + number(join) + ", sync=" + number(sync) + ", isNew="
                + isNew
                + ", owesSync=" + owesSync + "]";
    }

    private static @Nullable Long number(@Nullable Ticket ticket) {
        return ticket == null ? null : ticket.number();
    }
}

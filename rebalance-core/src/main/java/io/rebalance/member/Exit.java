package io.rebalance.member;

import io.rebalance.protocol.LeaveGroupRequest;
import java.util.List;

/** How the member leaves: for now or for good, with a word to the coordinator or without, and until when. */
final class Exit {

    private static final int MAX_REASON_CHARS = 255; // KIP-800

    private final MemberSettings settings;
    private final Turn turn;
    private final Standing standing;
    private final Wire wire;

    private boolean isForGood;
    private boolean isResubscribed;
    private boolean isGoodbyeDue;
    private long deadlineMs;

    Exit(MemberSettings settings, Turn turn, Standing standing, Wire wire) {
        this.settings = settings;
        this.turn = turn;
        this.standing = standing;
        this.wire = wire;
    }

    /** The application lets go of everything, and then the member leaves. */
    void begin(boolean forGood) {
        isForGood = forGood;
        isResubscribed = false;
        isGoodbyeDue = false;
        deadlineMs = turn.after(settings.closeTimeoutMs());
        if (!standing.isNameless() || !settings.leavesOnClose()) {
            wire.forget(Wire.Kind.REBALANCE); // else its answer brings the id to leave with
        }
    }

    /** What the application says while the member leaves. */
    void remember(MemberTrigger trigger) {
        isResubscribed = trigger == MemberTrigger.SUBSCRIBES;
        isForGood |= trigger == MemberTrigger.CLOSES;
    }

    boolean isForGood() {
        return isForGood;
    }

    /** Whether the application subscribed again meanwhile. Says so once. */
    boolean takeResubscribed() {
        boolean was = isResubscribed;
        isResubscribed = false;
        return was;
    }

    /** Whether nothing is held any more, so that the coordinator may be told. */
    boolean isGoodbyeDue() {
        return isGoodbyeDue;
    }

    void goodbyeIsDue(boolean isDue) {
        isGoodbyeDue = isDue;
    }

    /** Until when the member is out, whatever comes. */
    long deadlineMs() {
        return deadlineMs;
    }

    /** Says what there is to say to the coordinator. Returns whether the member is out. */
    boolean advance() {
        boolean maySay = !standing.isNameless() && wire.isConnected() && !wire.awaits(Wire.Kind.LEAVE);
        if (turn.nowMs() >= deadlineMs) {
            if (settings.leavesOnClose() && maySay) {
                // nobody waits for the answer any more, but the others need not wait
                wire.sendOff(leave("there was no time left to close"), turn.after(settings.requestTimeoutMs()));
            }
            return true;
        }
        if (!isGoodbyeDue) {
            return false;
        }
        if (!settings.leavesOnClose() || (standing.isNameless() && !wire.awaits(Wire.Kind.REBALANCE))) {
            return true;
        }
        if (maySay) {
            wire.forget(Wire.Kind.HEARTBEAT);
            wire.send(
                    Wire.Kind.LEAVE,
                    leave(isForGood ? "the consumer is being closed" : "the consumer unsubscribed from all topics"),
                    settings.requestTimeoutMs());
        }
        return false;
    }

    /** Leaves if it can, whatever the answer. A static member that fails keeps its place until its session is over. */
    void leaveUnheard(String why) {
        if (!settings.isStatic() && !standing.isNameless() && wire.isConnected()) {
            wire.sendOff(leave(cut(why)), turn.after(settings.requestTimeoutMs()));
        }
    }

    private LeaveGroupRequest leave(String why) {
        return new LeaveGroupRequest(
                settings.groupId(),
                List.of(new LeaveGroupRequest.Leaver(standing.memberId(), settings.groupInstanceId(), why)));
    }

    private static String cut(String text) {
        return text.length() <= MAX_REASON_CHARS ? text : text.substring(0, MAX_REASON_CHARS);
    }
}

package io.rebalance.member;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The offsets on their way from the application to the coordinator. One commit is out at a time, with the latest offset of
 * each partition, so that a later one can neither be overtaken nor be forgotten; and of every offset handed in, or of a
 * later one under the same ownership, the application hears what came of it.
 */
final class Commits {

    private record Sent(Ownership ownership, long offset, long version) {}

    private final Turn turn;
    private final Holdings holdings;
    private final Backoff backoff;
    private final TreeMap<TopicPartition, Sent> sent = new TreeMap<>();
    private long dueMs = Long.MIN_VALUE;
    private int failures; // in a row

    Commits(Turn turn, Holdings holdings, Backoff backoff) {
        this.turn = turn;
        this.holdings = holdings;
        this.backoff = backoff;
    }

    /** When the next commit may be sent. */
    long dueMs() {
        return dueMs;
    }

    /** There is a coordinator: what failed with the one before is no reason to wait. */
    void connected() {
        dueMs = turn.nowMs();
    }

    /** Takes what the application hands in; what it does not own is refused. */
    void handIn(SortedMap<Ownership, Long> offsets) {
        SortedMap<Ownership, Long> strange = new TreeMap<>();
        offsets.forEach((ownership, offset) -> {
            Held held = holdings.get(ownership.partition());
            if (held == null || !held.ownership.equals(ownership) || held.isReleased()) {
                strange.put(ownership, offset);
            } else {
                held.handIn(offset);
            }
        });
        tellFailed(strange, MemberNotice.Refusal.NOT_OWNED, ErrorCode.NONE);
    }

    /** What to send. It counts as sent from now on. */
    List<OffsetCommitRequest.Partition> takeOff() {
        List<OffsetCommitRequest.Partition> partitions = new ArrayList<>();
        for (Held held : holdings.all()) {
            if (held.hasUncommitted()) {
                TopicPartition partition = held.ownership.partition();
                sent.put(partition, new Sent(held.ownership, held.handedIn(), held.send()));
                partitions.add(OffsetCommitRequest.Partition.of(partition, held.handedIn()));
            }
        }
        return partitions;
    }

    /** The answer to what was sent. Returns the gravest verdict that it brings. */
    Verdict answered(OffsetCommitResponse response) {
        SortedMap<Ownership, Long> kept = new TreeMap<>();
        Verdict gravest = Verdict.DONE;
        TreeMap<TopicPartition, Sent> answered = new TreeMap<>(sent);
        sent.clear();
        for (OffsetCommitResponse.Partition each : response.partitions()) {
            Sent offset = answered.remove(each.topicPartition());
            if (offset != null) {
                gravest = graver(gravest, answered(each.topicPartition(), offset, each.error(), kept));
            }
        }
        for (var each : answered.entrySet()) { // which the answer does not name
            gravest = graver(
                    gravest,
                    response.error().isNone()
                            ? passedOver(each.getKey(), each.getValue())
                            : answered(each.getKey(), each.getValue(), response.error(), kept));
        }
        if (!kept.isEmpty()) {
            turn.tell(new MemberNotice.Committed(kept));
        }
        if (gravest != Verdict.DONE && gravest != Verdict.REFUSED) {
            dueMs = turn.after(backoff.nextMs(failures));
        }
        failures = gravest == Verdict.DONE ? 0 : failures + 1;
        return gravest;
    }

    private Verdict answered(TopicPartition partition, Sent offset, ErrorCode error, SortedMap<Ownership, Long> kept) {
        Held held = stillHeld(partition, offset);
        Verdict verdict = verdict(error, held);
        if (verdict == Verdict.DONE) {
            kept.put(offset.ownership(), offset.offset());
            if (held != null) {
                held.settle(offset.version());
            }
        } else if (verdict == Verdict.REFUSED) {
            tellFailed(single(offset), MemberNotice.Refusal.REFUSED, error);
            if (held != null) {
                held.settle(offset.version());
            }
        } else if (held == null) {
            tellFailed(single(offset), MemberNotice.Refusal.NOT_OWNED, error);
        } else {
            held.refuse(error);
        }
        return verdict;
    }

    /** The group does not wait for a partition to be let go of until a topic is there that may never be again. */
    private static Verdict verdict(ErrorCode error, @Nullable Held held) {
        boolean isWaitedFor = held != null && held.isRevoked();
        return isWaitedFor && error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION ? Verdict.REFUSED : Verdict.ofCommit(error);
    }

    /** The answer says nothing of it: it is as good as unanswered. */
    private Verdict passedOver(TopicPartition partition, Sent offset) {
        if (stillHeld(partition, offset) == null) {
            tellFailed(single(offset), MemberNotice.Refusal.UNKNOWN, ErrorCode.NONE);
        }
        return Verdict.FIND_COORDINATOR;
    }

    private static Verdict graver(Verdict one, Verdict other) {
        return gravity(one) >= gravity(other) ? one : other;
    }

    private static int gravity(Verdict verdict) {
        return switch (verdict) {
            case DONE -> 0;
            case REFUSED -> 1;
            case TRY_AGAIN, ID_GIVEN, FOR_GOOD -> 2;
            case FIND_COORDINATOR -> 3;
            case REJOIN -> 4;
            case GENERATION_OVER -> 5;
            case IDENTITY_LOST -> 6;
            case INSTANCE_FENCED -> 7;
        };
    }

    private @Nullable Held stillHeld(TopicPartition partition, Sent offset) {
        Held held = holdings.get(partition);
        return held != null && held.ownership.equals(offset.ownership()) ? held : null;
    }

    /** There will be no answer: what is still held is sent again, of the rest nobody knows. */
    void unanswered() {
        SortedMap<Ownership, Long> unknown = new TreeMap<>();
        sent.forEach((partition, offset) -> {
            if (stillHeld(partition, offset) == null) {
                unknown.put(offset.ownership(), offset.offset());
            }
        });
        sent.clear();
        tellFailed(unknown, MemberNotice.Refusal.UNKNOWN, ErrorCode.NONE);
    }

    /** These are held no more. What is on its way may be kept yet: its answer will tell. */
    void dropped(List<Held> dropped, MemberNotice.Refusal why) {
        Map<ErrorCode, SortedMap<Ownership, Long>> lost = new EnumMap<>(ErrorCode.class);
        SortedMap<Ownership, Long> unknown = new TreeMap<>();
        for (Held held : dropped) {
            Sent offset = sent.get(held.ownership.partition());
            boolean isOnItsWay =
                    offset != null && offset.ownership().equals(held.ownership) && held.isLast(offset.version());
            if (held.hasUncommitted() && !isOnItsWay) {
                SortedMap<Ownership, Long> offsets =
                        held.isUnanswered() ? unknown : lost.computeIfAbsent(held.refusal(), error -> new TreeMap<>());
                offsets.put(held.ownership, held.handedIn());
            }
        }
        lost.forEach((error, offsets) -> tellFailed(offsets, why, error));
        tellFailed(unknown, MemberNotice.Refusal.UNKNOWN, ErrorCode.NONE);
    }

    private static SortedMap<Ownership, Long> single(Sent offset) {
        SortedMap<Ownership, Long> single = new TreeMap<>();
        single.put(offset.ownership(), offset.offset());
        return single;
    }

    private void tellFailed(SortedMap<Ownership, Long> offsets, MemberNotice.Refusal why, ErrorCode error) {
        if (!offsets.isEmpty()) {
            turn.tell(new MemberNotice.CommitFailed(offsets, why, error));
        }
    }
}

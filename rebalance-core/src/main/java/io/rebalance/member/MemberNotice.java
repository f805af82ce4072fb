package io.rebalance.member;

import io.rebalance.protocol.ErrorCode;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the host and the application should know; none of it is an order. */
public sealed interface MemberNotice {

    /**
     * The coordinator keeps these offsets.
     *
     * @param offsets the next offset to read, by the ownership under which it was handed in
     */
    record Committed(SortedMap<Ownership, Long> offsets) implements MemberNotice {

        /** @throws NullPointerException if {@code offsets} is null */
        public Committed {
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
        }
    }

    /**
     * These offsets are not kept, or not known to be, and the member will not try again.
     *
     * @param offsets the next offset to read, by the ownership under which it was handed in
     * @param reason why
     * @param error what the coordinator said; {@code NONE} if it was not asked, or gave no answer
     */
    record CommitFailed(SortedMap<Ownership, Long> offsets, Refusal reason, ErrorCode error) implements MemberNotice {

        /** @throws NullPointerException if an argument is null */
        public CommitFailed {
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(error, "error");
        }
    }

    /** Why offsets are not kept. */
    enum Refusal {
        /** The member does not own the partition, or not any more. */
        NOT_OWNED,
        /** The coordinator refused them, and would again. */
        REFUSED,
        /** There was no time left: the partition had to be let go. */
        OUT_OF_TIME,
        /** It was sent, no answer came to that, and the partition is not held any more: it may be kept, or not. */
        UNKNOWN
    }

    /**
     * This member leads, and could not read what another one subscribes to: that one gets nothing.
     *
     * @param memberId the other member
     */
    record Unreadable(String memberId) implements MemberNotice {

        /** @throws NullPointerException if {@code memberId} is null */
        public Unreadable {
            Objects.requireNonNull(memberId, "memberId");
        }
    }

    /**
     * The member is out of the group, and stays out.
     *
     * @param error what the coordinator said; {@code UNKNOWN_SERVER_ERROR} if it was not the coordinator
     * @param detail for people to read
     */
    record Failed(ErrorCode error, String detail) implements MemberNotice {

        /** @throws NullPointerException if an argument is null */
        public Failed {
            Objects.requireNonNull(error, "error");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /** The member is out of the group as it was asked to be, by {@code close} or {@code unsubscribe}. */
    record Departed() implements MemberNotice {}
}

package io.rebalance.member;

import java.util.List;

/** What the application is to do, in the order in which it is told. */
public sealed interface MemberOrder {

    /** The generation of which the member was when it decided so; -1 if of none any more. */
    int generationId();

    /** The partitions it is about, sorted. Unmodifiable. */
    List<Ownership> ownerships();

    /**
     * Work on these too. Comes once after each rebalance, without partitions if there are none to add: a member that has
     * nothing to do is told so.
     *
     * @param generationId the generation
     * @param ownerships what is new, sorted by partition
     * @param heldCount how many partitions the member has now, these included
     */
    record Assigned(int generationId, List<Ownership> ownerships, int heldCount) implements MemberOrder {

        /** @throws NullPointerException if {@code ownerships}, or an element of it, is null */
        public Assigned {
            ownerships = List.copyOf(ownerships);
        }
    }

    /**
     * Begin nothing new on these, finish and {@linkplain GroupMember#commit commit} what is under way, and say so by {@link
     * GroupMember#released}. Others wait for it.
     *
     * @param number tells one such order from another
     * @param generationId the generation
     * @param ownerships what to let go of, sorted by partition; not empty
     * @param deadlineMs until when: after that the partitions are {@link Lost}
     */
    record Revoked(long number, int generationId, List<Ownership> ownerships, long deadlineMs) implements MemberOrder {

        /** @throws NullPointerException if {@code ownerships}, or an element of it, is null */
        public Revoked {
            ownerships = List.copyOf(ownerships);
        }
    }

    /**
     * Stop work on these at once: somebody else may have them already. What is not on its way to the coordinator by now will
     * not be committed.
     *
     * @param generationId -1
     * @param ownerships what is lost, sorted by partition; not empty
     * @param reason why
     */
    record Lost(int generationId, List<Ownership> ownerships, Loss reason) implements MemberOrder {

        /** @throws NullPointerException if {@code ownerships}, or an element of it, is null */
        public Lost {
            ownerships = List.copyOf(ownerships);
        }
    }

    /** Why partitions are lost. */
    enum Loss {
        /** The coordinator does not know the member, or not in this generation. */
        FENCED,
        /** Another process joined with the same group instance id. */
        REPLACED,
        /** The coordinator was not heard of for as long as the session lasts, so that it may have given up the member. */
        SESSION_LAPSED,
        /** The application did not show that it is alive. */
        POLL_OVERDUE,
        /** The application did not let go in time. */
        RELEASE_OVERDUE,
        /** The member cannot go on: {@link MemberNotice.Failed} says why. */
        FAILED
    }
}

package io.rebalance.member;

import io.rebalance.protocol.GroupRequest;

/**
 * A request whose answer is awaited, and who the member was when it was sent: an answer to an earlier life counts for
 * nothing.
 *
 * @param number the number of the request
 * @param request what was sent
 * @param sentMs when
 * @param deadlineMs until when an answer is awaited
 * @param generationId the member's generation at that time, or -1
 * @param memberId its id at that time, or empty
 * @param wasStable whether it had its assignment, so that nobody waited for it when it was sent
 */
record Flight(
        long number,
        GroupRequest<?> request,
        long sentMs,
        long deadlineMs,
        int generationId,
        String memberId,
        boolean wasStable) {}

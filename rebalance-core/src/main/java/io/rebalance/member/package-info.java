/**
 * The member side: one process in one group, as a state machine without I/O.
 *
 * <p>{@link io.rebalance.member.GroupMember} is told what happens and says what to send and what the application is to
 * do; {@link io.rebalance.member.MemberOutcome} is that answer, {@link io.rebalance.member.MemberOrder} what the application
 * is told, {@link io.rebalance.member.Ownership} the token with which it asks whether a partition is still its own.
 */
@NullMarked
package io.rebalance.member;

import org.jspecify.annotations.NullMarked;

/**
 * The front door: {@link io.rebalance.GroupCoordinator}, and what it asks of its host.
 *
 * <p>Hand every request to {@link io.rebalance.GroupCoordinator#handle handle}; append what the {@link
 * io.rebalance.Outcome} says, then answer what it says; call {@link io.rebalance.GroupCoordinator#advance advance} when
 * {@link io.rebalance.GroupCoordinator#nextDeadlineMs nextDeadlineMs} has come. The host brings transport, storage and
 * threads; the coordinator brings the protocol. Who wants it done for them takes {@link
 * io.rebalance.embed.GroupService}.
 *
 * <p>The words are Kafka's, with Kafka's meaning. Six are of this library:
 *
 * <dl>
 *   <dt>outcome
 *   <dd>all that came of one input: what to store, what to answer, what happened.
 *   <dt>reply
 *   <dd>the answer to one request.
 *   <dt>ticket
 *   <dd>the number under which the host handed a request in, and under which it gets its answer.
 *   <dt>step
 *   <dd>one input while it is being handled; it knows how to take back what it did.
 *   <dt>seat
 *   <dd>a member's place in a group: what is known of the member but not stored.
 *   <dt>facts
 *   <dd>all that is stored.
 * </dl>
 */
@NullMarked
package io.rebalance;

import org.jspecify.annotations.NullMarked;

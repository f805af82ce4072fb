/**
 * The classic protocol: members join, one of them or the coordinator assigns, everybody syncs.
 *
 * <p>Start with {@link io.rebalance.internal.classic.ClassicGroupState}: the whole protocol as one table. One class a
 * request does what the table says ({@link io.rebalance.internal.classic.JoinHandler}, {@link
 * io.rebalance.internal.classic.SyncHandler}, {@link io.rebalance.internal.classic.HeartbeatHandler}, {@link
 * io.rebalance.internal.classic.LeaveHandler}); {@link io.rebalance.internal.classic.JoinPhase} leads from one
 * generation to the next; {@link io.rebalance.internal.classic.ClassicRoom} is the door for the coordinator.
 */
@NullMarked
package io.rebalance.internal.classic;

import org.jspecify.annotations.NullMarked;

/**
 * What all kinds of group share: the {@link io.rebalance.internal.group.GroupTable table of groups}, the {@link
 * io.rebalance.internal.group.Seat seats} of members, and what the {@link io.rebalance.internal.group.Host host} lent.
 */
@NullMarked
package io.rebalance.internal.group;

import org.jspecify.annotations.NullMarked;

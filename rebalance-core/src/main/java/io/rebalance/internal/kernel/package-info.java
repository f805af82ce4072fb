/**
 * The ground that all kinds of group stand on: {@link io.rebalance.internal.kernel.Step one input} that can be taken
 * back, {@link io.rebalance.internal.kernel.Facts what is stored}, and {@link io.rebalance.internal.kernel.Deadlines
 * what is due when}. It knows nothing of members.
 */
@NullMarked
package io.rebalance.internal.kernel;

import org.jspecify.annotations.NullMarked;

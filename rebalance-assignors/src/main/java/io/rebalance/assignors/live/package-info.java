/** The sticky assignment, kept between rebalances: a change costs what it moves. */
@NullMarked
package io.rebalance.assignors.live;

import org.jspecify.annotations.NullMarked;

/**
 * A picture of what happened to a group: a lane a process, coloured by partition, with the rebalances and their causes.
 *
 * <p>{@link io.rebalance.testkit.timeline.Timeline} says what happened, and {@link
 * io.rebalance.testkit.timeline.TimelinePage} makes one HTML file of one or several of them. The file needs nothing else:
 * no network, no fonts, and no JavaScript unless it is to be played.
 */
@NullMarked
package io.rebalance.testkit.timeline;

import org.jspecify.annotations.NullMarked;

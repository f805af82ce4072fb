/**
 * For the hurried: {@link io.rebalance.embed.GroupService} runs a {@link io.rebalance.GroupCoordinator} on a {@link
 * io.rebalance.embed.Journal} and answers with futures. The one room of this library that knows threads.
 */
@NullMarked
package io.rebalance.embed;

import org.jspecify.annotations.NullMarked;

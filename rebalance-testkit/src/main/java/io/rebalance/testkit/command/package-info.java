/**
 * The command line of the simulations: {@link io.rebalance.testkit.command.Simulate}. Only this package needs picocli: bring your
 * own if you want it.
 */
@NullMarked
package io.rebalance.testkit.command;

import org.jspecify.annotations.NullMarked;

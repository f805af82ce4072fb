/**
 * A group in a world that goes wrong: real coordinators and real members, with a network, a log, clocks and applications
 * between them that fail as told, in virtual time, under an oracle that checks after each step what must always hold.
 *
 * <p>{@link io.rebalance.testkit.simulation.SimulationPlan} says how the world is, a seed what goes wrong in it; {@link
 * io.rebalance.testkit.simulation.Simulation} plays it and gives a {@link
 * io.rebalance.testkit.simulation.SimulationResult}. The same plan and seed give the same run, to the last byte of its
 * {@link io.rebalance.testkit.simulation.Transcript}, which can be played again, and which {@link
 * io.rebalance.testkit.simulation.Minimizer} makes shorter. {@link io.rebalance.testkit.simulation.GroupHost} is what a
 * host of a coordinator must do to be put in here in place of the testkit's own.
 */
@NullMarked
package io.rebalance.testkit.simulation;

import org.jspecify.annotations.NullMarked;

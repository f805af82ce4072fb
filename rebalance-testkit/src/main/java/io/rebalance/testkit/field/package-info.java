/**
 * What goes wrong with groups in the field, as named simulations: {@link io.rebalance.testkit.field.FieldScenario} lists them,
 * and each can be played under an eager or a cooperative protocol or with static members, and gives a {@link
 * io.rebalance.testkit.field.FieldRun} with its figures, its rebalances with their causes, and a {@linkplain
 * io.rebalance.testkit.timeline timeline}.
 */
@NullMarked
package io.rebalance.testkit.field;

import org.jspecify.annotations.NullMarked;

/**
 * Tools for those who test groups, ours and our users': a clock that is moved by hand, member ids that count, and
 * {@link io.rebalance.testkit.Scenario}, which plays a group from a text file; {@link
 * io.rebalance.testkit.JournalContract}, what every journal must do, as checks that run against yours; and {@link
 * io.rebalance.testkit.AssignorLaws}, what every assignor must keep to, checked on {@linkplain
 * io.rebalance.testkit.RandomGroups random groups}.
 *
 * <p>Stands on no test framework.
 */
@NullMarked
package io.rebalance.testkit;

import org.jspecify.annotations.NullMarked;

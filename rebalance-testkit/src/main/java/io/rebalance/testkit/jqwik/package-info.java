/**
 * Groups as jqwik's properties take them: {@link io.rebalance.testkit.jqwik.GroupArbitrary}. With jqwik on the class path a
 * parameter {@code @ForAll SampleGroup} or {@code @ForAll AssignmentInput} is enough.
 *
 * <p>The one package of this module that needs jqwik, which you bring.
 */
@NullMarked
package io.rebalance.testkit.jqwik;

import org.jspecify.annotations.NullMarked;

/**
 * Read-only pictures of groups, and the events that tell how they changed and why.
 *
 * <p>Nothing depends on them: a host may show, count or drop them.
 */
@NullMarked
package io.rebalance.view;

import org.jspecify.annotations.NullMarked;

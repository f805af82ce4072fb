/** Committed offsets: who may commit is for the group to say; what is kept, and read back, is here. */
@NullMarked
package io.rebalance.internal.offset;

import org.jspecify.annotations.NullMarked;

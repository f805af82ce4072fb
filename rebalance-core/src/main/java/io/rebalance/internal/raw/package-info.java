/** The one back door of the house: from {@link io.rebalance.protocol.Bytes} to the array inside, for what keeps millions. */
@NullMarked
package io.rebalance.internal.raw;

import org.jspecify.annotations.NullMarked;

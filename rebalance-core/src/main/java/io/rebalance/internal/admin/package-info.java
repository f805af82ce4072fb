/** Administration: groups described, listed and deleted. Reads all rooms. */
@NullMarked
package io.rebalance.internal.admin;

import org.jspecify.annotations.NullMarked;

/** JMH: this library beside Kafka's own classes, on the same inputs, in one run. */
@NullMarked
package io.rebalance.benchmarks;

import org.jspecify.annotations.NullMarked;

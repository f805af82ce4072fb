/**
 * A demonstration of the protocol: real Kafka clients, one server in the same process, and what happens between them as
 * a timeline. {@link io.rebalance.kafka.demo.Demo} is the program.
 */
@NullMarked
package io.rebalance.kafka.demo;

import org.jspecify.annotations.NullMarked;

/**
 * What would move, if, for groups of a running Kafka cluster: {@link io.rebalance.kafka.plan.GroupDescription} reads what
 * {@code kafka-consumer-groups.sh --describe --members --verbose} writes, and {@link io.rebalance.kafka.plan.Plan} is the
 * program.
 */
@NullMarked
package io.rebalance.kafka.plan;

import org.jspecify.annotations.NullMarked;

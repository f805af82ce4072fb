/**
 * The wire: unmodified Kafka clients against an embedded {@link io.rebalance.GroupCoordinator}.
 *
 * <p>{@link io.rebalance.kafka.KafkaGroupServer} listens on the loopback interface, keeps its topics in memory, and
 * hands what concerns groups to a {@link io.rebalance.embed.GroupService}. It is a test double and an example of a host;
 * it is no broker: nothing survives it. {@link io.rebalance.kafka.Server} runs it from the command line.
 *
 * <p>The bytes are read and written by kafka-clients' own message classes, which are internal by Kafka's policy; so the
 * version of kafka-clients is pinned.
 */
@NullMarked
package io.rebalance.kafka;

import org.jspecify.annotations.NullMarked;

/**
 * What members and coordinator say to each other: requests, responses and the words in them, as immutable values.
 *
 * <p>Start with {@link io.rebalance.protocol.GroupRequest}: each request names the response it is answered with. Bytes
 * that the protocol carries without reading (a member's metadata, an assignment) are {@link
 * io.rebalance.protocol.Bytes}; {@link io.rebalance.protocol.ConsumerProtocol} reads and writes those of Kafka
 * consumers. Nothing here knows of wire versions: what an API version <em>means</em> is a field of the request.
 */
@NullMarked
package io.rebalance.protocol;

import org.jspecify.annotations.NullMarked;

/**
 * The wire: unmodified Kafka clients against an embedded {@link io.rebalance.GroupCoordinator}.
 *
 * <p>{@link io.rebalance.kafka.KafkaGroupServer} listens on the loopback interface, keeps its topics in memory, and
 * hands what concerns groups to a {@link io.rebalance.embed.GroupService}. It is a test double and an example of a host;
 * it is no broker: nothing survives it. {@link io.rebalance.kafka.Server} runs it from the command line.
 *
 * <p>Served, each in all versions that kafka-clients holds for stable: ApiVersions, Metadata, DescribeCluster,
 * FindCoordinator, JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit, OffsetFetch, Produce, Fetch, ListOffsets,
 * OffsetForLeaderEpoch, InitProducerId. What is not in this list is not advertised, and ends the connection. Nothing is
 * done about transactions, authorization, quotas, fetch sessions, the retention time that a commit of version 2 to 4
 * names, and {@code requireStable} (there is nothing unstable). Topics are neither created by asking for them nor
 * deleted.
 *
 * <p>On the way of a request, in this order: {@code Listener}, {@code Connection}, {@code Frames}, {@code Inbox}, {@code
 * Call}, {@code Dispatch}, and one of the classes that end in {@code Calls}.
 *
 * <p>The bytes are read and written by kafka-clients' own message classes, which are internal by Kafka's policy; so the
 * version of kafka-clients is pinned.
 */
@NullMarked
package io.rebalance.kafka;

import org.jspecify.annotations.NullMarked;

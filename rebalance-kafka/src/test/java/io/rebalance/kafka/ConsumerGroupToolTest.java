package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.kafka.plan.GroupDescription;
import io.rebalance.protocol.TopicPartition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;
import org.junit.jupiter.api.Test;

/** What Kafka's own {@code kafka-consumer-groups.sh} writes about the server's groups can be read. */
class ConsumerGroupToolTest {

    @Test
    void description_writtenByKafka_isRead() throws Exception {
        String range = "org.apache.kafka.clients.consumer.RangeAssignor";
        try (Fleet fleet = new Fleet(Servers.quick())) {
            fleet.join("a", range, Map.of("group.instance.id", "box-a"), Servers.ORDERS);
            fleet.awaitShares("one consumer", 4);
            fleet.join("b", range, Map.of(), Servers.ORDERS);
            fleet.awaitShares("two consumers", 2, 2);

            List<GroupDescription> groups = GroupDescription.read(describe(fleet));

            assertThat(groups).singleElement().satisfies(group -> {
                assertThat(group.groupId()).isEqualTo(Fleet.GROUP);
                assertThat(group.members())
                        .extracting(GroupDescription.Member::clientId)
                        .containsExactlyInAnyOrder("a", "b");
                assertThat(group.members())
                        .extracting(GroupDescription.Member::instanceId)
                        .containsExactlyInAnyOrder("box-a", null);
                assertThat(group.members().stream().flatMap(member -> member.partitions().stream()))
                        .containsExactlyInAnyOrder(
                                new TopicPartition(Servers.ORDERS, 0),
                                new TopicPartition(Servers.ORDERS, 1),
                                new TopicPartition(Servers.ORDERS, 2),
                                new TopicPartition(Servers.ORDERS, 3));
            });
        }
    }

    private static String describe(Fleet fleet) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ConsumerGroupCommand.class.getName(),
                "--bootstrap-server",
                fleet.server().bootstrapServers(),
                "--all-groups",
                "--describe",
                "--members",
                "--verbose");
        try (ChildProcess tool = new ChildProcess(command)) {
            assertThat(tool.exitCode()).as(tool.err().toString()).isZero();
            return String.join("\n", tool.out()) + "\n";
        }
    }
}

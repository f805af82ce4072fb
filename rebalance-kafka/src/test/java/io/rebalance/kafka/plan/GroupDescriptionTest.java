package io.rebalance.kafka.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignors.Assignors;
import io.rebalance.assignors.plan.GroupSnapshot;
import io.rebalance.kafka.plan.GroupDescription.Member;
import io.rebalance.kafka.plan.GroupDescription.Subscriptions;
import io.rebalance.protocol.TopicPartition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupDescriptionTest {

    // Kafka 4.1, observed
    private static final String KAFKA_4 = """
            Warning: Consumer group 'shipping' is rebalancing.

            GROUP           CONSUMER-ID     GROUP-INSTANCE-ID HOST            CLIENT-ID       #PARTITIONS     CURRENT-EPOCH   CURRENT-ASSIGNMENT      TARGET-EPOCH    TARGET-ASSIGNMENT   UPGRADED
            shipping        box-2-16fa      box-2             /127.0.0.1      a client        4               7               orders:0,1;payments:0,1 8               orders:0            true
            shipping        c1-da60                           /127.0.0.1      c1              0               -               -                       -               -                   false

            Consumer group 'idle' has no active members.

            GROUP           CONSUMER-ID     HOST            CLIENT-ID       #PARTITIONS     CURRENT-EPOCH   CURRENT-ASSIGNMENT   TARGET-EPOCH    TARGET-ASSIGNMENT
            a group         c2              /127.0.0.1      c2              1               -               orders:11            -               -
            """;

    // before Kafka 4
    private static final String KAFKA_3 = """

            GROUP           CONSUMER-ID     HOST            CLIENT-ID       #PARTITIONS     ASSIGNMENT
            shipping        c1-da60         /127.0.0.1      c1              3               orders(0,2), payments(1)
            shipping        c2-77aa         /127.0.0.1      c2              0               -
            """;

    private static List<TopicPartition> partitions(String topic, int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(n -> new TopicPartition(topic, n))
                .toList();
    }

    @Test
    void description_ofKafka4_isReadWithAllItsGroups() throws Exception {
        assertThat(GroupDescription.read(KAFKA_4))
                .containsExactly(
                        new GroupDescription(
                                "shipping",
                                List.of(
                                        new Member(
                                                "box-2-16fa",
                                                "box-2",
                                                "a client",
                                                Stream.of(partitions("orders", 0, 1), partitions("payments", 0, 1))
                                                        .flatMap(List::stream)
                                                        .toList()),
                                        new Member("c1-da60", null, "c1", List.of()))),
                        new GroupDescription(
                                "a group", List.of(new Member("c2", null, "c2", partitions("orders", 11)))));
    }

    @Test
    void description_ofEarlierKafka_isReadToo() throws Exception {
        GroupDescription group = GroupDescription.read(KAFKA_3).get(0);

        assertThat(group.members())
                .extracting(Member::partitions)
                .containsExactly(
                        Stream.of(partitions("orders", 0, 2), partitions("payments", 1))
                                .flatMap(List::stream)
                                .toList(),
                        List.of());
        assertThat(group.topics()).isEqualTo(Map.of("orders", 3, "payments", 2));
    }

    @Test
    void description_squeezedAndWithWindowsLineEnds_isReadWordByWord() throws Exception {
        String squeezed = KAFKA_3.replaceAll(", ", ",")
                .replaceAll("\\(0,2\\),payments\\(1\\)", ":0,2;payments:1")
                .replaceAll(" +", "\t")
                .replace("\n", "\r\n");

        assertThat(GroupDescription.read(squeezed)).isEqualTo(GroupDescription.read(KAFKA_3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"orders: | , | ''", "orders( | ', ' | )"})
    void description_ofAMemberWithVeryManyPartitions_isRead(String before, String between, String after)
            throws Exception {
        int count = 50_000;
        String assignment = IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(between, before, after));
        String text = "GROUP    CONSUMER-ID #PARTITIONS ASSIGNMENT\n"
                + "shipping c1          %d       %s\n".formatted(count, assignment);

        assertThat(GroupDescription.read(text).get(0).members().get(0).partitions())
                .isEqualTo(partitions("orders", IntStream.range(0, count).toArray()));
    }

    @Test
    void description_withoutTables_hasNoGroups() throws Exception {
        assertThat(GroupDescription.read("")).isEmpty();
        assertThat(GroupDescription.read("Error: There is no group nosuch.\n\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders(0,2), payments(1) | orders(0,2 payments(1)    | line 3, column ASSIGNMENT: must be like orders:0,1;payments:2, or orders(0,1), payments(2), or -, was orders(0,2 payments(1)",
                "orders(0,2), payments(1) | orders:0,1,;payments:1    | line 3, column ASSIGNMENT: must be like orders:0,1;payments:2, or orders(0,1), payments(2), or -, was orders:0,1,;payments:1",
                "orders(0,2), payments(1) | orders(0,,2), payments(1) | line 3, column ASSIGNMENT: must be like orders:0,1;payments:2, or orders(0,1), payments(2), or -, was orders(0,,2), payments(1)",
                "orders(0,2), payments(1) | orders(0,0), payments(1)  | line 3, column ASSIGNMENT: must name orders-0 once",
                "orders(0,2), payments(1) | orders(99999999999)       | line 3, column ASSIGNMENT: partitions must be 0 to 999999, was 99999999999",
                "orders(0,2), payments(1) | orders(1000000)           | line 3, column ASSIGNMENT: partitions must be 0 to 999999, was 1000000",
                "orders(0,2), payments(1) | orders(0,2)               | line 3, column #PARTITIONS: must be the number of partitions assigned, 2, was 3",
                "c2-77aa                  | c1-da60                   | line 4, column CONSUMER-ID: must differ from those of the group's other members, was c1-da60",
                "c2-77aa                  | '-      '                 | line 4, column CONSUMER-ID: must not be empty",
                "'c2-77aa         /'      | c2-77aa-is-much-longer-/  | line 4, column HOST: must begin below its title, did not: shipping        c2-77aa-is-much-longer-/127.0.0.1      c2              0               -",
            })
    void description_malformed_isRefusedByLineAndColumn(String good, String bad, String message) {
        assertThat(KAFKA_3).contains(good);
        assertThatThrownBy(() -> GroupDescription.read(KAFKA_3.replace(good, bad)))
                .isInstanceOf(UnreadableDescriptionException.class)
                .hasMessage(message);
    }

    @Test
    void description_ofOffsetsOrWithoutVerbose_isRefused() {
        String offsets = "GROUP  TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST  CLIENT-ID\n";

        assertThatThrownBy(() -> GroupDescription.read(offsets))
                .hasMessageStartingWith("line 1: there must be a column CURRENT-ASSIGNMENT or ASSIGNMENT, as --describe"
                        + " --members --verbose writes it, there were GROUP TOPIC");
    }

    @Test
    void snapshot_ofADescription_takesSubscriptionsAndCountsAsTold() throws Exception {
        GroupDescription group = GroupDescription.read(KAFKA_3).get(0);

        GroupSnapshot all = group.toSnapshot(Assignors.named("range"), Subscriptions.ALL, Map.of("orders", 8));
        assertThat(all.topics().partitionCounts()).isEqualTo(Map.of("orders", 8, "payments", 2));
        assertThat(all.members().get("c2-77aa").topics()).containsExactly("orders", "payments");
        GroupSnapshot own = group.toSnapshot(Assignors.named("range"), Subscriptions.OWN, Map.of());
        assertThat(own.members().get("c1-da60").topics()).containsExactly("orders", "payments");
        assertThat(own.members().get("c2-77aa").topics()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> group.toSnapshot(Assignors.named("range"), Subscriptions.ALL, Map.of("orders", 2)))
                .withMessage("partition count of orders must be 3 or more, since a member has partition 2, was 2");
    }
}

package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.RevocationBarrier;
import io.rebalance.protocol.TopicPartition;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The worked cases of Kafka 4.1's sticky assignors, without racks.
 *
 * <p>Loads and the number of moves are always Kafka's. Where a member has to give up some of its partitions any of them
 * may go, and free partitions may be dealt in any order: those rows say what Kafka does in their comment.
 */
class StickyTableTest {

    private static final String FRESH = "";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            // S2  Kafka: a: o0 o3 p1 p2; b: o1 o2 p0 (the same; it deals o2 to b, who is further below its share)
            // S3  Kafka: a: o0 p1 p2; b: o1 p0; d: o2 o3 (it lets the first member in order keep three; we the first in
            //     order of partitions to own a third)
            // G4  Kafka: a: o1 o2; b: p0 p1; c: o0 o3 (it gives away the lowest of a, we keep it)
            textBlock = """
            S1 | orders=4 payments=3    | a b c    |                            | a: o0 o3 p2; b: o1 p0; c: o2 p1 | 0
            S2 | orders=4 payments=3    | a b      | a@1 o0 o3 p2; b@1 o1 p0    | a: o0 o3 p1 p2; b: o1 o2 p0     | 0
            S3 | orders=4 payments=3    | a b d    | a@2 o0 p2 o3 p1; b@2 p0 o1 o2 | a: o0 o3; b: o1 o2 p0; d: p1 p2 | 2
            S4 | orders=2               | a b c    |                            | a: o0; b: o1; c: -              | 0
            S5 | orders=3               | a b      | a@5 o0 o1; b@4 o1 o2       | a: o0 o1; b: o2                 | 0
            S6 | orders=4               | a b      | a@5 o0 o1; b@5 o1 o2 o3    | a: o0 o1; b: o2 o3              | 0
            S7 | orders=5               | a b      | a@5 o0 o1; b@5 o2 o3 o4    | a: o0 o1; b: o2 o3 o4           | 0
            S8 | orders=6               | a b      | a@5 o0 o1; b@5 o2 o3       | a: o0 o1 o4; b: o2 o3 o5        | 0
            G1 | alpha=1 beta=2 gamma=3 | a:alpha b:alpha,beta c |              | a: a0; b: b0 b1; c: g0 g1 g2    | 0
            G2 | alpha=1 beta=2 gamma=3 | b:alpha,beta c | b@1 b0 b1; c@1 g0 g1 g2 | b: a0 b0 b1; c: g0 g1 g2      | 0
            G3 | orders=4 payments=2    | a:orders b |                          | a: o0 o1 o2; b: o3 p0 p1        | 0
            G4 | orders=4 payments=2    | a:orders b c:orders | a@1 o0 o1 o2; b@1 p0 p1 o3 | a: o0 o1; b: p0 p1; c: o2 o3 | 2
            """)
    void sticky_workedCase_balancesAndMovesLikeKafka(
            String row, String topics, String members, String claims, String expected, int moves) {
        GroupSketch group = GroupSketch.of(topics, members, claims == null ? FRESH : claims);
        AssignmentInput input = group.input();

        Assignment assignment = new StickyAssignor().assign(input);

        assertThat(group.text(assignment)).isEqualTo(expected);
        assertThat(BalanceOracle.moves(input, assignment)).isEqualTo(moves);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            // C8  Kafka: a: o1 o2 o3; b: p0 p1, and o0 moves (it gives away the lowest of a, we keep it)
            textBlock = """
            C1 | orders=6            | a b        | a@1 o0 o1 o2 o3 o4 o5        | a: o0 o1 o2; b: -             | o3 o4 o5
            C2 | orders=6            | a b        | a@2 o0 o1 o2; b@2            | a: o0 o1 o2; b: o3 o4 o5      |
            C3 | orders=6            | a          | a@3 o0 o1 o2                 | a: o0 o1 o2 o3 o4 o5          |
            C4 | orders=6            | a b c      | a@5 o0 o1 o2 o3; b@5 o4 o5   | a: o0 o1; b: o4 o5; c: -      | o2 o3
            C5 | orders=2            | a b        | a@3 o0 o1; b@3 o1            | a: o0; b: -                   | o1
            C6 | orders=2            | a b        | a@4 o0 o1; b@3 o1            | a: o0; b: -                   | o1
            C7 | orders=2            | a b        | a@-1 o0; b@-1 o0             | a: -; b: o1                   | o0
            C8 | orders=4 payments=2 | a:orders b | a@1 o0 o1 o2 o3              | a: o0 o1 o2; b: p0 p1         | o3
            """)
    void cooperativeSticky_workedCaseBehindTheBarrier_grantsAndWithholdsLikeKafka(
            String row, String topics, String members, String claims, String granted, String withheld) {
        GroupSketch group = GroupSketch.of(topics, members, claims);
        AssignmentInput input = group.input();

        RevocationBarrier barrier = RevocationBarrier.of(input, new CooperativeStickyAssignor().assign(input));

        assertThat(group.text(barrier.granted())).isEqualTo(granted);
        assertThat(withheld(input, barrier)).isEqualTo(withheld == null ? List.of() : List.of(withheld.split(" ")));
    }

    private static List<String> withheld(AssignmentInput input, RevocationBarrier barrier) {
        return java.util.stream.IntStream.range(0, barrier.withheldCount())
                .mapToObj(i -> name(input, barrier.withheld(i)))
                .map(p -> p.topic().charAt(0) + "" + p.partition())
                .toList();
    }

    private static TopicPartition name(AssignmentInput input, int partition) {
        int t = 0;
        while (input.firstPartition(t + 1) <= partition) {
            t++;
        }
        return new TopicPartition(input.topicName(t), partition - input.firstPartition(t));
    }
}

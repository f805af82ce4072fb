package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked cases of Kafka 4.1's client assignors, without racks. */
class RangeAndRoundRobinTableTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            R1 | orders=7            | a b c                     | a: o0 o1 o2; b: o3 o4; c: o5 o6
            R2 | orders=3 payments=3 | a b                       | a: o0 o1 p0 p1; b: o2 p2
            R3 | orders=4            | z(i-1) y(i-0) a           | a: o3; y: o0 o1; z: o2
            R4 | orders=3 payments=2 | a:orders b                | a: o0 o1; b: o2 p0 p1
            R5 | orders=2            | a b c                     | a: o0; b: o1; c: -
            R6 | orders=5 payments=3 | a b c                     | a: o0 o1 p0; b: o2 o3 p1; c: o4 p2
            """)
    void range_workedCase_dividesLikeKafka(String row, String topics, String members, String expected) {
        GroupSketch group = GroupSketch.of(topics, members, "");

        assertThat(group.text(new RangeAssignor().assign(group.input()))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            RR1 | orders=3 payments=3    | a b                          | a: o0 o2 p1; b: o1 p0 p2
            RR2 | alpha=1 beta=2 gamma=3 | a:alpha b:alpha,beta c       | a: a0; b: b0; c: b1 g0 g1 g2
            RR3 | orders=4               | z(i-1) y(i-0) a              | a: o2; y: o0 o3; z: o1
            RR4 | orders=5 payments=3    | a b c                        | a: o0 o3 p1; b: o1 o4 p2; c: o2 p0
            """)
    void roundRobin_workedCase_dealsLikeKafka(String row, String topics, String members, String expected) {
        GroupSketch group = GroupSketch.of(topics, members, "");

        assertThat(group.text(new RoundRobinAssignor().assign(group.input()))).isEqualTo(expected);
    }
}

package io.rebalance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every case of the classic protocol in the catalogue of edge cases, and every field failure that concerns the
 * coordinator or the member, is told in a scenario or held by a test, which cites it.
 */
class CatalogueTest {

    /** The numbers of the classic part, of offsets and of failover, which are not contiguous. */
    private static final List<Integer> CASES = numbers("1-3 5-8 10-13 15-18 20-23 25-28 30-33 35-38 40-43 45-48 50-53 "
            + "55-58 60-63 65-68 70-73 75-78 80-83 85-88 90-93 95-95");

    /** Of other kinds of group: share groups, which this library does not have. */
    private static final List<Integer> CASES_OF_OTHER_GROUPS = List.of(17);

    private static final List<String> FAILURES = List.of(
            "A1", "A3", "A4", "A5", "A7", "A8", "A9", "A11", "A12", "A13", "A15", "A16", "A17", "A19", "A20", "A21",
            "A23", "A24", "A27", "B1", "B3", "B4", "B5", "B7", "B9", "C1", "C3", "C4", "C5", "C7", "C8", "C9", "C11",
            "C12", "C13", "C15", "C16", "C17", "D1", "D3", "D5", "D7", "D8", "D9", "D11", "D13", "E1", "E3", "E4", "E5",
            "E7", "E8", "E9", "E11", "E12", "E13", "E15", "E16", "E17", "E19", "E20", "E21", "E23", "E24", "E25", "E27",
            "F1", "F3", "F4", "F5", "F7", "F8", "F9", "F11", "F12", "H1", "H3", "H4", "H5", "H7", "H8", "H9", "H11",
            "H12", "H13", "I1", "I3", "I4", "I5", "I7", "I8");

    /**
     * Neither the coordinator's nor the member's: what an assignor makes of doubled metadata (A25), and what an application
     * does with paused partitions (I9). What needs the consumer protocol (B8, D4, D12). And what is a lesson (F13).
     */
    private static final List<String> FAILURES_OF_OTHERS = List.of("A25", "I9", "B8", "D4", "D12", "F13");

    private static final Pattern CASE = Pattern.compile("catalogue ((?:\\d+(?:, and |, | and )?)+)");
    private static final Pattern FAILURE = Pattern.compile("field failures? ((?:[A-I]\\d+(?:, and |, | and )?)+)");

    @Test
    void everyCaseOfTheClassicProtocol_isCited() throws IOException {
        List<String> expected = CASES.stream()
                .filter(number -> !CASES_OF_OTHER_GROUPS.contains(number))
                .map(String::valueOf)
                .toList();

        assertThat(Citations.inAllTests(CASE).keySet()).containsAll(expected);
    }

    @Test
    void everyFieldFailureOfBothSides_isCited() throws IOException {
        assertThat(Citations.inAllTests(FAILURE).keySet())
                .containsAll(FAILURES)
                .doesNotContainAnyElementsOf(FAILURES_OF_OTHERS);
    }

    @Test
    void everyFieldFailureOfTheMember_isANamedScenario() throws IOException {
        List<String> rows = FAILURES.stream()
                .filter(row -> "DEFHI".indexOf(row.charAt(0)) >= 0)
                .toList();

        assertThat(Citations.inScenarios(FAILURE).keySet()).containsAll(rows);
    }

    @Test
    void citations_ofAllForms_areRead() {
        assertThat(Citations.in("as catalogue 62, 63 and 65 tell (catalogue\n# 7)", CASE))
                .containsExactly("62", "63", "65", "7");
        assertThat(Citations.in("// field failures B4 and A21; field\n     * failure I5", FAILURE))
                .containsExactly("B4", "A21", "I5");
    }

    private static List<Integer> numbers(String ranges) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String range : ranges.split(" ")) {
            String[] ends = range.split("-");
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
                    .forEach(numbers::add);
        }
        return List.copyOf(numbers);
    }
}

package io.rebalance.assignor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RevocationBarrierTest {

    private static final int NONE = AssignmentInput.NONE;

    @Test
    void of_whatNobodyElseHolds_isGranted() {
        RevocationBarrier barrier =
                RevocationBarrier.of(input(List.of(NONE, 1, NONE)), Assignment.of(new int[] {0, 1, NONE}));

        assertThat(barrier.granted()).isEqualTo(Assignment.of(new int[] {0, 1, NONE}));
        assertThat(barrier.withheldCount()).isZero();
    }

    @Test
    void of_whatALiveMemberHolds_isWithheldFromAnybodyElse() {
        RevocationBarrier barrier =
                RevocationBarrier.of(input(List.of(1, 1, 0)), Assignment.of(new int[] {0, 1, NONE}));

        assertThat(barrier.granted()).isEqualTo(Assignment.of(new int[] {NONE, 1, NONE}));
        assertThat(withheld(barrier)).containsExactly(0, 2);
    }

    @Test
    void of_whatIsContested_isWithheldFromAll() {
        RevocationBarrier barrier =
                RevocationBarrier.of(input(List.of(AssignmentInput.CONTESTED)), Assignment.of(new int[] {0}));

        assertThat(barrier.granted()).isEqualTo(Assignment.of(new int[] {NONE}));
        assertThat(withheld(barrier)).containsExactly(0);
    }

    // field failure D1: a target never becomes a second owner
    @Property
    void of_anyTargetOfAnyAssignor_grantsNothingThatSomebodyElseHolds(
            @ForAll @Size(40) List<@IntRange(min = -2, max = 2) Integer> holders,
            @ForAll @Size(40) List<@IntRange(min = -1, max = 2) Integer> target) {
        Assignment wanted = Assignment.of(target.stream().mapToInt(i -> i).toArray());

        RevocationBarrier barrier = RevocationBarrier.of(input(holders), wanted);

        List<Integer> expected = new ArrayList<>();
        for (int p = 0; p < 40; p++) {
            boolean free = holders.get(p) == NONE || holders.get(p).equals(target.get(p));
            assertThat(barrier.granted().ownerOf(p)).isEqualTo(free ? target.get(p) : NONE);
            if (!free) {
                expected.add(p);
            }
        }
        assertThat(withheld(barrier)).isEqualTo(expected);
        assertThatThrownBy(() -> barrier.withheld(expected.size())).isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void of_aTargetOfAnotherSize_isRefused() {
        assertThatThrownBy(() -> RevocationBarrier.of(input(List.of(0, 0)), Assignment.of(new int[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target must have 2 partitions, had 3");
    }

    private static List<Integer> withheld(RevocationBarrier barrier) {
        return IntStream.range(0, barrier.withheldCount())
                .mapToObj(barrier::withheld)
                .toList();
    }

    /** Three members, and one topic whose partitions are held as told. */
    private static AssignmentInput input(List<Integer> holders) {
        AssignmentInput.Builder builder = AssignmentInput.builder().topic("orders", holders.size());
        for (String member : List.of("0", "1", "2")) {
            builder.member(member, List.of("orders"));
        }
        for (int p = 0; p < holders.size(); p++) {
            int holder = holders.get(p);
            if (holder >= 0) {
                builder.claim(String.valueOf(holder), "orders", p, 1);
            } else if (holder == AssignmentInput.CONTESTED) {
                builder.claim("0", "orders", p, 1).claim("2", "orders", p, 1);
            }
        }
        return builder.build();
    }
}

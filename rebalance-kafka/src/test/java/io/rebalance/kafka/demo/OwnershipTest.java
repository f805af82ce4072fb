package io.rebalance.kafka.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnershipTest {

    private final Ownership ownership = new Ownership(2);

    @Test
    void took_whatAnotherHolds_isAViolation() {
        ownership.took(10, "a", List.of(0, 1));
        ownership.took(20, "b", List.of(1));

        assertThat(ownership.violations()).containsExactly("partition 1 is held by [a, b] at the same time");
        assertThat(ownership.holderOf(1)).isNull();
    }

    @Test
    void took_afterItWasLetGo_isInOrder() {
        ownership.took(10, "a", List.of(0, 1));
        ownership.letGo(20, "a", List.of(1));
        ownership.took(30, "b", List.of(1));

        assertThat(ownership.violations()).isEmpty();
        assertThat(ownership.holderOf(0)).isEqualTo("a");
        assertThat(ownership.holderOf(1)).isEqualTo("b");
        assertThat(ownership.heldBy("a")).containsExactly(0);
        assertThat(ownership.shares()).containsExactly(1, 1);
    }

    @Test
    void took_fromAFencedMemberThatDoesNotKnowYet_isInOrder() {
        ownership.took(10, "a", List.of(0, 1));
        ownership.fenced(20, "a");
        ownership.took(30, "b", List.of(0, 1));
        ownership.letGo(40, "a", List.of(0, 1));
        ownership.took(50, "a", List.of(0));

        assertThat(ownership.violations()).isEmpty();
        assertThat(ownership.heldBy("b")).containsExactly(0, 1);
        assertThat(ownership.heldBy("a")).isEmpty();
    }

    @Test
    void stated_oneOwnerByEverybody_isInOrder() {
        ownership.stated("coordinator", 3, "a", List.of(0));
        ownership.stated("coordinator", 3, "b", List.of(1));
        ownership.stated("a itself", 3, "a", List.of(0));
        ownership.stated("coordinator", 4, "b", List.of(0));

        assertThat(ownership.violations()).isEmpty();
        assertThat(ownership.generationsStated()).isEqualTo(2);
    }

    @Test
    void stated_twoOwnersInOneGeneration_isAViolation() {
        ownership.stated("coordinator", 3, "a", List.of(0));
        ownership.stated("b itself", 3, "b", List.of(0));

        assertThat(ownership.violations())
                .containsExactly("partition 0 has two owners in generation 3: a and, says b itself, b");
    }

    @Test
    void counted_moreGrantedThanThereAre_isAViolation() {
        ownership.counted(1, 2, 0);
        ownership.counted(2, 1, 1);
        assertThat(ownership.violations()).isEmpty();

        ownership.counted(3, 2, 1);

        assertThat(ownership.violations()).containsExactly("generation 3 grants 2 and withholds 1 of 2 partitions");
    }

    @Test
    void stoodStill_withoutOwner_isAddedUpOverThePartitions() {
        ownership.took(100, "a", List.of(0, 1));
        ownership.letGo(150, "a", List.of(0, 1));
        ownership.took(160, "a", List.of(0));
        ownership.took(180, "b", List.of(1));

        assertThat(ownership.stoodStillNanos(100, 200)).isEqualTo(10 + 30);
        assertThat(ownership.stoodStillNanos(90, 200)).isEqualTo(20 + 10 + 30);
        assertThat(ownership.stoodStillNanos(155, 170)).isEqualTo(5 + 15);
        assertThat(ownership.stoodStillNanos(190, 300)).isZero();
        assertThat(ownership.stoodStillNanos(0, 50)).isEqualTo(100);
    }

    @Test
    void stoodStill_notTakenAgain_lastsToTheEnd() {
        ownership.took(100, "a", List.of(0, 1));
        ownership.fenced(150, "a");

        assertThat(ownership.stoodStillNanos(100, 250)).isEqualTo(200);
        assertThat(ownership.shares()).isEmpty();
    }

    @Test
    void stoodStill_readingsOutOfOrder_neverGoBack() {
        ownership.took(100, "a", List.of(0, 1));
        ownership.letGo(90, "a", List.of(0, 1));
        ownership.took(95, "b", List.of(0, 1));

        assertThat(ownership.stoodStillNanos(100, 200)).isZero();
    }

    @Test
    void moved_backToTheSameMember_doesNotCount() {
        ownership.took(10, "a", List.of(0, 1));
        ownership.letGo(20, "a", List.of(0, 1));
        ownership.took(30, "a", List.of(0));
        ownership.took(40, "b", List.of(1));

        assertThat(ownership.movedCount(0, 100)).isEqualTo(1);
        assertThat(ownership.movedCount(0, 39)).isZero();
    }

    @Test
    void ownership_whatCannotBe_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Ownership(0)).withMessageContaining("was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ownership.stoodStillNanos(10, 9))
                .withMessage("toNanos must be 10 or more, was 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ownership.counted(1, -1, 0))
                .withMessageContaining("-1");
    }
}

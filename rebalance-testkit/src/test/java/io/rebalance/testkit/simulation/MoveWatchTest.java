package io.rebalance.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.protocol.JoinGroupRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Invariant S10: who was granted a partition has it until it has joined without it, knowing of the grant, or is gone. */
class MoveWatchTest {

    private final MoveWatch moves = new MoveWatch(SampleWorlds.calm().oracle);

    /** A member with a partition or none, that said in a generation that it had a partition or none. */
    private static ClassicMember member(String id, @Nullable String instance, int has, int owns, int since) {
        return SampleGenerations.member(id, instance, one(has), one(owns), since);
    }

    private static int[] one(int partition) {
        return partition < 0 ? new int[0] : new int[] {partition};
    }

    private static RecordValue.ClassicGroup generation(int number, ClassicMember... members) {
        return SampleGenerations.of(number, members);
    }

    private static JoinGroupRequest join(String memberId) {
        return JoinGroupRequest.builder("group").memberId(memberId).build();
    }

    private void granted() {
        moves.stored(generation(1, member("a", null, 0, -1, -1), member("b", null, -1, -1, -1)), List.of());
    }

    private void goesToB(ClassicMember a, JoinGroupRequest... joining) {
        moves.stored(generation(2, a, member("b", null, 0, -1, 1)), List.of(joining));
    }

    @Test
    void partition_whoseOwnerJoinsWithoutIt_mayMove() {
        granted();
        assertThatCode(() -> goesToB(member("a", null, -1, -1, 1), join("a"), join("b")))
                .doesNotThrowAnyException();
    }

    @Test
    void partition_whoseOwnerIsGone_mayMove() {
        granted();
        assertThatCode(() -> moves.stored(generation(2, member("b", null, 0, -1, 1)), List.of(join("b"))))
                .doesNotThrowAnyException();
    }

    @Test
    void partition_whoseOwnerClaimsIt_mayNotMove() {
        granted();
        assertThatThrownBy(() -> goesToB(member("a", null, -1, 0, 1), join("a"), join("b")))
                .hasMessageContaining("S10")
                .hasMessageContaining("orders-0 goes to b in generation 2, and a has had it since 1");
    }

    @Test
    void partition_whoseOwnerHasNotJoined_mayNotMove() {
        granted();
        assertThatThrownBy(() -> goesToB(member("a", null, -1, -1, 1), join("b")))
                .hasMessageContaining("S10");
    }

    @Test
    void partition_whoseOwnerDoesNotKnowOfTheGrant_mayNotMove() {
        granted();
        assertThatThrownBy(() -> goesToB(member("a", null, -1, -1, 0), join("a"), join("b")))
                .hasMessageContaining("S10");
    }

    @Test
    void partition_withheldFromOthers_isItsOwnersUntilItLetsGo() {
        granted();
        moves.stored(
                generation(2, member("a", null, -1, 0, 1), member("b", null, -1, -1, 1)),
                List.of(join("a"), join("b")));
        assertThatThrownBy(() -> moves.stored(
                        generation(3, member("a", null, -1, 0, 1), member("b", null, 0, -1, 2)),
                        List.of(join("a"), join("b"))))
                .hasMessageContaining("S10");
    }

    @Test
    void partition_withheldUntilItsOwnerLetGo_mayMove() {
        granted();
        moves.stored(
                generation(2, member("a", null, -1, 0, 1), member("b", null, -1, -1, 1)),
                List.of(join("a"), join("b")));
        assertThatCode(() -> moves.stored(
                        generation(3, member("a", null, -1, -1, 2), member("b", null, 0, -1, 2)),
                        List.of(join("a"), join("b"))))
                .doesNotThrowAnyException();
    }

    @Test
    void partition_ofAStaticMemberThatStartedAgain_isTheNewProcesses() {
        moves.stored(generation(1, member("a", "i", 0, -1, -1), member("b", null, -1, -1, -1)), List.of());
        moves.stored(generation(1, member("a2", "i", 0, -1, -1), member("b", null, -1, -1, -1)), List.of());
        assertThatThrownBy(() -> goesToB(member("a2", "i", -1, -1, -1), join("b")))
                .hasMessageContaining("S10");
    }

    @Test
    void partition_ofAStaticMemberThatCameBackAfterItWasRemoved_mayMove() {
        moves.stored(generation(1, member("a", "i", 0, -1, -1), member("b", null, -1, -1, -1)), List.of());
        assertThatCode(() -> goesToB(member("a2", "i", -1, -1, -1), join("b"))).doesNotThrowAnyException();
    }
}

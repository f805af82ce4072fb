package io.rebalance.embed;

import static io.rebalance.embed.EmbedFixture.answer;
import static io.rebalance.embed.EmbedFixture.commit;
import static io.rebalance.embed.EmbedFixture.fetch;
import static io.rebalance.embed.EmbedFixture.join;
import static io.rebalance.embed.EmbedFixture.offset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.JoinGroupResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two services that both believe to be the coordinator of the same groups. */
class GroupServiceTermsTest {

    private final MemoryJournal first = new MemoryJournal();
    private final GroupService old = new EmbedFixture().activeService(first);

    /** What takes over from whoever had the journal. */
    private static GroupService successor(MemoryJournal journal) {
        EmbedFixture fixture = new EmbedFixture();
        journal.records().forEach(fixture.coordinator::replay);
        return fixture.activeService(journal);
    }

    private static ErrorCode error(CompletableFuture<OffsetCommitResponse> commit) {
        return answer(commit).partitions().get(0).error();
    }

    // field failure C12: an old owner that goes on answering
    @Test
    void oldService_thatHearsOfItsSuccessor_resigns_c12() {
        CompletableFuture<JoinGroupResponse> waits = old.submit(join("g", "a"));
        old.submit(commit("offsets", 1));
        GroupService fresh = successor(first.reopen());

        CompletableFuture<OffsetCommitResponse> late = old.submit(commit("offsets", 2));

        assertThat(error(late)).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(waits).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(old.submit(fetch("offsets"))).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThatThrownBy(() -> old.resigned().toCompletableFuture().join())
                .hasRootCauseInstanceOf(JournalException.class)
                .hasMessageContaining("term must be 2, was 1");
        assertThat(offset(answer(fresh.submit(fetch("offsets"))))).isEqualTo(1);
        assertThat(error(fresh.submit(commit("offsets", 3)))).isEqualTo(ErrorCode.NONE);
    }

    // field failure C5: checked, lost the role, got it back, and wrote what was checked the first time
    @Test
    void ownerOfTwoTerms_doesNotWriteInTheSecondWhatItDecidedInTheFirst_c5() {
        old.submit(commit("offsets", 1));
        MemoryJournal second = first.reopen();
        GroupService other = successor(second);
        other.submit(commit("offsets", 2));
        GroupService again = successor(second.reopen());

        assertThat(error(old.submit(commit("offsets", 10)))).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(error(other.submit(commit("offsets", 11)))).isEqualTo(ErrorCode.NOT_COORDINATOR);

        assertThat(offset(answer(again.submit(fetch("offsets"))))).isEqualTo(2);
        assertThat(offset(answer(successor(second.reopen()).submit(fetch("offsets")))))
                .isEqualTo(2);
    }
}

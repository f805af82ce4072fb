package io.rebalance.member;

import io.rebalance.DrawnTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page of state machines shows what the table of members says. */
class MemberDiagramTest {

    // reference 3.1, 3.6
    @Test
    void page_showsTheTable() throws IOException {
        new DrawnTable<>(
                        "member",
                        MemberState.values(),
                        MemberTrigger.values(),
                        MemberState::title,
                        MemberState::on,
                        (state, trigger) -> state.on(trigger).next())
                .compare();
    }
}

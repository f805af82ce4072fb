package io.rebalance.internal.classic;

import io.rebalance.DrawnTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page of state machines shows what the table of classic groups says. */
class ClassicDiagramTest {

    // reference 2.1 no-other-way: what is not drawn is not in the table
    @Test
    void page_showsTheTable() throws IOException {
        new DrawnTable<>(
                        "classic",
                        ClassicGroupState.values(),
                        ClassicTrigger.values(),
                        ClassicGroupState::kafkaName,
                        ClassicGroupState::on,
                        (state, trigger) -> state.on(trigger).next())
                .compare();
    }
}

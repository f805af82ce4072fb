package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountingMemberIdsTest {

    @Test
    void next_prefixes_countEachForItself() {
        CountingMemberIds ids = new CountingMemberIds();

        assertThat(Stream.of("a", "a", "b", "a", "").map(ids::next)).containsExactly("a-1", "a-2", "b-1", "a-3", "-1");
    }
}

package io.rebalance.kafka.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MembersTest {

    @Test
    void nameOf_aMemberId_isItsClientId() {
        assertThat(Members.nameOf("w1-b-" + new UUID(1, 2))).isEqualTo("w1-b");
        assertThat(Members.nameOf("short")).isEqualTo("short");
        assertThat(Members.nameOf("")).isEmpty();
    }

    @Test
    void words_anyNumber_readWell() {
        assertThat(Members.words(List.of())).isEqualTo("nothing");
        assertThat(Members.partitions(List.of(2))).isEqualTo("partition 2");
        assertThat(Members.partitions(List.of(10, 9))).isEqualTo("partitions 9 and 10");
        assertThat(Members.list(List.of(3, 1, 2))).isEqualTo("1, 2 and 3");
    }
}

package io.rebalance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerOptionsTest {

    @Test
    void options_wellFormed_areRead() {
        ServerOptions options = ServerOptions.of("0", "b:1, a:20");

        assertThat(options.port()).isZero();
        assertThat(options.topics()).containsExactly(entry("b", 1), entry("a", 20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x     | a:1     | port must be a number from 0 to 65535, was \"x\"",
                "-1    | a:1     | port must be a number from 0 to 65535, was \"-1\"",
                "65536 | a:1     | port must be a number from 0 to 65535, was \"65536\"",
                "``    | a:1     | port must be a number from 0 to 65535, was \"\"",
                "1     | a       | topics must be like orders:4,payments:4, was \"a\"",
                "1     | ``      | topics must be like orders:4,payments:4, was \"\"",
                "1     | a:1,    | topics must be like orders:4,payments:4, was \"a:1,\"",
                "1     | a:1:2   | topics must be like orders:4,payments:4, was \"a:1:2\"",
                "1     | a:0     | partitions of topic a must be a number from 1 to 100000, was \"0\"",
                "1     | a:x     | partitions of topic a must be a number from 1 to 100000, was \"x\"",
                "1     | a:1,a:2 | topics must differ, was \"a:1,a:2\"",
            })
    void options_malformed_areRefusedNamingTextAndBound(String port, String topics, String message) {
        assertThatThrownBy(() -> ServerOptions.of(port, topics))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void topicName_thatKafkaWouldNotTake_isRefused() {
        assertThatThrownBy(() -> ServerOptions.of("1", "a b:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was \"a b\"");
    }
}

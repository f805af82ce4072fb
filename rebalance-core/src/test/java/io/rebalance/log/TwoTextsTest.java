package io.rebalance.log;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What was packed comes back, char by char. */
class TwoTextsTest {

    @Property(tries = 2_000)
    void anyTexts_comeBack(
            @ForAll("texts") String first, @ForAll("texts") String second, @ForAll("texts") String other) {
        byte[] texts = TwoTexts.of(first, second);

        assertThat(TwoTexts.first(texts)).isEqualTo(first);
        assertThat(TwoTexts.second(texts)).isEqualTo(second);
        assertThat(TwoTexts.are(texts, first, second)).isTrue();
        assertThat(TwoTexts.are(texts, other, second)).isEqualTo(other.equals(first));
        assertThat(TwoTexts.are(texts, first, other)).isEqualTo(other.equals(second));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "", "consumer-1", "/10.0.0.1", "\u00ff", "\u0100", "\ud800", "x".repeat(254), "x".repeat(255)),
                Arbitraries.strings().all().ofMaxLength(300),
                Arbitraries.strings().ascii().ofMaxLength(3));
    }

    @Test
    void are_sameCharsSplitElsewhere_isFalse() {
        assertThat(TwoTexts.are(TwoTexts.of("ab", "c"), "a", "bc")).isFalse();
    }

    @Test
    void of_usualTexts_takesTwoBytesMore() {
        assertThat(TwoTexts.of("consumer-1", "/10.0.0.1")).hasSize(21);
    }
}

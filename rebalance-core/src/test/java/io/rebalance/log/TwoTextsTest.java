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
            @ForAll("texts") String owner,
            @ForAll("texts") String first,
            @ForAll("texts") String second,
            @ForAll("texts") String other) {
        assertComeBack(owner, first, second, other);
    }

    @Property(tries = 2_000)
    void textThatBeginsTheOwner_comesBack(
            @ForAll("texts") String first,
            @ForAll("texts") String rest,
            @ForAll("texts") String second,
            @ForAll("texts") String other) {
        assertComeBack(first + rest, first, second, other);
    }

    private static void assertComeBack(String owner, String first, String second, String other) {
        byte[] texts = TwoTexts.of(owner, first, second);

        assertThat(TwoTexts.first(texts, owner)).isEqualTo(first);
        assertThat(TwoTexts.second(texts)).isEqualTo(second);
        assertThat(TwoTexts.are(texts, owner, first, second)).isTrue();
        assertThat(TwoTexts.are(texts, owner, other, second)).isEqualTo(other.equals(first));
        assertThat(TwoTexts.are(texts, owner, first, other)).isEqualTo(other.equals(second));
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
        assertThat(TwoTexts.are(TwoTexts.of("owner", "ab", "c"), "owner", "a", "bc"))
                .isFalse();
    }

    @Test
    void are_anotherBeginningOfTheOwner_isFalse() {
        assertThat(TwoTexts.are(TwoTexts.of("abc-1", "abc", "d"), "abc-1", "ab", "cd"))
                .isFalse();
        assertThat(TwoTexts.are(TwoTexts.of("abc-1", "abc", "d"), "abc-1", "ab", "d"))
                .isFalse();
    }

    @Test
    void of_usualTexts_takesTwoBytesMore() {
        assertThat(TwoTexts.of("another", "consumer-1", "/10.0.0.1")).hasSize(21);
    }

    @Test
    void of_textThatBeginsTheOwner_isNotKeptAgain() {
        assertThat(TwoTexts.of("consumer-1-4711", "consumer-1", "/10.0.0.1")).hasSize(11);
    }
}

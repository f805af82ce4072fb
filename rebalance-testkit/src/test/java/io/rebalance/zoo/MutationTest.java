package io.rebalance.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zoo can fail: a patch that does not fit, a mutant that does not link, and one that is no bug are told from a kill. */
class MutationTest {

    private static final String HEAD = """
            # A1 Waits for ever
            # Nobody looks
            # at the clock.
            # first: RECORDS
            """;
    private static final String PATCH = HEAD + """
            --- a/a/Clockwork.java
            +++ b/a/Clockwork.java
            @@ -2,3 +2,2 @@
             two
            -three
             four
            """;
    private static final String CAUSES = "rebalance-core/src/main/java/io/rebalance/internal/classic/Causes.java";
    private static final String PARAMETERS = "(RebalanceCause cause, int most)";
    private static final String CONDITION = "list.size() >= most";

    @Test
    void parse_patch_tellsWhatItsHeadSays() {
        Mutation mutation = Mutation.parse("A1.patch", PATCH);

        assertThat(mutation.row()).isEqualTo("A1");
        assertThat(mutation.title()).isEqualTo("Waits for ever");
        assertThat(mutation.does()).isEqualTo("Nobody looks at the clock.");
        assertThat(mutation.first()).isEqualTo(Lane.RECORDS);
        assertThat(mutation.changes()).containsOnlyKeys("a/Clockwork.java");
    }

    @Test
    void parse_patchThatChangesNothing_fails() {
        assertThatThrownBy(() -> Mutation.parse("A1.patch", HEAD))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("A1.patch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\ntwo\nthree\nfour\nfive\n", "zero\nhalf\none\ntwo\nthree\nfour\nfive\n"})
    void apply_whereTheLinesStandOnce_changesOnlyThese(String source) {
        assertThat(Mutation.parse("A1.patch", PATCH).apply(path -> source))
                .containsExactly(Map.entry("a/Clockwork.java", source.replace("three\n", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one\ntwo\nthree\nfive\n", // the line after
                "one\n two\nthree\nfour\n", // the line before, by a blank
                "one\ntwo\nTHREE\nfour\n", // what goes
                "one\ntwo\nthree\n", // the end
                "", // everything
                "two\nthree\nfour\none\ntwo\nthree\nfour\n", // twice, and neither where it was
            })
    void apply_whereALineIsAnotherOne_failsAndNamesFileAndLine(String source) {
        Mutation mutation = Mutation.parse("A1.patch", PATCH);

        assertThatThrownBy(() -> mutation.apply(path -> source))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("A1", "a/Clockwork.java", "line 2", "three");
    }

    @Test
    void compile_sourceWithAnError_failsAndNamesIt() {
        assertThatThrownBy(() -> causes(CONDITION, "list.size() >= nothing"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(CAUSES, "nothing");
    }

    @Test
    void run_changeThatIsNoBug_findsNothing() {
        Map<String, byte[]> same = causes(CONDITION, "!(list.size() < most)");

        Optional<Lane.Failure> failure = Lane.STORMS.run(new MutantLoader(Map.of(), same));

        assertThat(failure).isEmpty();
    }

    @Test
    void run_changeThatThrows_isFoundInTheMutantOnly() {
        Map<String, byte[]> broken = causes(CONDITION, "list.get(list.size()) == null");

        assertThat(Lane.STORMS.run(new MutantLoader(Map.of(), broken)))
                .hasValueSatisfying(failure -> assertThat(failure.invariant()).isEqualTo("S19"));
        assertThat(Lane.STORMS.run(new MutantLoader(Map.of(), Map.of()))).isEmpty();
    }

    // the lanes would take the NoSuchMethodError for a bug of the mutant
    @Test
    void requireAll_parameterOfAnotherType_fails() {
        Map<String, byte[]> unlinked = causes(PARAMETERS, "(RebalanceCause cause, long most)");

        assertThatThrownBy(() -> Signatures.requireAll(unlinked.keySet(), new MutantLoader(Map.of(), unlinked)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Causes.with(io.rebalance.view.RebalanceCause, int)");
    }

    @Test
    void requireAll_otherBodies_passes() {
        Map<String, byte[]> linked = causes(CONDITION, "list.isEmpty()");

        assertThatCode(() -> Signatures.requireAll(linked.keySet(), new MutantLoader(Map.of(), linked)))
                .doesNotThrowAnyException();
    }

    private static Map<String, byte[]> causes(String old, String now) {
        String source = SourceTree.here().read(CAUSES);
        assertThat(source).containsOnlyOnce(old);
        return SourceCompiler.compile(Map.of(CAUSES, source.replace(old, now)), List.of());
    }
}

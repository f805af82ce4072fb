package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignors.StickyAssignor;
import io.rebalance.testkit.SampleGroup.Claim;
import io.rebalance.testkit.SampleGroup.Member;
import io.rebalance.testkit.SampleGroup.Topic;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleGroupTest {

    private static final String TEXT = """
            topic orders 3
            topic payments 2
            replicas payments 0 east west
            replicas payments 1
            member anna orders payments
            member bert instance=b1 rack=east orders
            claim anna 5 orders 0 1
            claim bert 5 orders 1
            claim gone -1 payments 1
            """;

    @Test
    void text_ofAGroup_isWhatWasRead() {
        SampleGroup group = SampleGroup.parse(TEXT);

        assertThat(group.toText()).isEqualTo(TEXT);
        assertThat(group.topics())
                .containsExactly(
                        new Topic("orders", 3), new Topic("payments", 2, List.of(List.of("east", "west"), List.of())));
        assertThat(group.members())
                .containsExactly(
                        new Member("anna", List.of("orders", "payments")),
                        new Member("bert", "b1", "east", List.of("orders")));
        assertThat(group.claims()).hasSize(4).endsWith(new Claim("gone", "payments", 1, -1));
    }

    @Test
    void text_ofOddNames_isQuoted() {
        SampleGroup group = new SampleGroup(
                List.of(new Topic("", 1), new Topic("a \"b\"\\\n#", 1)),
                List.of(new Member("instance=x", " ", "", List.of("", "rack=1"))),
                List.of(new Claim("#", "", -3, Integer.MIN_VALUE)));

        assertThat(group.toText()).contains("topic \"a \\\"b\\\"\\\\\\n#\" 1\n");
        assertThat(SampleGroup.parse(group.toText())).isEqualTo(group);
    }

    @Property
    void text_ofAnyGroup_isReadAsTheSame(@ForAll SampleGroup group) {
        SampleGroup read = SampleGroup.parse(group.toText());

        assertThat(read.toText()).isEqualTo(group.toText());
        assertSame(read.input(), group.input());
    }

    @Property
    void group_ofAnyInput_hasTheSameInput(@ForAll AssignmentInput input) {
        assertSame(SampleGroup.of(input).input(), input);
    }

    @Property
    void group_shuffled_hasTheSameInput(@ForAll SampleGroup group, @ForAll long seed) {
        assertSame(group.shuffled(seed).input(), group.input());
    }

    @Property
    void group_cutDown_isSmaller(@ForAll SampleGroup group) {
        assertThat(group.smaller()).allSatisfy(less -> assertThat(less.size()).isLessThan(group.size()));
    }

    @Test
    void group_whoseTopicOnlyABystanderSubscribes_isCutToTheOthers() {
        SampleGroup group = SampleGroup.parse("""
                topic t 1
                member a
                member b
                member bystander t
                claim a 0 t 0
                claim b 0 t 0
                """);

        assertThat(group.smaller().map(SampleGroup::toText)).contains("""
                topic t 1
                member a t
                member b
                claim a 0 t 0
                claim b 0 t 0
                """);
    }

    @Test
    void groups_withAContestedPartition_areAllCutToTwoThatClaimIt() {
        int contested = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            SampleGroup group = RandomGroups.any().upTo(12, 6, 8).next(seed);
            if (hasContested(group)) {
                contested++;
                SampleGroup smallest = cutDown(group);
                assertThat(smallest.members()).as("members, seed %d", seed).hasSize(2);
                assertThat(smallest.topics()).as("topics, seed %d", seed).hasSize(1);
                assertThat(smallest.claims()).as("claims, seed %d", seed).hasSize(2);
            }
        }
        assertThat(contested).isGreaterThan(100);
    }

    /** The way to it is that of jqwik: on with the first that still fails. */
    private static SampleGroup cutDown(SampleGroup group) {
        Optional<SampleGroup> less =
                group.smaller().filter(SampleGroupTest::hasContested).findFirst();
        return less.isPresent() ? cutDown(less.get()) : group;
    }

    private static boolean hasContested(SampleGroup group) {
        AssignmentInput input = group.input();
        return IntStream.range(0, input.partitionCount())
                .anyMatch(p -> input.previousOwnerOf(p) == AssignmentInput.CONTESTED);
    }

    @Property
    void group_afterAnAssignment_claimsJustThat(@ForAll SampleGroup group) {
        var assignment = new StickyAssignor().assign(group.input());
        AssignmentInput after = group.after(assignment).input();

        assertThat(IntStream.range(0, after.partitionCount()).map(after::previousOwnerOf))
                .containsExactly(IntStream.range(0, after.partitionCount())
                        .map(assignment::ownerOf)
                        .boxed()
                        .toArray(Integer[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "topc orders 3         | line 1: a line must begin with topic, replicas, member or claim, began with topc",
                "topic orders          | line 1: must be topic, name, number of partitions, had 2 words",
                "topic orders many     | line 1: number of partitions must be a number of 0 or more, was many",
                "topic orders -1       | line 1: number of partitions must be a number of 0 or more, was -1",
                "replicas orders 0 a   | line 1: the topic must be named before, was orders",
                "member anna host=h    | line 1: an option must be instance= or rack=, was host=",
                "member \"anna         | line 1: column 8 opens a quote that nothing closes",
                "member \"anna\"x      | line 1: column 14 must be a blank",
                "claim anna 1 orders   | line 1: must be claim, member, generation, topic, partitions, had 4 words",
                "claim anna x orders 1 | line 1: generation must be a number, was x",
            })
    void text_malformed_isRefusedByLine(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleGroup.parse(text))
                .withMessage(message + ": " + text);
    }

    @Test
    void text_namedTwice_isRefusedByLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleGroup.parse("topic t 1\n\nmember m\nmember m"))
                .withMessage("line 4: members must differ, two are named m: member m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleGroup.parse("topic t 1\ntopic t 2"))
                .withMessage("line 2: topics must differ, two are named t: topic t 2");
    }

    private static void assertSame(AssignmentInput actual, AssignmentInput expected) {
        assertThat(picture(actual)).isEqualTo(picture(expected));
    }

    /** All that an input tells. */
    private static String picture(AssignmentInput input) {
        StringBuilder text = new StringBuilder();
        for (int m = 0; m < input.memberCount(); m++) {
            text.append(input.memberId(m))
                    .append('/')
                    .append(input.instanceId(m))
                    .append(" at ");
            text.append(rackName(input, input.rackOf(m))).append(':');
            for (int i = 0; i < input.subscriptionCount(m); i++) {
                text.append(' ').append(input.subscribedTopic(m, i));
            }
            text.append('\n');
        }
        for (int t = 0; t < input.topicCount(); t++) {
            text.append(input.topicName(t))
                    .append('@')
                    .append(input.firstPartition(t))
                    .append('\n');
        }
        for (int p = 0; p < input.partitionCount(); p++) {
            text.append(p).append(" of ").append(input.previousOwnerOf(p)).append(" in");
            for (int r = 0; r < input.rackCount(); r++) {
                text.append(input.hasReplicaIn(p, r) ? " " + rackName(input, r) : "");
            }
            text.append('\n');
        }
        return text.append(input.isHomogeneous()).append(input.rackCount()).toString();
    }

    private static String rackName(AssignmentInput input, int rack) {
        return rack < 0 ? "-" : Integer.toString(rack);
    }
}

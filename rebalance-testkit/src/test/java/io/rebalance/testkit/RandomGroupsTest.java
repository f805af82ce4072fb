package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.AssignmentInput;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RandomGroupsTest {

    private static List<SampleGroup> draw(RandomGroups groups) {
        return LongStream.range(0, 2_000).mapToObj(groups::next).toList();
    }

    @Property
    void group_sameSeed_isTheSame(@ForAll long seed) {
        assertThat(RandomGroups.any().next(seed)).isEqualTo(RandomGroups.any().next(seed));
    }

    @Test
    void group_ofFixedSeed_isTheSameOnEveryMachine() {
        assertThat(RandomGroups.any().upTo(3, 2, 3).next(5).toText()).isEqualTo("""
                topic t0 1
                topic t1 1
                member ma instance=ia-0 t0 t1
                claim ma 0 t0 0
                claim ma 1 t0 0
                claim ma 0 t0 3 3 0 0
                """);
    }

    @Test
    void groups_ofManySeeds_areMany() {
        assertThat(new HashSet<>(draw(RandomGroups.any()))).hasSizeGreaterThan(1_900);
    }

    @Test
    void groups_ofASize_keepToIt() {
        assertThat(draw(RandomGroups.any().upTo(3, 2, 1))).allSatisfy(group -> {
            assertThat(group.members()).hasSizeBetween(1, 3);
            assertThat(group.topics()).hasSizeBetween(1, 2).allMatch(topic -> topic.partitionCount() <= 1);
        });
    }

    @Test
    void equalGroups_subscribeAlike_unequalOnesMostlyDoNot() {
        Predicate<SampleGroup> isEqual = group -> group.members().stream()
                        .map(SampleGroup.Member::topics)
                        .distinct()
                        .count()
                == 1;

        assertThat(draw(RandomGroups.equal())).allMatch(isEqual);
        assertThat(draw(RandomGroups.unequal()).stream().filter(isEqual).count())
                .isLessThan(800);
    }

    @Test
    void traps_alwaysSubscribeToFewAndAreOwnedBySubscribers() {
        assertThat(draw(RandomGroups.trap().upTo(10, 8, 6))).allSatisfy(group -> {
            assertThat(group.members())
                    .allSatisfy(member -> assertThat(member.topics()).hasSizeBetween(1, 3));
        });
        assertThat(share(RandomGroups.trap(), RandomGroupsTest::hasStranger)).isLessThan(0.1);
        assertThat(share(RandomGroups.unequal(), RandomGroupsTest::hasStranger)).isGreaterThan(0.1);
    }

    private static boolean hasStranger(SampleGroup group) {
        AssignmentInput input = group.input();
        return IntStream.range(0, input.partitionCount())
                .anyMatch(p -> input.previousOwnerOf(p) >= 0
                        && !Answer.subscribes(input, input.previousOwnerOf(p), Answer.topicOf(input, p)));
    }

    // a generator that stopped making one of these would make every property pass more easily
    @Test
    void groups_ofEveryKind_haveEveryOddity() {
        assertOften("static", group -> group.members().stream().anyMatch(member -> member.instanceId() != null));
        assertOften("rack", group -> group.members().stream().anyMatch(member -> member.rack() != null));
        assertOften(
                "replicas",
                group ->
                        group.topics().stream().anyMatch(topic -> !topic.racks().isEmpty()));
        assertOften("no partitions", group -> group.topics().stream().anyMatch(topic -> topic.partitionCount() == 0));
        assertOften(
                "no subscription",
                group -> group.members().stream()
                        .anyMatch(member -> member.topics().isEmpty()));
        assertOften(
                "unknown topic",
                group -> group.members().stream()
                        .anyMatch(member -> member.topics().contains("unknown")));
        assertOften("no claims", group -> group.claims().isEmpty());
        assertOften(
                "claimant gone",
                group -> group.claims().stream()
                        .anyMatch(claim -> claim.memberId().equals("gone")));
        assertOften(
                "generations",
                group -> group.claims().stream()
                                .map(SampleGroup.Claim::generation)
                                .distinct()
                                .count()
                        > 1);
        assertOften("stranger", RandomGroupsTest::hasStranger);
        assertOften(
                "contested",
                group -> IntStream.range(0, group.input().partitionCount())
                        .anyMatch(p -> group.input().previousOwnerOf(p) == AssignmentInput.CONTESTED));
        assertOften(
                "unowned",
                group -> IntStream.range(0, group.input().partitionCount())
                        .anyMatch(p -> group.input().previousOwnerOf(p) == AssignmentInput.NONE));
    }

    private static void assertOften(String name, Predicate<SampleGroup> oddity) {
        assertThat(share(RandomGroups.any(), oddity)).as(name).isGreaterThan(0.05);
    }

    private static double share(RandomGroups groups, Predicate<SampleGroup> property) {
        List<SampleGroup> drawn = draw(groups);
        return (double) drawn.stream().filter(property).count() / drawn.size();
    }
}

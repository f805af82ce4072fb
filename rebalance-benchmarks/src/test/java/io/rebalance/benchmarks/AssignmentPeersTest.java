package io.rebalance.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.assignors.StickyAssignor;
import io.rebalance.benchmarks.AssignmentCase.Mode;
import io.rebalance.benchmarks.AssignmentCase.Past;
import io.rebalance.benchmarks.AssignmentCase.Structure;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The groups that are measured, and the checks that stand between a wrong answer and a good figure. */
class AssignmentPeersTest {

    private static final Assignor STICKY = Assignors.named("sticky");

    @Test
    void structures_ofOneSize_areWhatTheirNamesSay() {
        assertThat(subscriptions("20x200x10", Structure.EQUAL)).hasSize(1);
        assertThat(subscriptions("20x200x10", Structure.FEW)).hasSize(5);
        assertThat(subscriptions("20x200x10", Structure.HALF)).hasSizeGreaterThan(15);
        assertThat(subscriptions("20x200x10", Structure.BUCKETS5))
                .hasSize(5)
                .allSatisfy(topics -> assertThat(topics).hasSize(2))
                .satisfies(bands ->
                        assertThat(bands.stream().flatMap(List::stream)).doesNotHaveDuplicates());
        assertThat(subscriptions("20x210", Structure.CHAIN))
                .hasSize(20)
                .contains(List.of("topic-000000", "topic-000001"), List.of("topic-000019", "topic-000020"));
        assertThat(subscriptions("20x200", Structure.ZIPF))
                .allSatisfy(topics -> assertThat(topics).hasSizeBetween(1, 3));
        AssignmentCase zipf = AssignmentCase.of("100x10000", Structure.ZIPF, Mode.FULL);
        assertThat(IntStream.range(0, 10).map(zipf::partitionCount).sum()).isGreaterThan(10_000 / 3);
    }

    @ParameterizedTest
    @EnumSource(Structure.class)
    void past_beforeTheChange_isOwnedByThoseWhoSubscribedThen(Structure structure) {
        AssignmentInput joined =
                AssignmentCase.of("12x120x13", structure, Mode.JOIN).input();
        AssignmentInput left =
                AssignmentCase.of("12x120x13", structure, Mode.LEAVE).input();

        assertThat(joined.memberCount()).isEqualTo(13);
        assertThat(left.memberCount()).isEqualTo(11);
        assertThat(owners(joined))
                .as("all but one member own something")
                .hasSize(12)
                .doesNotContain(-1);
        assertThat(owners(left))
                .as("what the one who left had is nobody's")
                .hasSize(12)
                .contains(-1);
        AssignmentInput full =
                AssignmentCase.of("12x120x13", structure, Mode.FULL).input();
        assertThat(owners(full)).containsExactly(-1);
    }

    @ParameterizedTest
    @EnumSource(Structure.class)
    void pastOfKafkas_beforeTheChange_isWhatItsAssignorSaysOfTheGroupBefore(Structure structure) throws Exception {
        AssignmentCase before = AssignmentCase.of("12x120x13", structure, Mode.FULL);
        KafkaLeader leader = new KafkaLeader(before, STICKY, true);
        AssignmentInput full = before.input();
        Assignment theirs = leader.read(leader.assign());
        AssignmentCase joinedGroup = AssignmentCase.of("12x120x13", structure, Mode.JOIN, Past.KAFKAS);
        AssignmentInput joined = joinedGroup.input();
        AssignmentCase leftGroup = AssignmentCase.of("12x120x13", structure, Mode.LEAVE, Past.KAFKAS);
        AssignmentInput left = leftGroup.input();

        assertThat(ownersById(joined, joined::previousOwnerOf)).isEqualTo(ownersById(full, theirs::ownerOf));
        Map<String, String> stayed = ownersById(full, theirs::ownerOf);
        stayed.values().removeIf(owner -> !leftGroup.members().contains(owner));
        assertThat(stayed).hasSizeBetween(1, 119);
        assertThat(ownersById(left, left::previousOwnerOf)).isEqualTo(stayed);
        assertThat(joinedGroup).hasToString(structure + " JOIN 12x120x13 from Kafka's past");
    }

    @ParameterizedTest
    @EnumSource(names = {"HALF", "CHAIN", "ZIPF"})
    void pastOfKafkas_unequalSubscriptions_mayBeLessBalancedThanOurs(Structure structure) {
        AssignmentInput ours =
                AssignmentCase.of("12x120x13", structure, Mode.JOIN).input();
        AssignmentInput theirs = AssignmentCase.of("12x120x13", structure, Mode.JOIN, Past.KAFKAS)
                .input();

        assertThat(squares(theirs)).isGreaterThan(squares(ours));
    }

    @ParameterizedTest
    @EnumSource(Route.class)
    void check_everyRouteFromKafkasPast_passes(Route route) throws Exception {
        if (route == Route.LIVE) {
            return;
        }
        for (Structure structure : Structure.values()) {
            for (Mode mode : Mode.values()) {
                AssignmentCase group = AssignmentCase.of("12x120x13", structure, mode, Past.KAFKAS);
                AssignmentCheck.check(route, route.open(group, STICKY), group, STICKY, 60);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Structure.class)
    void kept_oneJoinsAndLeavesAgainAndAgain_isLikeTheAssignorEveryTime(Structure structure) throws Exception {
        AssignmentCase group = AssignmentCase.of("20x207x12", structure, Mode.JOIN);
        OurLive live = new OurLive(group, STICKY);

        OurLive.Visit first = live.assign();
        assertThat(owners(live.read(first))).isEqualTo(owners(STICKY.assign(group.input())));
        assertThat(first.joined().count()).isPositive();
        for (int i = 0; i < 20; i++) {
            AssignmentCheck.requireSense(Route.LIVE, live.read(live.assign()), group, STICKY);
        }
    }

    @Test
    void kept_answerThatIsNotTheLatest_isRefused() {
        AssignmentCase group = AssignmentCase.of("20x207x12", Structure.EQUAL, Mode.JOIN);
        OurLive live = new OurLive(group, STICKY);
        OurLive.Visit first = live.assign();
        OurLive.Visit mixed = new OurLive.Visit(first.handle(), first.left(), first.joined());

        assertThatThrownBy(() -> live.read(mixed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "partition \\d+ of topic-\\d{6} in the kept assignment of EQUAL JOIN 20x207x12 must be"
                                + " with handle \\d+, was with \\d+");
    }

    @Test
    void kept_groupThatNobodyJoinedOrAnotherAssignor_isRefusedByName() {
        assertThatThrownBy(() -> new OurLive(AssignmentCase.of("6x60x10", Structure.EQUAL, Mode.LEAVE), STICKY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode must be JOIN where the assignment is kept, was LEAVE");
        assertThatThrownBy(() ->
                        new OurLive(AssignmentCase.of("6x60x10", Structure.EQUAL, Mode.JOIN), Assignors.named("range")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("assignor must be sticky where the assignment is kept, was range");
    }

    @Test
    void size_writtenOtherwiseOrTooSmall_isRefusedByName() {
        assertThatThrownBy(() -> AssignmentCase.of("many", Structure.EQUAL, Mode.FULL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size must be members x partitions [x topics], such as 1000x10000x100, was many");
        assertThatThrownBy(() -> AssignmentCase.of("3x4x5", Structure.EQUAL, Mode.FULL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no fewer partitions than topics, was 3x4x5");
    }

    @Test
    void kafkaLeader_calledTwice_findsWhatMembersOwnBothTimes() throws Exception {
        AssignmentCase group = AssignmentCase.of("10x100x10", Structure.EQUAL, Mode.JOIN);
        KafkaLeader leader = new KafkaLeader(group, STICKY, true);
        AssignmentInput input = group.input();

        leader.assign();
        Assignment second = leader.read(leader.assign());

        assertThat(moved(input, second)).isEqualTo(100 / 11);
        assertThat(moved(input, new KafkaLeader(group, STICKY, false).read(leader.assign())))
                .isEqualTo(100 / 11);
    }

    @Test
    void floor_ownersOfBefore_areCountedAndWritten() {
        AssignmentCase group = AssignmentCase.of("4x40x5", Structure.EQUAL, Mode.JOIN);
        FloorPass floor = new FloorPass(group);

        Assignment answer = floor.assign();

        assertThat(answer.partitionCount()).isEqualTo(40);
        assertThat(IntStream.range(0, 5).map(floor::countOf).sorted()).containsExactly(0, 10, 10, 10, 10);
    }

    @Test
    void check_wrongAnswers_areRefusedWithWhatIsWrong() {
        AssignmentCase group = AssignmentCase.of("6x60x10", Structure.BUCKETS5, Mode.FULL);

        assertThatThrownBy(() -> check(group, new GivesAllToTheFirst()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("numbers of .*GivesAllToTheFirst with BUCKETS5 FULL 6x60x10 gave partition 0 of"
                        + " topic-\\d{6} to consumer-.*, which does not subscribe to it");
        assertThatThrownBy(() -> check(group, new GivesNothing()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("gave partition 0 of topic-000000 to nobody, though it has subscribers");
        assertThatThrownBy(() -> check(group, assignor(input -> new int[59])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("gave an assignment of 59 partitions, the group has 60");
        assertThatThrownBy(() -> check(group, assignor(input -> filled(input, 6))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("gave partition 0 of topic-000000 to member 6, there are 6");
    }

    @Test
    void check_answerThatIsWorseThanTheOneWeCouldGive_isRefused() {
        AssignmentCase group = AssignmentCase.of("4x40x5", Structure.EQUAL, Mode.JOIN);
        AssignmentInput input = group.input();

        assertThatThrownBy(
                        () -> AssignmentCheck.requireSense(Route.KAFKA, Assignment.of(filled(input, 0)), group, STICKY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must have equal loads with ours");
    }

    @Test
    void check_peerThatDoesNotFinish_isRefusedWhenTheCapIsReached() {
        AssignmentCase group = AssignmentCase.of("4x40x5", Structure.EQUAL, Mode.FULL);
        CountDownLatch never = new CountDownLatch(1);
        AssignmentPeer peer = new AssignmentPeer() {
            @Override
            public Object assign() {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return never;
            }

            @Override
            public Assignment read(Object answer) {
                throw new AssertionError("there is nothing to read");
            }
        };

        assertThatThrownBy(() -> AssignmentCheck.check(Route.KAFKA, peer, group, STICKY, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "kafka of io.rebalance.assignors.StickyAssignor with EQUAL FULL 4x40x5 did not finish in 0 s");
    }

    @Test
    void assignor_byNameOrByClass_isFound() {
        assertThat(NamedAssignor.of("range")).isSameAs(Assignors.named("range"));
        assertThat(NamedAssignor.of(GivesNothing.class.getName())).isInstanceOf(GivesNothing.class);
    }

    @Test
    void assignor_thatIsNone_isRefusedWithTheReason() {
        assertThatThrownBy(() -> NamedAssignor.of("com.example.Missing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("assignor must be one of range, roundrobin, sticky")
                .hasMessageEndingWith(", or a class on the class path, was com.example.Missing");
        assertThatThrownBy(() -> NamedAssignor.of("java.lang.String"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("assignor must implement io.rebalance.assignor.Assignor, java.lang.String does not");
        assertThatThrownBy(() -> NamedAssignor.of(WantsArguments.class.getName()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("assignor must be a public class with a public constructor without arguments");
        assertThatThrownBy(() -> NamedAssignor.of(CannotBeMade.class.getName()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("could not be made: java.lang.IllegalStateException: no licence");
    }

    @Test
    void singleCall_lineOfAFigure_isReadBack() throws Exception {
        AssignmentPoint point =
                new AssignmentPoint("sticky", Structure.HALF, Mode.JOIN, "6x60x10", Route.KAFKA_SERVER_BYTES);

        AssignmentFigure figure = SingleCall.of(point, 60);

        assertThat(figure.kind()).isEqualTo(AssignmentFigure.Kind.ONE_CALL);
        assertThat(figure.bytes()).isGreaterThan(60 * Integer.BYTES);
        AssignmentFigure read = SingleCall.figure(SingleCall.line(figure), 60);
        assertThat(read.kind()).isEqualTo(AssignmentFigure.Kind.ONE_CALL);
        assertThat(read.bytes()).isEqualTo(figure.bytes());
        AssignmentFigure endless = AssignmentFigure.didNotFinish(60);
        assertThat(SingleCall.figure(SingleCall.line(endless), 60)).isEqualTo(endless);
    }

    private static void check(AssignmentCase group, Assignor assignor) throws Exception {
        AssignmentCheck.check(Route.NUMBERS, Route.NUMBERS.open(group, assignor), group, assignor, 60);
    }

    private static Set<List<String>> subscriptions(String size, Structure structure) {
        AssignmentCase group = AssignmentCase.of(size, structure, Mode.FULL);
        Set<List<String>> subscriptions = new HashSet<>();
        for (int m = 0; m < group.members().size(); m++) {
            subscriptions.add(group.subscription(m));
        }
        return subscriptions;
    }

    private static Set<Integer> owners(AssignmentInput input) {
        Set<Integer> owners = new HashSet<>();
        for (int p = 0; p < input.partitionCount(); p++) {
            owners.add(input.previousOwnerOf(p));
        }
        return owners;
    }

    private static int[] owners(Assignment assignment) {
        return IntStream.range(0, assignment.partitionCount())
                .map(assignment::ownerOf)
                .toArray();
    }

    /** Of each partition that has one, by names. */
    private static Map<String, String> ownersById(AssignmentInput input, IntUnaryOperator ownerOf) {
        Map<String, String> owners = new TreeMap<>();
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int owner = ownerOf.applyAsInt(p);
                if (owner >= 0) {
                    owners.put(input.topicName(t) + "-" + (p - input.firstPartition(t)), input.memberId(owner));
                }
            }
        }
        return owners;
    }

    /** Of how much members owned: the less, the better balanced. */
    private static long squares(AssignmentInput input) {
        long[] loads = new long[input.memberCount()];
        for (int p = 0; p < input.partitionCount(); p++) {
            loads[input.previousOwnerOf(p)]++;
        }
        return Arrays.stream(loads).map(load -> load * load).sum();
    }

    private static int moved(AssignmentInput input, Assignment assignment) {
        int moved = 0;
        for (int p = 0; p < input.partitionCount(); p++) {
            moved += input.previousOwnerOf(p) == assignment.ownerOf(p) ? 0 : 1;
        }
        return moved;
    }

    private static int[] filled(AssignmentInput input, int member) {
        int[] owners = new int[input.partitionCount()];
        Arrays.fill(owners, member);
        return owners;
    }

    private interface Owners {
        int[] of(AssignmentInput input);
    }

    private static Assignor assignor(Owners owners) {
        return new Assignor() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public Assignment assign(AssignmentInput input) {
                return Assignment.of(owners.of(input));
            }
        };
    }

    /** Does not look at subscriptions. */
    public static final class GivesAllToTheFirst implements Assignor {
        @Override
        public String name() {
            return "first";
        }

        @Override
        public Assignment assign(AssignmentInput input) {
            return Assignment.of(filled(input, 0));
        }
    }

    /** Assigns nothing at all. */
    public static final class GivesNothing implements Assignor {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public Assignment assign(AssignmentInput input) {
            return Assignment.of(filled(input, AssignmentInput.NONE));
        }
    }

    /** Has no constructor without arguments. */
    public static final class WantsArguments implements Assignor {

        private final Assignor other;

        public WantsArguments(StickyAssignor other) {
            this.other = other;
        }

        @Override
        public String name() {
            return other.name();
        }

        @Override
        public Assignment assign(AssignmentInput input) throws io.rebalance.assignor.AssignorException {
            return other.assign(input);
        }
    }

    /** Throws when it is made. */
    public static final class CannotBeMade implements Assignor {

        public CannotBeMade() {
            throw new IllegalStateException("no licence");
        }

        @Override
        public String name() {
            return "unmade";
        }

        @Override
        public Assignment assign(AssignmentInput input) {
            return Assignment.of(new int[0]);
        }
    }
}

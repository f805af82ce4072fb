package io.rebalance.testkit;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Groups of Kafka's consumers that start, die, hang and lose messages in any order, while the coordinator crashes and
 * its log is slow or fails: what must always hold does, and when the disturbances stop the group comes to rest.
 *
 * <p>{@code -Djqwik.tries.default=100000} tries longer. A failure tells its seed, and the shortest transcript found.
 */
class GroupPropertiesTest {

    @Property
    void coordinatorAssigns_cooperative_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        play("cooperative-sticky", true, acts);
    }

    @Property
    void coordinatorAssigns_eager_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        play("range", true, acts);
    }

    @Property
    void leaderAssigns_cooperative_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        play("cooperative-sticky", false, acts);
    }

    @Property
    void leaderAssigns_eager_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        play("roundrobin", false, acts);
    }

    @Property
    void staticMembers_coordinatorAssignsCooperative_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        playStatic("cooperative-sticky", true, acts);
    }

    @Property
    void staticMembers_coordinatorAssignsEager_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        playStatic("range", true, acts);
    }

    @Property
    void staticMembers_leaderAssignsCooperative_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        playStatic("cooperative-sticky", false, acts);
    }

    @Property
    void staticMembers_leaderAssignsEager_groupIsSafeAndComesToRest(@ForAll("acts") List<Act> acts) {
        playStatic("roundrobin", false, acts);
    }

    // The acts are worth nothing if they do not reach what they are to disturb. They are always the same: no chance.

    @Property(tries = 400, seed = "66")
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void sameActs_coordinatorAssigns_reachMuch(@ForAll("acts") List<Act> acts) {
        GroupWorld world = play("cooperative-sticky", true, acts);
        reachesMuch(world);
        atLeast(10, "a partition withheld", world.hasWithheld());
    }

    @Property(tries = 400, seed = "77")
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void sameActs_coordinatorAssigns_restartStaticMembers(@ForAll("acts") List<Act> acts) {
        GroupWorld world = playStatic("cooperative-sticky", true, acts);
        reachesMuch(world);
        atLeast(10, "a static member that restarted", world.restarts() > 0);
    }

    @Property(tries = 400, seed = "88")
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void sameActs_leaderAssigns_reachMuch(@ForAll("acts") List<Act> acts) {
        GroupWorld world = play("roundrobin", false, acts);
        reachesMuch(world);
    }

    @Property(tries = 400, seed = "99")
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void sameActs_leaderAssigns_restartStaticMembers(@ForAll("acts") List<Act> acts) {
        GroupWorld world = playStatic("range", false, acts);
        reachesMuch(world);
        atLeast(10, "a static member that restarted", world.restarts() > 0);
    }

    private static void reachesMuch(GroupWorld world) {
        atLeast(10, "three generations or more", world.generations() >= 3);
        atLeast(5, "an append that was taken back", world.hasTakenBack());
    }

    private static void atLeast(int percent, String what, boolean isReached) {
        Statistics.label(what).collect(isReached).coverage(c -> c.check(true).percentage(p -> p >= percent));
    }

    private static GroupWorld play(String protocol, boolean coordinatorAssigns, List<Act> acts) {
        return play(protocol, coordinatorAssigns, false, acts);
    }

    private static GroupWorld playStatic(String protocol, boolean coordinatorAssigns, List<Act> acts) {
        return play(protocol, coordinatorAssigns, true, acts);
    }

    private static GroupWorld play(
            String protocol, boolean coordinatorAssigns, boolean hasStaticMembers, List<Act> acts) {
        Assignor assignor = Assignors.all().stream()
                .filter(a -> a.name().equals(protocol))
                .findFirst()
                .orElseThrow();
        GroupWorld world = new GroupWorld(assignor, coordinatorAssigns, hasStaticMembers);
        acts.forEach(world::play);
        world.heal();
        return world;
    }

    @Provide
    Arbitrary<List<Act>> acts() {
        Arbitrary<Act.Kind> kinds = Arbitraries.frequency(
                Tuple.of(6, Act.Kind.START),
                Tuple.of(2, Act.Kind.KILL),
                Tuple.of(2, Act.Kind.LEAVE),
                Tuple.of(2, Act.Kind.PAUSE),
                Tuple.of(2, Act.Kind.RESUME),
                Tuple.of(6, Act.Kind.POLL),
                Tuple.of(6, Act.Kind.REQUEST),
                Tuple.of(6, Act.Kind.ANSWER),
                Tuple.of(5, Act.Kind.LOSE),
                Tuple.of(4, Act.Kind.TIME),
                Tuple.of(10, Act.Kind.RUN),
                Tuple.of(8, Act.Kind.LOSSY_RUN),
                Tuple.of(2, Act.Kind.TOPICS),
                Tuple.of(2, Act.Kind.HOLD),
                Tuple.of(1, Act.Kind.FLUSH),
                Tuple.of(2, Act.Kind.FAIL),
                Tuple.of(2, Act.Kind.CRASH));
        Arbitrary<Act> acts = Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 40))
                .as(Act::new);
        // mostly, there is a group already
        Arbitrary<List<Act>> before = Arbitraries.frequency(
                Tuple.of(1, List.of()),
                Tuple.of(
                        4,
                        List.of(
                                new Act(Act.Kind.START, 0, 2),
                                new Act(Act.Kind.START, 1, 2),
                                new Act(Act.Kind.RUN, 0, 14))));
        return Combinators.combine(before, acts.list().ofMinSize(5).ofMaxSize(80))
                .as((first, rest) ->
                        Stream.concat(first.stream(), rest.stream()).toList());
    }
}

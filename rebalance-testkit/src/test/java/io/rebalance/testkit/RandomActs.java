package io.rebalance.testkit;

import io.rebalance.assignors.Assignors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A {@link GroupWorld} in which a seed says what happens. */
final class RandomActs {

    private record Style(String protocol, boolean coordinatorAssigns, boolean hasStaticMembers) {}

    private static final int PATIENT = 3; // one of so many worlds is

    private static final List<Style> STYLES = List.of(
            new Style("cooperative-sticky", true, false),
            new Style("cooperative-sticky", true, true),
            new Style("cooperative-sticky", false, false),
            new Style("cooperative-sticky", false, true),
            new Style("range", true, true),
            new Style("range", true, false),
            new Style("roundrobin", false, true),
            new Style("roundrobin", false, false));

    /** Of each kind as many as it is to be likely. */
    private static final List<Act.Kind> KINDS = kinds();

    private static List<Act.Kind> kinds() {
        List<Act.Kind> kinds = new ArrayList<>();
        for (Act.Kind kind : Act.Kind.values()) {
            int weight = switch (kind) {
                case RUN -> 10;
                case LOSSY_RUN -> 8;
                case START, POLL, REQUEST, ANSWER -> 6;
                case LOSE -> 5;
                case TIME -> 4;
                case FLUSH -> 1;
                default -> 2;
            };
            for (int i = 0; i < weight; i++) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    void group_isSafeAndComesToRest(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Style style = STYLES.get(Math.floorMod(seed, STYLES.size()));
        GroupWorld world = new GroupWorld(
                Assignors.named(style.protocol()),
                style.coordinatorAssigns(),
                style.hasStaticMembers(),
                random.nextInt(PATIENT) == 0);
        if (random.nextInt(5) > 0) { // mostly, there is a group already
            world.play(new Act(Act.Kind.START, 0, 2));
            world.play(new Act(Act.Kind.START, 1, 2));
            world.play(new Act(Act.Kind.RUN, 0, 14));
        }
        for (int i = 5 + random.nextInt(60); i > 0; i--) {
            world.play(new Act(KINDS.get(random.nextInt(KINDS.size())), random.nextInt(4), random.nextInt(41)));
        }
        world.heal();
    }
}

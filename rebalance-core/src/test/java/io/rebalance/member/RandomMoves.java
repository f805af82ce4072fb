package io.rebalance.member;

import io.rebalance.assignor.RebalanceMode;
import java.util.SplittableRandom;

/** A {@link Bazaar} in which a seed says what happens; for those who draw no chains of actions. */
final class RandomMoves {

    private static final Bazaar.MemberMove[] OF_MEMBERS = Bazaar.MemberMove.values();
    private static final Bazaar.WorldMove[] OF_THE_WORLD = Bazaar.WorldMove.values();
    private static final Bazaar.MemberMove[] OFTEN_OF_MEMBERS = {
        Bazaar.MemberMove.SUBSCRIBE, Bazaar.MemberMove.PROGRESS, Bazaar.MemberMove.RELEASED, Bazaar.MemberMove.COMMIT
    };
    private static final Bazaar.WorldMove[] OFTEN_OF_THE_WORLD = {
        Bazaar.WorldMove.REQUEST,
        Bazaar.WorldMove.ANSWER,
        Bazaar.WorldMove.REQUEST,
        Bazaar.WorldMove.ANSWER,
        Bazaar.WorldMove.TIME,
        Bazaar.WorldMove.RUN,
        Bazaar.WorldMove.NEW_PROCESS
    };

    void bothSides_areSafeAndComeToRest(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RebalanceMode mode = seed % 2 == 0 ? RebalanceMode.COOPERATIVE : RebalanceMode.EAGER;
        Bazaar bazaar = new Bazaar(mode, seed % 4 < 2, (state, input) -> {});
        for (int i = 10 + random.nextInt(70); i > 0; i--) {
            int who = random.nextInt(31);
            int amount = random.nextInt(61);
            if (random.nextInt(7) < 3) {
                bazaar.play(
                        random.nextInt(5) < 2 ? any(OF_MEMBERS, random) : any(OFTEN_OF_MEMBERS, random), who, amount);
            } else {
                bazaar.play(
                        random.nextInt(4) == 0 ? any(OF_THE_WORLD, random) : any(OFTEN_OF_THE_WORLD, random),
                        who,
                        amount);
            }
        }
        bazaar.heal();
    }

    private static <T> T any(T[] all, SplittableRandom random) {
        return all[random.nextInt(all.length)];
    }
}

package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

/**
 * Chains of actions over a real coordinator and real members, in which letters get lost, doubled and mixed up, logs fail and
 * coordinators crash: what must hold does after each action, and after the last one everything heals.
 */
class BothSidesPropertiesTest {

    private static final Map<String, Map<String, Integer>> VISITS = new TreeMap<>();

    /** What members ask. */
    private static final List<ApiKey> ANSWERED =
            List.of(ApiKey.JOIN_GROUP, ApiKey.SYNC_GROUP, ApiKey.HEARTBEAT, ApiKey.OFFSET_COMMIT, ApiKey.LEAVE_GROUP);

    private static void visited(String state, String input) {
        VISITS.computeIfAbsent(state, s -> new TreeMap<>()).merge(input, 1, Integer::sum);
    }

    /** One move of a member's, or of the world's. */
    private record Move(Enum<?> kind, int who, int amount) {
        void play(Bazaar bazaar) {
            if (kind instanceof Bazaar.MemberMove move) {
                bazaar.play(move, who, amount);
            } else {
                bazaar.play((Bazaar.WorldMove) kind, who, amount);
            }
        }
    }

    private static Action<Bazaar> played(Arbitrary<? extends Enum<?>> kinds) {
        Arbitrary<Move> moves = Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.integers().between(0, 60))
                .as((kind, who, amount) -> new Move(kind, who, amount));
        return new Action.Dependent<>() {
            @Override
            public Arbitrary<Transformer<Bazaar>> transformer(Bazaar state) {
                return moves.map(
                        move -> Transformer.mutate(move.kind() + " " + move.who() + " " + move.amount(), move::play));
            }
        };
    }

    private static Arbitrary<Bazaar.MemberMove> memberMoves() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(Bazaar.MemberMove.values())),
                Tuple.of(
                        3,
                        Arbitraries.of(
                                Bazaar.MemberMove.SUBSCRIBE,
                                Bazaar.MemberMove.PROGRESS,
                                Bazaar.MemberMove.RELEASED,
                                Bazaar.MemberMove.COMMIT)));
    }

    private static Arbitrary<Bazaar.WorldMove> worldMoves() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(Bazaar.WorldMove.values())),
                Tuple.of(8, Arbitraries.of(Bazaar.WorldMove.REQUEST, Bazaar.WorldMove.ANSWER)),
                Tuple.of(3, Arbitraries.of(Bazaar.WorldMove.TIME, Bazaar.WorldMove.RUN, Bazaar.WorldMove.NEW_PROCESS)));
    }

    private static ActionChainArbitrary<Bazaar> chains(RebalanceMode mode, boolean coordinatorAssigns) {
        return ActionChain.startWith(() -> new Bazaar(mode, coordinatorAssigns, BothSidesPropertiesTest::visited))
                .withAction(3, played(memberMoves()))
                .withAction(4, played(worldMoves()))
                .withMaxTransformations(80);
    }

    @Provide
    Arbitrary<ActionChain<Bazaar>> cooperativeLed() {
        return chains(RebalanceMode.COOPERATIVE, false);
    }

    @Provide
    Arbitrary<ActionChain<Bazaar>> cooperativeAssigned() {
        return chains(RebalanceMode.COOPERATIVE, true);
    }

    @Provide
    Arbitrary<ActionChain<Bazaar>> eagerLed() {
        return chains(RebalanceMode.EAGER, false);
    }

    @Provide
    Arbitrary<ActionChain<Bazaar>> eagerAssigned() {
        return chains(RebalanceMode.EAGER, true);
    }

    @Property(tries = 600, seed = "11")
    void cooperative_leaderAssigns(@ForAll("cooperativeLed") ActionChain<Bazaar> chain) {
        chain.run().heal();
    }

    @Property(tries = 600, seed = "22")
    void cooperative_coordinatorAssigns(@ForAll("cooperativeAssigned") ActionChain<Bazaar> chain) {
        chain.run().heal();
    }

    @Property(tries = 600, seed = "33")
    void eager_leaderAssigns(@ForAll("eagerLed") ActionChain<Bazaar> chain) {
        chain.run().heal();
    }

    @Property(tries = 600, seed = "44")
    void eager_coordinatorAssigns(@ForAll("eagerAssigned") ActionChain<Bazaar> chain) {
        chain.run().heal();
    }

    /** Who comes and goes, and is told late, and twice, that he is out. */
    private static Arbitrary<Bazaar.MemberMove> comingsAndGoings() {
        return Arbitraries.of(
                Bazaar.MemberMove.SUBSCRIBE,
                Bazaar.MemberMove.UNSUBSCRIBE,
                Bazaar.MemberMove.SUBSCRIBE,
                Bazaar.MemberMove.PROGRESS,
                Bazaar.MemberMove.RELEASED);
    }

    private static Action<Bazaar> farewellAgain() {
        return new Action.Dependent<>() {
            @Override
            public Arbitrary<Transformer<Bazaar>> transformer(Bazaar state) {
                return Arbitraries.integers()
                        .between(0, 2)
                        .map(who ->
                                Transformer.mutate("FAREWELL_AGAIN " + who, bazaar -> bazaar.bidFarewellAgain(who)));
            }
        };
    }

    @Provide
    Arbitrary<ActionChain<Bazaar>> comeAndGo() {
        return ActionChain.startWith(
                        () -> new Bazaar(RebalanceMode.COOPERATIVE, false, BothSidesPropertiesTest::visited))
                .withAction(2, played(comingsAndGoings()))
                .withAction(4, played(worldMoves()))
                .withAction(1, farewellAgain())
                .withMaxTransformations(80);
    }

    @Property(tries = 600, seed = "55")
    void members_comeAndGo(@ForAll("comeAndGo") ActionChain<Bazaar> chain) {
        chain.run().heal();
    }

    @AfterContainer
    static void everyKindOfInput_metEveryState() {
        List<String> missing = new ArrayList<>();
        for (MemberState state : MemberState.values()) {
            for (Bazaar.MemberMove move : Bazaar.MemberMove.values()) {
                note(missing, "member " + state, move.name());
            }
        }
        for (String state : List.of("Empty", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead")) {
            for (ApiKey api : ApiKey.values()) {
                note(missing, "group " + state, api.name());
            }
        }
        for (MemberState state : MemberState.values()) {
            for (ApiKey api : ANSWERED) {
                note(missing, "member " + state, "answer to " + api);
            }
        }
        assertThat(missing)
                .as("pairs of state and input that were not visited; those that were: " + VISITS)
                .isEmpty();
    }

    private static void note(List<String> missing, String state, String input) {
        if (VISITS.getOrDefault(state, Map.of()).getOrDefault(input, 0) == 0) {
            missing.add(state + " x " + input);
        }
    }
}

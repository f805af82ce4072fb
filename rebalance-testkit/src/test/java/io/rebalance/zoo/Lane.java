package io.rebalance.zoo;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method that takes a seed, does random things to the library, and fails where something does not hold that must hold of
 * anything. Lanes know nothing of mutants.
 */
enum Lane {
    ASSIGNORS("io.rebalance.testkit.RandomGroupLaws", "assignors_keepTheirLaws", "S21", 150),
    CLAIMS("io.rebalance.testkit.RandomClaims", "owner_isTheOneLatestClaimant", "S10", 2_000),
    WORLD("io.rebalance.testkit.RandomActs", "group_isSafeAndComesToRest", "S7", 1500),
    BAZAAR("io.rebalance.member.RandomMoves", "bothSides_areSafeAndComeToRest", "S7", 500),
    WATCH("io.rebalance.WatchedRequestsTest", "requests_any_keepTheInvariants", "S19", 300),
    STORMS("io.rebalance.testkit.RandomStorms", "manyAtOnce_makeFewGenerations", "L5", 60),
    UNDO("io.rebalance.LawsTest", "storeFailed_anyInputs_restoresAllButTheClock", "S17", 150),
    UNDO_ANYWHERE(
            "io.rebalance.OutstandingPropertiesTest",
            "storeFailed_anywhereAmongOutcomesThatWait_isAsItWasThere_andTheLogIsRight",
            "S17",
            60),
    ONE_ANSWER("io.rebalance.LawsTest", "inputs_anyOrder_answerEveryTicketOnce", "S11", 200),
    REPLAY("io.rebalance.LawsTest", "replay_anyInputs_equalsLive", "S16", 150),
    COMPACTION("io.rebalance.CompactionLawsTest", "replay_anyCompactionOfAnyPrefix_isTheSame", "S16", 60),
    RECORDS("io.rebalance.log.RecordPropertiesTest", "records_any_comeBackFromOneCodec", "S16", 300),
    SPOKEN("io.rebalance.assignor.SpokenMembersTest", "bytes_ofAnyCooperativeGroup_sayWhatNamesSay", "S21", 300),
    SPOKEN_BADLY(
            "io.rebalance.assignor.SpokenMembersTest",
            "bytes_damagedAnywhere_areRefusedAsElsewhereAndChangeNothing",
            "S19",
            300),
    TRANSACTIONS(
            "io.rebalance.TransactionPropertiesTest",
            "commits_inAnyOrderWithFailuresAndCrashes_areThoseOfTheLog",
            "S9",
            300),
    EXPIRY("io.rebalance.ExpiryPropertiesTest", "look_atAnyGroups_removesExactlyWhatTheTableSays", "S9", 150),
    SIMULATION("io.rebalance.testkit.simulation.RandomStorm", "storm_anySeed_violatesNothing", "S19", 256);

    private static final Pattern INVARIANT = Pattern.compile("(S\\d+[abc]?|L\\d+)[:,].*", Pattern.DOTALL);
    private static final String TOTALITY = "S19";

    private final String className;
    private final String methodName;
    private final String invariant;
    private final int cases;

    /** @param invariant what does not hold if the lane fails and does not say */
    Lane(String className, String methodName, String invariant, int cases) {
        this.className = className;
        this.methodName = methodName;
        this.invariant = invariant;
        this.cases = cases;
    }

    /** A lane that failed, for which invariant, with which case. */
    record Failure(Lane lane, String invariant, int seed, Throwable why) {}

    /** Runs the lane with the classes of a loader until something does not hold. */
    Optional<Failure> run(ClassLoader loader) {
        try {
            Class<?> type = loader.loadClass(className);
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method method = type.getDeclaredMethod(methodName, long.class);
            method.setAccessible(true);
            for (int seed = 1; seed <= cases; seed++) {
                try {
                    method.invoke(constructor.newInstance(), (long) seed);
                } catch (InvocationTargetException e) {
                    return Optional.of(new Failure(this, invariant(e.getCause()), seed, e.getCause()));
                }
            }
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("lane " + this + " cannot be run", e);
        }
    }

    private String invariant(Throwable why) {
        if (!(why instanceof AssertionError)) {
            return TOTALITY;
        }
        Matcher named = INVARIANT.matcher(String.valueOf(why.getMessage()));
        return named.matches() ? named.group(1) : invariant;
    }

    /** In a few words, as documents call it. */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Map<String, String> sources(SourceTree tree) {
        return tree.read(
                "rebalance-core/src/test/java/io/rebalance/member/RandomMoves.java",
                "rebalance-core/src/test/java/io/rebalance/WatchedRequestsTest.java",
                "rebalance-core/src/test/java/io/rebalance/LawsTest.java",
                "rebalance-core/src/test/java/io/rebalance/OutstandingPropertiesTest.java",
                "rebalance-core/src/test/java/io/rebalance/CompactionLawsTest.java",
                "rebalance-core/src/test/java/io/rebalance/assignor/SpokenMembersTest.java",
                "rebalance-core/src/test/java/io/rebalance/log/RecordPropertiesTest.java",
                "rebalance-core/src/test/java/io/rebalance/TransactionPropertiesTest.java",
                "rebalance-core/src/test/java/io/rebalance/ExpiryPropertiesTest.java");
    }
}

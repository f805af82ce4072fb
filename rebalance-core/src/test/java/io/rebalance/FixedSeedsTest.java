package io.rebalance;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The laws of the coordinator with a few draws that are always the same: so quick that each mutant can be held against them. */
class FixedSeedsTest {

    private static final int SEEDS = 4;

    /** A law, for one seed. */
    @FunctionalInterface
    interface Law {
        /** Holds, or throws. */
        void check(long seed) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> laws() {
        return Stream.of(
                        law(
                                "storeFailed restores",
                                s -> new LawsTest().storeFailed_anyInputs_restoresAllButTheClock(s)),
                        law("replay equals live", s -> new LawsTest().replay_anyInputs_equalsLive(s)),
                        law(
                                "failures and cancels",
                                s -> new LawsTest().storeFailed_twiceAndWithCancels_answersWhoIsLeft(s)),
                        law("one answer", s -> new LawsTest().inputs_anyOrder_answerEveryTicketOnce(s)),
                        law(
                                "failures among outcomes that wait",
                                s -> new OutstandingPropertiesTest()
                                        .storeFailed_anywhereAmongOutcomesThatWait_isAsItWasThere_andTheLogIsRight(s)),
                        law(
                                "the world changes",
                                s -> new OutstandingPropertiesTest()
                                        .worldChangesMeanwhile_everyRequestIsAnsweredOnce_andTheLogIsRight(s)),
                        law(
                                "told late",
                                s -> new OutstandingPropertiesTest().whatIsToldLate_isWhatWouldHaveBeenToldAtOnce(s)),
                        law(
                                "expiry",
                                s -> new ExpiryPropertiesTest().look_atAnyGroups_removesExactlyWhatTheTableSays(s)),
                        law(
                                "transactions",
                                s -> new TransactionPropertiesTest()
                                        .commits_inAnyOrderWithFailuresAndCrashes_areThoseOfTheLog(s)),
                        law("compaction", s -> new CompactionLawsTest().replay_anyCompactionOfAnyPrefix_isTheSame(s)))
                .flatMap(tests -> tests);
    }

    private static Stream<DynamicTest> law(String name, Law law) {
        return IntStream.range(0, SEEDS).mapToObj(seed -> dynamicTest(name + ", seed " + seed, () -> law.check(seed)));
    }
}

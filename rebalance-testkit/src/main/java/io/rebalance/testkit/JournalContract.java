package io.rebalance.testkit;

import io.rebalance.embed.Journal;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What every {@link Journal} must do, as checks that run against yours. With JUnit:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> contract() {
 *     return JournalContract.checks(MyStore::new).map(c -> DynamicTest.dynamicTest(c.name(), c::run));
 * }
 * }</pre>
 *
 * <p>Each check takes a store of its own, empty at first. The checks wait for what a journal promises to do, for as
 * long as the store has {@linkplain JournalStore#patience patience}, and never for time to pass.
 */
public final class JournalContract {

    private JournalContract() {}

    /** One thing that a journal must do. */
    public static final class Check {

        /** What a check does with the store. */
        @FunctionalInterface
        interface Body {
            void run(JournalStore store) throws Exception;
        }

        private final String name;
        private final Supplier<? extends JournalStore> stores;
        private final Body body;

        private Check(String name, Supplier<? extends JournalStore> stores, Body body) {
            this.name = name;
            this.stores = stores;
            this.body = body;
        }

        /** What must hold, in words joined by underscores. */
        public String name() {
            return name;
        }

        /**
         * Runs the check.
         *
         * @throws AssertionError if it does not hold; the message says what was expected
         * @throws Exception if the store throws
         */
        public void run() throws Exception {
            try (JournalStore store = stores.get()) {
                body.run(store);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * All checks, but for those of what the store says it cannot do.
     *
     * @param stores makes an empty store for each check
     * @throws NullPointerException if {@code stores} is null
     */
    public static Stream<Check> checks(Supplier<? extends JournalStore> stores) {
        Objects.requireNonNull(stores, "stores");
        boolean canFail;
        boolean canStall;
        boolean isFenced;
        try (JournalStore asked = stores.get()) {
            canFail = asked.canFail();
            canStall = asked.canStall();
            isFenced = asked.isFenced();
        }
        return Stream.of(
                        durability(stores),
                        answers(stores),
                        canFail ? failures(stores) : Stream.<Check>empty(),
                        canStall ? stalls(stores) : Stream.<Check>empty(),
                        isFenced ? terms(stores) : Stream.<Check>empty())
                .flatMap(checks -> checks);
    }

    private static Stream<Check> durability(Supplier<? extends JournalStore> stores) {
        return List.of(
                new Check("new_store_has_no_records", stores, DurabilityChecks::emptyAtFirst),
                new Check("records_of_every_kind_come_back_equal", stores, DurabilityChecks::everyKind),
                new Check("last_record_of_a_key_is_the_one_that_counts", stores, DurabilityChecks::lastCounts),
                new Check("tombstone_ends_its_record", stores, DurabilityChecks::tombstones),
                new Check("acknowledged_appends_survive_a_crash", stores, DurabilityChecks::acknowledged),
                new Check("crash_leaves_a_prefix_with_all_acknowledged", stores, DurabilityChecks::prefix),
                new Check("append_is_there_as_a_whole_or_not_at_all", stores, DurabilityChecks::wholeAppends),
                new Check("appends_go_on_after_every_crash", stores, DurabilityChecks::manyLives))
                .stream();
    }

    private static Stream<Check> answers(Supplier<? extends JournalStore> stores) {
        return List.of(
                new Check("appends_complete_in_their_order", stores, AnswerChecks::inOrder),
                new Check("completion_may_append_from_another_thread", stores, AnswerChecks::noLockHeld))
                .stream();
    }

    private static Stream<Check> failures(Supplier<? extends JournalStore> stores) {
        return List.of(
                new Check("failed_append_says_so_with_a_journal_exception", stores, FailureChecks::saysSo),
                new Check("appends_after_a_failed_one_fail_too", stores, FailureChecks::laterFail),
                new Check("failed_appends_are_never_replayed", stores, FailureChecks::neverReplayed))
                .stream();
    }

    private static Stream<Check> stalls(Supplier<? extends JournalStore> stores) {
        return List.of(
                new Check("slow_append_is_not_acknowledged_before_it_is_durable", stores, StallChecks::notEarly),
                new Check("crash_of_a_slow_disk_loses_nothing_acknowledged", stores, StallChecks::crash))
                .stream();
    }

    private static Stream<Check> terms(Supplier<? extends JournalStore> stores) {
        return List.of(
                new Check("append_of_an_earlier_term_fails", stores, TermChecks::earlierTermFails),
                new Check("append_of_an_earlier_term_is_never_replayed", stores, TermChecks::neverReplayed),
                new Check("term_before_the_last_stays_out", stores, TermChecks::longAgo),
                new Check("next_term_sees_all_that_was_acknowledged", stores, TermChecks::handOver))
                .stream();
    }
}

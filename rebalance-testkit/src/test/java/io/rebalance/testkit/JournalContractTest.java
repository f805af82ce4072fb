package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.embed.MemoryJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract holds for the journals that there are, and finds what is wrong with those that are broken on purpose. */
class JournalContractTest {

    private static final class MemoryStore implements JournalStore {

        private MemoryJournal journal = new MemoryJournal();

        @Override
        public Opened open() {
            journal = journal.reopen();
            return new Opened(journal, journal.records());
        }

        @Override
        public void crash() {} // what is in memory here is what is durable
    }

    @TestFactory
    Stream<DynamicTest> memoryJournal() {
        return JournalContract.checks(MemoryStore::new).map(c -> DynamicTest.dynamicTest(c.name(), c::run));
    }

    @TestFactory
    Stream<DynamicTest> journalOnADisk() {
        return JournalContract.checks(DiskStore::new).map(c -> DynamicTest.dynamicTest(c.name(), c::run));
    }

    @TestFactory
    Stream<DynamicTest> storeWithoutAFlaw() {
        return JournalContract.checks(() -> new FlawedStore(FlawedStore.Flaw.NONE))
                .map(c -> DynamicTest.dynamicTest(c.name(), c::run));
    }

    @ParameterizedTest
    @EnumSource(value = FlawedStore.Flaw.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void brokenJournal_isFoundByTheCheckOfItsFlaw(FlawedStore.Flaw flaw) throws Exception {
        List<String> found = new ArrayList<>();
        for (JournalContract.Check check :
                JournalContract.checks(() -> new FlawedStore(flaw)).toList()) {
            try {
                check.run();
            } catch (AssertionError e) {
                assertThat(e).hasMessageContaining("must");
                found.add(check.name());
            }
        }

        assertThat(found).contains(flaw.check);
    }

    @Test
    void everyCheck_findsABrokenJournal() {
        List<String> checks = JournalContract.checks(DiskStore::new)
                .map(JournalContract.Check::name)
                .toList();
        List<String> flaws = Stream.of(FlawedStore.Flaw.values())
                .map(f -> f.check)
                .filter(c -> !c.isEmpty())
                .toList();

        assertThat(flaws).containsExactlyInAnyOrderElementsOf(checks);
    }

    @Test
    void checks_ofAStoreThatCanDoLess_areFewer() {
        assertThat(JournalContract.checks(MemoryStore::new))
                .extracting(JournalContract.Check::name)
                .noneMatch(n -> n.contains("slow") || n.contains("failed"))
                .anyMatch(n -> n.contains("term"));
    }
}

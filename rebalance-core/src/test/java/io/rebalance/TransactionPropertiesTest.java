package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.protocol.EndTransactionRequest;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.OffsetCommitRequest;
import io.rebalance.protocol.OffsetDeleteRequest;
import io.rebalance.protocol.OffsetFetchRequest;
import io.rebalance.protocol.OffsetFetchResponse;
import io.rebalance.protocol.TopicPartition;
import io.rebalance.protocol.TxnOffsetCommitRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Offsets within transactions and without, against a model that is nothing but the list of all commits in the order of
 * the log, as Kafka keeps them: of what is visible, the last one counts (reference 2.16, case 86).
 */
class TransactionPropertiesTest {

    private static final List<String> GROUPS = List.of("g", "h");
    private static final int PARTITIONS = 2;
    private static final int PRODUCERS = 3;

    private enum Fate {
        VISIBLE,
        OPEN,
        GONE
    }

    /** A commit in the order of the log. */
    private record Commit(String group, TopicPartition partition, long producerId, int epoch, long offset, Fate fate) {

        Commit with(Fate fate) {
            return new Commit(group, partition, producerId, epoch, offset, fate);
        }

        boolean isOpenOf(long producerId) {
            return fate == Fate.OPEN && this.producerId == producerId;
        }
    }

    private final List<Commit> model = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom(0);
    private Driver driver = Driver.atOnce();
    private long nextOffset;

    @Property(tries = 400)
    void commits_inAnyOrderWithFailuresAndCrashes_areThoseOfTheLog(@ForAll long seed) {
        random = new SplittableRandom(seed);
        driver = Driver.atOnce();
        model.clear();
        for (int i = 0; i < 80; i++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> commit();
                case 2, 3, 4 -> commitInTransaction();
                case 5, 6 -> end();
                case 7 -> delete();
                case 8 -> failed();
                case 9 -> crash();
                default -> {}
            }
            check();
        }
    }

    private String group() {
        return GROUPS.get(random.nextInt(GROUPS.size()));
    }

    private TopicPartition partition() {
        return new TopicPartition("orders", random.nextInt(PARTITIONS));
    }

    private void commit() {
        String group = group();
        TopicPartition partition = partition();
        long offset = nextOffset++;
        model.add(new Commit(group, partition, -1, -1, offset, Fate.VISIBLE));
        driver.submit(
                OffsetCommitRequest.of(group, -1, "", List.of(OffsetCommitRequest.Partition.of(partition, offset))));
    }

    private void commitInTransaction() {
        String group = group();
        TopicPartition partition = partition();
        long producerId = random.nextInt(PRODUCERS);
        int epoch = random.nextInt(3);
        long offset = nextOffset++;
        ErrorCode verdict = driver.ask(new TxnOffsetCommitRequest(
                        group,
                        producerId,
                        epoch,
                        -1,
                        "",
                        null,
                        List.of(OffsetCommitRequest.Partition.of(partition, offset))))
                .error();
        if (epoch < epoch(producerId)) {
            assertThat(verdict).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        } else {
            assertThat(verdict).isEqualTo(ErrorCode.NONE);
            model.add(new Commit(group, partition, producerId, epoch, offset, Fate.OPEN));
        }
    }

    private int epoch(long producerId) {
        return model.stream()
                .filter(c -> c.isOpenOf(producerId))
                .mapToInt(Commit::epoch)
                .max()
                .orElse(-1);
    }

    private void end() {
        long producerId = random.nextInt(PRODUCERS);
        int epoch = random.nextInt(4);
        boolean isCommitted = random.nextBoolean();
        ErrorCode verdict = driver.ask(new EndTransactionRequest(producerId, epoch, isCommitted))
                .error();
        int newest = epoch(producerId);
        if (epoch < newest) {
            assertThat(verdict).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        } else {
            assertThat(verdict).isEqualTo(ErrorCode.NONE);
            model.replaceAll(c -> !c.isOpenOf(producerId)
                    ? c
                    : c.with(isCommitted && c.epoch() == newest ? Fate.VISIBLE : Fate.GONE));
        }
    }

    private void delete() {
        String group = group();
        TopicPartition partition = partition();
        driver.submit(new OffsetDeleteRequest(group, List.of(partition)));
        model.replaceAll(c -> c.group().equals(group) && c.partition().equals(partition) ? c.with(Fate.GONE) : c);
    }

    /** Some inputs that the log refuses, so that they were never made. */
    private void failed() {
        List<Commit> before = List.copyOf(model);
        driver.hold();
        for (int i = random.nextInt(4); i >= 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> commit();
                case 1 -> commitInTransaction();
                case 2 -> end();
                default -> delete();
            }
        }
        driver.failHeld();
        model.clear();
        model.addAll(before);
    }

    /** Another coordinator replays the log, or what compaction left of it. */
    private void crash() {
        if (random.nextBoolean()) {
            Map<RecordKey, GroupRecord> last = new LinkedHashMap<>();
            for (GroupRecord record : driver.log) {
                last.remove(record.key());
                last.put(record.key(), record);
            }
            driver.log.clear();
            driver.log.addAll(last.values());
            if (random.nextBoolean()) {
                driver.log.removeIf(GroupRecord::isTombstone);
            }
        }
        driver.crash();
    }

    private void check() {
        for (String group : GROUPS) {
            List<TopicPartition> asked = new ArrayList<>();
            for (int p = 0; p < PARTITIONS; p++) {
                asked.add(new TopicPartition("orders", p));
            }
            OffsetFetchResponse committed = driver.ask(new OffsetFetchRequest(group, asked));
            OffsetFetchResponse stable = driver.ask(new OffsetFetchRequest(group, asked, true));
            for (int p = 0; p < PARTITIONS; p++) {
                long expected = -1;
                boolean isOpen = false;
                for (Commit commit : model) {
                    if (commit.group().equals(group) && commit.partition().partition() == p) {
                        expected = commit.fate() == Fate.VISIBLE ? commit.offset() : expected;
                        isOpen |= commit.fate() == Fate.OPEN;
                    }
                }
                assertThat(committed.partitions().get(p).offset()).isEqualTo(expected);
                assertThat(stable.partitions().get(p).error())
                        .isEqualTo(isOpen ? ErrorCode.UNSTABLE_OFFSET_COMMIT : ErrorCode.NONE);
                assertThat(stable.partitions().get(p).offset()).isEqualTo(isOpen ? -1 : expected);
            }
        }
    }
}

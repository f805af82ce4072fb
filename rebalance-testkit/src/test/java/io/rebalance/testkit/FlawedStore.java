package io.rebalance.testkit;

import io.rebalance.embed.Journal;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store that keeps the contract but for one thing. */
final class FlawedStore implements JournalStore {

    /** What is wrong with it, and the check that must find it. */
    enum Flaw {
        NONE(""),
        REORDERS("last_record_of_a_key_is_the_one_that_counts"),
        FORGETS_TOMBSTONES("tombstone_ends_its_record"),
        CHANGES_RECORDS("records_of_every_kind_come_back_equal"),
        ACKNOWLEDGES_EARLY("acknowledged_appends_survive_a_crash"),
        LOSES_THE_TAIL("crash_leaves_a_prefix_with_all_acknowledged"),
        TEARS_APPENDS("append_is_there_as_a_whole_or_not_at_all"),
        FORGETS_AFTER_TWO_LIVES("appends_go_on_after_every_crash"),
        COMPLETES_OUT_OF_ORDER("appends_complete_in_their_order"),
        COMPLETES_UNDER_A_LOCK("completion_may_append_from_another_thread"),
        FAILS_IN_WORDS_OF_ITS_OWN("failed_append_says_so_with_a_journal_exception"),
        CONTINUES_AFTER_A_FAILURE("appends_after_a_failed_one_fail_too"),
        KEEPS_WHAT_IT_REFUSED("failed_appends_are_never_replayed"),
        ACKNOWLEDGES_WHILE_STALLED("slow_append_is_not_acknowledged_before_it_is_durable"),
        LOSES_ITS_FIRST_APPEND_WHEN_STALLED("crash_of_a_slow_disk_loses_nothing_acknowledged"),
        HEARS_EVERY_TERM("append_of_an_earlier_term_fails"),
        WRITES_FOR_EARLIER_TERMS("append_of_an_earlier_term_is_never_replayed"),
        KNOWS_ONLY_TWO_TERMS("term_before_the_last_stays_out"),
        HANDS_OVER_AN_OLD_COPY("next_term_sees_all_that_was_acknowledged"),
        STARTS_WITH_SOMETHING("new_store_has_no_records");

        final String check;

        Flaw(String check) {
            this.check = check;
        }
    }

    private static final int BUFFERED = 3;

    private final Flaw flaw;
    private final List<List<GroupRecord>> durable = new ArrayList<>();
    private final List<List<GroupRecord>> buffered = new ArrayList<>();
    private final List<Runnable> stalled = new ArrayList<>();
    private final Object lock = new Object();
    private boolean isStalled;
    private boolean fails;
    private int failures;
    private int lives;
    private int term;
    private int appends;
    private CountDownLatch next = new CountDownLatch(1);

    FlawedStore(Flaw flaw) {
        this.flaw = flaw;
        if (flaw == Flaw.STARTS_WITH_SOMETHING) {
            durable.add(List.of(JournalProbe.offset(0, 0)));
        }
    }

    @Override
    public Duration patience() {
        return flaw == Flaw.COMPLETES_UNDER_A_LOCK ? Duration.ofMillis(300) : JournalStore.super.patience();
    }

    @Override
    public Opened open() {
        synchronized (lock) {
            int opened = ++term;
            List<GroupRecord> records = new ArrayList<>();
            int handedOver = flaw == Flaw.HANDS_OVER_AN_OLD_COPY && lives == 0 ? durable.size() / 2 : durable.size();
            durable.subList(0, handedOver).forEach(records::addAll);
            return new Opened(new FlawedJournal(opened), records);
        }
    }

    @Override
    public void crash() {
        synchronized (lock) {
            lives++;
            buffered.clear();
            stalled.clear();
            isStalled = false;
            int last = durable.size() - 1;
            if (last >= 0 && flaw == Flaw.LOSES_THE_TAIL) {
                durable.remove(last);
            } else if (last >= 0
                    && flaw == Flaw.TEARS_APPENDS
                    && durable.get(last).size() > 2) {
                durable.set(last, durable.get(last).subList(0, 2));
            } else if (flaw == Flaw.FORGETS_AFTER_TWO_LIVES && lives == 3) {
                durable.clear();
            }
        }
    }

    @Override
    public boolean canFail() {
        return true;
    }

    @Override
    public void failAppends() {
        fails = true;
    }

    @Override
    public void healAppends() {
        fails = false;
    }

    @Override
    public boolean canStall() {
        return true;
    }

    @Override
    public void stall() {
        synchronized (lock) {
            isStalled = true;
            if (flaw == Flaw.LOSES_ITS_FIRST_APPEND_WHEN_STALLED) {
                durable.remove(0);
            }
        }
    }

    @Override
    public void resume() {
        List<Runnable> now;
        synchronized (lock) {
            isStalled = false;
            now = List.copyOf(stalled);
            stalled.clear();
        }
        now.forEach(Runnable::run);
    }

    private final class FlawedJournal implements Journal {

        private final int opened;

        FlawedJournal(int opened) {
            this.opened = opened;
        }

        @Override
        public CompletionStage<Void> append(List<GroupRecord> records) {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            synchronized (lock) {
                if (isStalled) {
                    stalled.add(() -> write(records, stage));
                    if (flaw == Flaw.ACKNOWLEDGES_WHILE_STALLED) {
                        stage.complete(null);
                    }
                    return stage;
                }
            }
            write(records, stage);
            return stage;
        }

        private void write(List<GroupRecord> records, CompletableFuture<Void> stage) {
            synchronized (lock) {
                if (isOut()) {
                    if (flaw == Flaw.WRITES_FOR_EARLIER_TERMS) {
                        durable.add(records);
                    }
                    fail(stage, JournalException.notStored(ErrorCode.NOT_COORDINATOR, "opened anew"));
                    return;
                }
                if (fails && !(flaw == Flaw.CONTINUES_AFTER_A_FAILURE && failures++ % 2 == 1)) {
                    if (flaw == Flaw.KEEPS_WHAT_IT_REFUSED) {
                        durable.add(records);
                    }
                    fail(stage, JournalException.notStored(ErrorCode.KAFKA_STORAGE_ERROR, "full"));
                    return;
                }
                keep(records);
            }
            complete(stage);
        }

        private boolean isOut() {
            return switch (flaw) {
                case HEARS_EVERY_TERM -> false;
                case KNOWS_ONLY_TWO_TERMS -> opened % 2 != term % 2;
                default -> opened != term;
            };
        }

        private void fail(CompletableFuture<Void> stage, JournalException failure) {
            stage.completeExceptionally(
                    flaw == Flaw.FAILS_IN_WORDS_OF_ITS_OWN ? new IllegalStateException("failed") : failure);
        }

        private void keep(List<GroupRecord> records) {
            switch (flaw) {
                case REORDERS -> durable.add(Math.max(0, durable.size() - 1), records);
                case FORGETS_TOMBSTONES ->
                    durable.add(records.stream().filter(r -> !r.isTombstone()).toList());
                case CHANGES_RECORDS ->
                    durable.add(records.stream().map(FlawedStore::changed).toList());
                case ACKNOWLEDGES_EARLY -> {
                    buffered.add(records);
                    if (buffered.size() > BUFFERED) {
                        durable.addAll(buffered);
                        buffered.clear();
                    }
                }
                default -> durable.add(records);
            }
        }

        private void complete(CompletableFuture<Void> stage) {
            switch (flaw) {
                case COMPLETES_UNDER_A_LOCK ->
                    elsewhere(() -> {
                        synchronized (lock) {
                            stage.complete(null);
                        }
                    });
                case COMPLETES_OUT_OF_ORDER -> {
                    if (appends++ % 2 == 0) {
                        CountDownLatch later = new CountDownLatch(1);
                        next = later;
                        elsewhere(() -> {
                            await(later);
                            stage.complete(null);
                        });
                    } else {
                        stage.complete(null);
                        next.countDown();
                    }
                }
                default -> stage.complete(null);
            }
        }
    }

    private static GroupRecord changed(GroupRecord record) {
        return record.value() instanceof CommittedOffset o
                ? new GroupRecord(record.key(), new CommittedOffset(o.offset(), 0, o.metadata(), 0, 0, 0))
                : record;
    }

    private static void elsewhere(Runnable task) {
        Thread thread = new Thread(task, "flawed");
        thread.setDaemon(true);
        thread.start();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(300, TimeUnit.MILLISECONDS); // an odd number of appends must not hang
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

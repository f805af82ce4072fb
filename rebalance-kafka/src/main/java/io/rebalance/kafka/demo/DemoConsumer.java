package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.FatalWork.KilledException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One real consumer on a thread of its own, which stands for a process. */
final class DemoConsumer {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String name;
    private final DemoGroup group;
    private final Handler handler;
    private final KafkaConsumer<byte[], byte[]> client;
    private final Thread thread;
    private final AtomicReference<@Nullable Work> nextWork = new AtomicReference<>();
    private volatile boolean isStopping;
    private volatile @Nullable Throwable failure;
    private final AtomicLong refusedRecords = new AtomicLong();
    private volatile String memberId = "";
    private volatile int generation = -1;
    private Work work; // of the thread, as is what follows
    private boolean isDead;

    DemoConsumer(DemoGroup group, ConsumerSettings settings) {
        this.name = settings.name();
        this.group = group;
        this.handler = new Handler(settings.cost(), group.ledger(), group.changes());
        this.client = new KafkaConsumer<>(settings.toProperties(group.stage().bootstrapServers(), group.name()));
        this.work = new InlineWork(this);
        this.thread = new Thread(this::run, "demo-" + name);
    }

    void start() {
        thread.start();
    }

    String name() {
        return name;
    }

    Handler handler() {
        return handler;
    }

    /** The Kafka client; for the thread of this consumer alone. */
    Consumer<byte[], byte[]> client() {
        return client;
    }

    /** The id under which it was last a member; empty before the first time. */
    String memberId() {
        return memberId;
    }

    /** The generation in which it last was a member; -1 before the first time. */
    int generation() {
        return generation;
    }

    /** The commit of so many processed records was refused: somebody will process them again. */
    void refused(int records) {
        refusedRecords.addAndGet(records);
        group.changes().happened();
    }

    /** Of how many processed records the commit was refused up to now. */
    long refusedRecordCount() {
        return refusedRecords.get();
    }

    void tell(String what) {
        group.stage().timeline().tell(name, what);
    }

    /** Works in another way from the next poll on. */
    <W extends Work> W switchTo(Function<DemoConsumer, W> make) {
        W next = make.apply(this);
        nextWork.set(next);
        return next;
    }

    /** Whether the work that it was to switch to is the one it does. */
    boolean hasSwitched() {
        return nextWork.get() == null;
    }

    /** What ended it before it was told to; null if nothing did. A death that was ordered is none. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Whether its thread has ended, in whatever way. */
    boolean hasEnded() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Commits, leaves the group and ends; does not wait for that. */
    void stop() {
        isStopping = true;
    }

    /** Waits until its thread has ended; false if it has not when the time is up. */
    boolean join(Duration limit) throws InterruptedException {
        thread.join(limit.toMillis());
        return !thread.isAlive();
    }

    private void run() {
        try {
            client.subscribe(List.of(group.name()), new Callbacks());
            while (!isStopping) {
                Work next = nextWork.get();
                if (next != null) {
                    work.finish();
                    work = next;
                    nextWork.set(null);
                    group.changes().happened();
                }
                ConsumerRecords<byte[], byte[]> records = client.poll(POLL);
                work.take(records);
            }
            work.finish();
        } catch (KilledException e) {
            isDead = true;
            group.ownership().fenced(System.nanoTime(), memberId);
        } catch (RuntimeException | Error e) {
            failure = e;
            group.stage().timeline().alarm(name, "broke: " + e);
        } finally {
            work.abandon();
            close();
        }
    }

    private void close() {
        // KIP-1092: without a LeaveGroup, so that all the coordinator sees of a death is silence
        CloseOptions options = isDead
                ? CloseOptions.timeout(Duration.ZERO)
                        .withGroupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP)
                : CloseOptions.timeout(CLOSE);
        try {
            client.close(options);
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
                group.stage().timeline().alarm(name, "broke while it closed: " + e);
            }
        } finally {
            group.changes().happened();
        }
    }

    /** What the client tells about its partitions; on the thread that polls. */
    private final class Callbacks implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            long now = System.nanoTime();
            memberId = client.groupMetadata().memberId();
            generation = client.groupMetadata().generationId();
            List<Integer> all = numbers(client.assignment());
            group.assigned(now, DemoConsumer.this, numbers(added), all);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (isDead) {
                return; // the dead do nothing; their client's close does not know
            }
            work.revoked(partitions);
            group.revoked(System.nanoTime(), DemoConsumer.this, numbers(partitions));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            if (isDead) {
                return;
            }
            work.lost(partitions);
            group.lost(System.nanoTime(), DemoConsumer.this, numbers(partitions));
        }

        private static List<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).sorted().toList();
        }
    }
}

package io.rebalance.kafka.demo;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Work on a pool of threads, while the consumer's own thread polls on. A partition with a batch under way is paused, so
 * its records stay in order; what is done of it is committed meanwhile.
 */
final class PooledWork implements Work {

    private final DemoConsumer owner;
    private final Committer committer;
    private final ExecutorService pool;
    private final Duration longBatch;
    private final AtomicInteger longBatches = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final Map<TopicPartition, Task> tasks = new LinkedHashMap<>(); // batches under way

    /** @param longBatch from how long on a batch counts as {@linkplain #longBatchCount() long} */
    PooledWork(DemoConsumer owner, int threads, Duration longBatch) {
        this.owner = owner;
        this.committer = new Committer(owner.client());
        this.longBatch = longBatch;
        AtomicInteger number = new AtomicInteger();
        this.pool = Executors.newFixedThreadPool(
                threads, task -> new Thread(task, "demo-" + owner.name() + "-worker-" + number.incrementAndGet()));
    }

    /** The records of one partition that one poll brought. */
    private final class Batch implements Runnable {
        final List<ConsumerRecord<byte[], byte[]>> records;
        final String memberId = owner.memberId();
        final int generation = owner.generation();
        volatile boolean isCancelled;
        volatile long next; // the offset after the last one that was processed

        Batch(List<ConsumerRecord<byte[], byte[]>> records) {
            this.records = records;
            this.next = records.get(0).offset();
        }

        @Override
        public void run() {
            long start = System.nanoTime();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (isCancelled) {
                    return;
                }
                owner.handler().handle(record, memberId, generation);
                next = record.offset() + 1;
            }
            long nanos = System.nanoTime() - start;
            longestNanos.accumulateAndGet(nanos, Math::max);
            if (nanos >= longBatch.toNanos()) {
                longBatches.incrementAndGet();
            }
        }
    }

    private record Task(Batch batch, Future<?> future) {}

    /** How many batches took long. May be asked by any thread. */
    int longBatchCount() {
        return longBatches.get();
    }

    /** How long the longest batch took. May be asked by any thread. */
    Duration longestBatch() {
        return Duration.ofNanos(longestNanos.get());
    }

    @Override
    public void take(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Batch batch = new Batch(records.records(partition));
            tasks.put(partition, new Task(batch, pool.submit(batch)));
        }
        owner.client().pause(records.partitions());
        for (Map.Entry<TopicPartition, Task> entry : List.copyOf(tasks.entrySet())) {
            Task task = entry.getValue();
            boolean isDone = task.future().isDone(); // asked first: what it did until then is committed below
            committer.done(entry.getKey(), task.batch().next);
            if (isDone) {
                await(task);
                tasks.remove(entry.getKey());
                owner.client().resume(List.of(entry.getKey()));
            }
        }
        if (!committer.commit()) {
            owner.tell("commit refused: it is no member any more");
        }
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        stop(partitions);
        boolean unused = committer.commit(); // refused: whoever gets them processes again what was not committed
        committer.forget(partitions);
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        stop(partitions);
        committer.forget(partitions);
    }

    /** Lets each batch end the record that it is at, and no more. */
    private void stop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Task task = tasks.get(partition);
            if (task != null) {
                task.batch().isCancelled = true;
            }
        }
        for (TopicPartition partition : partitions) {
            Task task = tasks.remove(partition);
            if (task != null) {
                await(task);
                committer.done(partition, task.batch().next);
            }
        }
    }

    private static void await(Task task) {
        try {
            Object unused = task.future().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a worker ended its record", e);
        }
    }

    @Override
    public void finish() {
        stop(List.copyOf(tasks.keySet()));
        boolean unused = committer.commit();
        pool.shutdown();
    }

    @Override
    public void abandon() {
        List<Runnable> unused = pool.shutdownNow();
    }
}

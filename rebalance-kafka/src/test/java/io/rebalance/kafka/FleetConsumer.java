package io.rebalance.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A real consumer on its own thread, which commits what it got after every poll. */
final class FleetConsumer implements ConsumerRebalanceListener, AutoCloseable {

    private final String name;
    private final Fleet fleet;
    private final KafkaConsumer<String, String> consumer;
    private final Thread thread;
    private final Set<TopicPartition> assigned = new HashSet<>(); // guarded by the fleet's events
    private boolean isIn = true; // guarded likewise
    private volatile GroupMembershipOperation goodbye = GroupMembershipOperation.DEFAULT;
    private volatile boolean stopped;

    FleetConsumer(String name, Properties properties, String topic, Fleet fleet) {
        this.name = name;
        this.fleet = fleet;
        this.consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        this.thread = new Thread(() -> run(topic), "consumer-" + name);
        thread.start();
    }

    private void run(String topic) {
        try {
            consumer.subscribe(List.of(topic), this);
            while (!stopped) {
                pollOnce();
            }
        } catch (WakeupException e) {
            fleet.events().tell(name + " was told to stop");
        } catch (RuntimeException e) {
            fleet.events().tell(name + " failed: " + e);
        } finally {
            consumer.close(CloseOptions.groupMembershipOperation(goodbye).withTimeout(Duration.ofSeconds(30)));
            fleet.events().tell(name + " closed", () -> isIn = false);
        }
    }

    private void pollOnce() {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
        if (records.isEmpty()) {
            return;
        }
        fleet.events()
                .tell(
                        name + " got " + records.count() + " records",
                        () -> records.forEach(record -> fleet.received(record.value())));
        try {
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException e) {
            fleet.events().tell(name + " could not commit: " + e); // whoever has the partition now reads it again
        }
        fleet.events().tell(name + " committed");
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        fleet.events().tell(name + " was assigned " + partitions, () -> {
            partitions.forEach(partition -> fleet.assigned(name, partition));
            assigned.addAll(partitions);
        });
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        fleet.events().tell(name + " gave up " + partitions, () -> {
            partitions.forEach(partition -> fleet.gaveUp(name, partition));
            assigned.removeAll(partitions);
        });
    }

    int share() {
        return assigned.size();
    }

    boolean isIn() {
        return isIn;
    }

    /** Goes without a word: its sockets close, and its group learns of it when its session has expired. */
    void crash() {
        goodbye = GroupMembershipOperation.REMAIN_IN_GROUP;
        close();
    }

    /** Leaves the group, and waits until it has. */
    @Override
    public void close() {
        stopped = true;
        consumer.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

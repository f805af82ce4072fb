package io.rebalance.kafka.demo;

import io.rebalance.CoordinatorConfig;
import io.rebalance.embed.GroupService;
import io.rebalance.kafka.KafkaGroupServer;
import io.rebalance.kafka.ServerCounters;
import io.rebalance.kafka.demo.GroupStory.Style;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What all chapters play on: the server, the producer, the timeline, and what was found out up to now. */
final class Stage implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(25);

    private final Timeline timeline;
    private final Changes changes = new Changes();
    private final Map<String, DemoGroup> groups = new ConcurrentSkipListMap<>();
    private final List<DemoGroup> inOrder = new CopyOnWriteArrayList<>();
    private final List<RestartFigures> restarts = new ArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler;
    private final KafkaGroupServer server;
    private final KafkaProducer<byte[], byte[]> producer;

    Stage(Timeline timeline) throws IOException {
        this.timeline = timeline;
        this.scheduler = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "demo-pace"));
        this.server = KafkaGroupServer.builder()
                .config(CoordinatorConfig.builder()
                        .groupMinSessionTimeout(Duration.ofSeconds(1))
                        .groupInitialRebalanceDelay(Duration.ofMillis(400))
                        .build())
                .onEvent(this::route)
                .start();
        this.producer = new KafkaProducer<>(producerProperties(server.bootstrapServers()));
    }

    private static Properties producerProperties(String bootstrapServers) {
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "producer");
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        return properties;
    }

    private void route(GroupEvent event) {
        DemoGroup group = groups.get(event.groupId());
        if (group != null) {
            try {
                group.story().accept(event);
            } catch (RuntimeException e) {
                problem("what the coordinator told of " + event.groupId() + " could not be checked: " + e);
            }
        }
    }

    /** A new group with a new topic, on which 40 records arrive each second from now on. */
    DemoGroup group(String name, Style style) {
        return group(name, style, PACE);
    }

    /** The same at another pace: a record comes each time that this has passed. */
    DemoGroup group(String name, Style style, Duration pace) {
        server.createTopic(name, DemoGroup.PARTITIONS);
        DemoGroup group = new DemoGroup(this, name, style, pace);
        groups.put(name, group);
        inOrder.add(group);
        return group;
    }

    RecordSource produce(String topic, int partitions, Duration pace, Ledger ledger) {
        return new RecordSource(producer, scheduler, pace, topic, partitions, ledger, changes);
    }

    Timeline timeline() {
        return timeline;
    }

    Changes changes() {
        return changes;
    }

    String bootstrapServers() {
        return server.bootstrapServers();
    }

    GroupService service() {
        return server.service();
    }

    ServerCounters counters() {
        return server.counters();
    }

    /** A group as the coordinator sees it now; null if there is none of that id. */
    @Nullable
    GroupView view(String groupId) {
        return server.groups().stream()
                .filter(view -> view.groupId().equals(groupId))
                .findFirst()
                .orElse(null);
    }

    /** The groups, in the order in which they were made. */
    List<DemoGroup> groups() {
        return inOrder;
    }

    void restarted(RestartFigures figures) {
        restarts.add(figures);
    }

    List<RestartFigures> restarts() {
        return restarts;
    }

    /** Something is wrong that no chapter would notice. */
    void problem(String what) {
        problems.add(what);
        timeline.alarm("PROBLEM", what);
    }

    List<String> problems() {
        return problems;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        producer.close();
        server.close();
    }
}

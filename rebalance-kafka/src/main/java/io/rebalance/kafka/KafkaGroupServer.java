package io.rebalance.kafka;

import io.rebalance.Clock;
import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.embed.GroupService;
import io.rebalance.embed.MemoryJournal;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.kafka.common.Node;

/**
 * A server that Kafka clients take for a broker: it coordinates their groups with an embedded {@link GroupCoordinator},
 * and keeps topics in memory for them to write to and read from. On the loopback interface only.
 *
 * <pre>{@code
 * try (KafkaGroupServer server = KafkaGroupServer.builder().topic("orders", 4).start()) {
 *     properties.put("bootstrap.servers", server.bootstrapServers());
 *     ...
 * }
 * }</pre>
 *
 * <p>What it is not: durable, replicated, secured, transactional. Topics are not created by asking for them. Logs are
 * cut at {@link Builder#retentionBytes}. Producers are idempotent within a partition's recent past, as in Kafka.
 *
 * <p>Thread-safe.
 */
public final class KafkaGroupServer implements AutoCloseable {

    private final Topics topics;
    private final Tally tally = new Tally();
    private final ScheduledExecutorService timer;
    private final List<Thread> timerThreads = new CopyOnWriteArrayList<>(); // one, and another if that one dies
    private final GroupService service;
    private final Listener listener;

    private KafkaGroupServer(Builder builder) throws IOException {
        topics = new Topics(builder.retentionBytes);
        builder.topics.forEach(topics::create);
        listener = new Listener(builder.port, builder.maxConnections, builder.maxFrameBytes, tally);
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rebalance-kafka-" + listener.port() + "-timer");
            thread.setDaemon(true);
            timerThreads.add(thread);
            return thread;
        });
        try {
            service = GroupService.of(builder.coordinator(topics), new MemoryJournal());
            builder.eventListeners.forEach(service::onEvent);
            service.start(timer);
        } catch (RuntimeException e) {
            listener.stopAccepting();
            timer.shutdown();
            throw e;
        }
        listener.start(new Dispatch(new Node(0, Listener.HOST, listener.port()), topics, service));
    }

    /** A builder of a server on a free port, without topics, that assigns with the assignors of this library. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port that it listens on. */
    public int port() {
        return listener.port();
    }

    /** What a client wants as {@code bootstrap.servers}: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return Listener.HOST + ":" + port();
    }

    /** The service that coordinates the groups; for requests that come from no socket. */
    public GroupService service() {
        return service;
    }

    /** The groups as they are now. */
    public List<GroupView> groups() {
        return service.groups();
    }

    /** What the server has seen up to now. */
    public ServerCounters counters() {
        return tally.snapshot();
    }

    /**
     * Adds a topic, and tells the groups.
     *
     * @param name Kafka's rule for topic names holds
     * @param partitions 1 or more
     * @throws IllegalArgumentException if a topic cannot have that name or number of partitions, or if there is one of
     *     that name
     */
    public void createTopic(String name, int partitions) {
        synchronized (topics) {
            topics.create(name, partitions);
            service.topicsChanged(topics.catalog());
        }
    }

    /**
     * Lets a topic grow, and tells the groups.
     *
     * @param topic one that exists
     * @param count how many partitions it has from now on; more than before
     * @throws IllegalArgumentException if there is no such topic, or it has as many partitions already
     */
    public void addPartitions(String topic, int count) {
        synchronized (topics) {
            topics.grow(topic, count);
            service.topicsChanged(topics.catalog());
        }
    }

    /**
     * Resigns, closes all connections, and waits until no thread of the server is left. Calling it again does nothing.
     * Must not be called from an event listener.
     */
    @Override
    public void close() {
        listener.stopAccepting();
        service.close();
        timer.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                listener.closeConnections();
                for (Thread thread : timerThreads) {
                    thread.join();
                }
                ended = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects what a {@link KafkaGroupServer} is made of. Not thread-safe. */
    public static final class Builder {

        private final Map<String, Integer> topics = new LinkedHashMap<>();
        private final List<Consumer<GroupEvent>> eventListeners = new ArrayList<>();
        private int port;
        private CoordinatorConfig config = CoordinatorConfig.defaults();
        private List<Assignor> assignors = Assignors.all();
        private Clock clock = Clock.system();
        private int maxFrameBytes = 100 * 1024 * 1024;
        private int maxConnections = 1_000;
        private long retentionBytes = 256L * 1024 * 1024;

        private Builder() {}

        /** Where to listen: 0, any free port, unless called; up to 65,535. */
        public Builder port(int port) {
            this.port = (int) within("port", port, 0, 65_535);
            return this;
        }

        /**
         * A topic that is there from the start.
         *
         * @throws IllegalArgumentException if a topic cannot have that name or number of partitions, or if it was named
         *     before
         */
        public Builder topic(String name, int partitions) {
            Topics.check(name, partitions);
            if (topics.putIfAbsent(name, partitions) != null) {
                throw new IllegalArgumentException("topic must be named once, was named again: " + name);
            }
            return this;
        }

        /** The limits and delays of the coordinator; Kafka's defaults unless called. */
        public Builder config(CoordinatorConfig config) {
            this.config = Objects.requireNonNull(config, "config");
            return this;
        }

        /**
         * With which assignors the coordinator assigns, for groups that choose one of them; range, roundrobin, sticky
         * and cooperative-sticky unless called. With none, the leaders assign, as with Kafka.
         */
        public Builder assignors(Assignor... assignors) {
            return assignors(List.of(assignors));
        }

        /** The same for a collection. */
        public Builder assignors(Collection<? extends Assignor> assignors) {
            this.assignors = List.copyOf(assignors);
            return this;
        }

        /** The clock that the groups live by; the machine's unless called. With another, call the service's poll. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Who is told what happens to the groups, in order, by one thread at a time; may be called repeatedly. */
        public Builder onEvent(Consumer<GroupEvent> listener) {
            eventListeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** {@code socket.request.max.bytes}: how long a request may be, from 1 KiB on; 100 MiB unless called. */
        public Builder maxFrameBytes(int value) {
            maxFrameBytes = (int) within("maxFrameBytes", value, 1024, Integer.MAX_VALUE - 16);
            return this;
        }

        /** {@code max.connections}: how many connections may be open, from 1 on; 1,000 unless called. */
        public Builder maxConnections(int value) {
            maxConnections = (int) within("maxConnections", value, 1, Integer.MAX_VALUE);
            return this;
        }

        /** {@code retention.bytes}: how much a partition keeps, beyond its last batch, from 1 on; 256 MiB unless called. */
        public Builder retentionBytes(long value) {
            retentionBytes = within("retentionBytes", value, 1, Long.MAX_VALUE);
            return this;
        }

        private GroupCoordinator coordinator(Topics topics) {
            return GroupCoordinator.builder()
                    .clock(clock)
                    .config(config)
                    .topics(topics.catalog())
                    .assignors(assignors)
                    .build();
        }

        private static long within(String name, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + value);
            }
            return value;
        }

        /**
         * Starts the server.
         *
         * @throws IOException if it cannot listen on the port, as a rule because another does
         */
        public KafkaGroupServer start() throws IOException {
            return new KafkaGroupServer(this);
        }
    }
}

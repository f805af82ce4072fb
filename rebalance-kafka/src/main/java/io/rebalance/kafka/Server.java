package io.rebalance.kafka;

import io.rebalance.view.GroupEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;

/**
 * A {@link KafkaGroupServer} to try clients on. Tells on the standard output where it listens, in one line, and then
 * every change of a group as it happens. Ends with the process.
 *
 * <p>System properties: {@code port} (9092; 0 for any free one) and {@code topics} ({@code orders:4,payments:4}).
 */
public final class Server {

    private Server() {}

    /** Runs until the process is told to end. Takes no arguments. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        KafkaGroupServer server;
        try {
            server = start(out);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("rebalance: " + e.getMessage());
            System.exit(1);
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            out.flush();
                            ended.countDown();
                        },
                        "rebalance-kafka-shutdown"));
        ended.await();
    }

    private static KafkaGroupServer start(PrintStream out) throws IOException {
        ServerOptions options = ServerOptions.of(
                System.getProperty("port", ServerOptions.DEFAULT_PORT),
                System.getProperty("topics", ServerOptions.DEFAULT_TOPICS));
        KafkaGroupServer.Builder builder =
                KafkaGroupServer.builder().port(options.port()).onEvent(event -> tell(out, event));
        options.topics().forEach(builder::topic);
        KafkaGroupServer server;
        try {
            server = builder.start();
        } catch (IOException e) {
            throw new IOException("cannot listen on port " + options.port() + ": " + e.getMessage(), e);
        }
        out.println("rebalance: listening on " + server.bootstrapServers() + ", topics " + options.topics());
        out.flush();
        return server;
    }

    private static void tell(PrintStream out, GroupEvent event) {
        out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + EventText.of(event));
        out.flush();
    }
}

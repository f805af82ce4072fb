package io.rebalance.kafka;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accepts connections, and knows those that are open. */
final class Listener {

    /** Not {@code localhost}: clients would try the other family of addresses first. */
    static final String HOST = "127.0.0.1";

    private static final System.Logger LOGGER = System.getLogger(Listener.class.getName());

    private final ServerSocket socket;
    private final int maxConnections;
    private final int maxFrameBytes;
    private final Tally tally;
    /** Those that are open, and maybe some whose threads have ended since. Guarded by itself, as are the two below. */
    private final List<Connection> connections = new ArrayList<>();

    private boolean stopped;
    private long lastNumber;
    private @Nullable Thread acceptor;

    /** @throws IOException if the port is taken, or may not be listened on */
    Listener(int port, int maxConnections, int maxFrameBytes, Tally tally) throws IOException {
        this.maxConnections = maxConnections;
        this.maxFrameBytes = maxFrameBytes;
        this.tally = tally;
        this.socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    void start(Dispatch dispatch) {
        Thread thread = new Thread(() -> accept(dispatch), "rebalance-kafka-" + port() + "-accept");
        thread.setDaemon(true);
        acceptor = thread;
        thread.start();
    }

    private void accept(Dispatch dispatch) {
        while (!socket.isClosed()) {
            try {
                Socket peer = socket.accept();
                try {
                    open(peer, dispatch);
                } catch (IOException e) {
                    peer.close();
                    throw e;
                } catch (RuntimeException | Error e) {
                    // no memory or no thread for this one; there may be for the next
                    tally.refused();
                    peer.close();
                    LOGGER.log(Level.ERROR, "a connection could not be served", e);
                }
            } catch (IOException e) {
                // one that hung up at once, or this listener is closed, and the loop ends
                LOGGER.log(Level.DEBUG, "a connection could not be accepted", e);
            }
        }
    }

    private void open(Socket peer, Dispatch dispatch) throws IOException {
        synchronized (connections) {
            connections.removeIf(Connection::hasEnded);
            if (stopped || connections.size() >= maxConnections) {
                tally.refused();
                peer.close();
                return;
            }
            peer.setTcpNoDelay(true);
            String id = "rebalance-kafka-" + port() + "-" + ++lastNumber;
            Connection connection = new Connection(peer, id, maxFrameBytes, dispatch, tally, tally::closed);
            tally.opened();
            connection.start();
            connections.add(connection);
        }
    }

    void stopAccepting() {
        synchronized (connections) {
            stopped = true;
        }
        try {
            socket.close();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "the listening socket could not be closed", e);
        }
    }

    /** Closes all connections, and waits until no thread is left. To be called after {@link #stopAccepting}. */
    void closeConnections() throws InterruptedException {
        if (acceptor != null) {
            acceptor.join();
        }
        List<Connection> all;
        synchronized (connections) {
            all = new ArrayList<>(connections);
        }
        all.forEach(Connection::close);
        for (Connection connection : all) {
            connection.join();
        }
    }
}

package io.rebalance.kafka;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: a thread that reads, and a thread that answers one request after the other, in their order.
 * A parked request holds up those behind it, as on a broker; but unlike a broker, this reads on meanwhile, so a client
 * that goes away frees what it waits for at once.
 */
final class Connection implements Closeable {

    private static final System.Logger LOGGER = System.getLogger(Connection.class.getName());

    private final Socket socket;
    private final String id;
    private final Frames frames;
    private final DataOutputStream out;
    private final Dispatch dispatch;
    private final Tally tally;
    private final Runnable onEnd;
    private final Inbox inbox = new Inbox();
    private final Parking parking = new Parking();
    private final AtomicBoolean foundGarbage = new AtomicBoolean();
    private boolean peerIsDeaf;
    private final Thread reader;
    private final Thread answerer;

    /** @param onEnd what to do when this connection is at its end */
    Connection(Socket socket, String id, int maxFrameBytes, Dispatch dispatch, Tally tally, Runnable onEnd)
            throws IOException {
        this.socket = socket;
        this.id = id;
        this.frames = new Frames(socket.getInputStream(), maxFrameBytes);
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        this.dispatch = dispatch;
        this.tally = tally;
        this.onEnd = onEnd;
        this.reader = daemon(this::read, id + "-read");
        this.answerer = daemon(this::answerAll, id + "-answer");
    }

    private static Thread daemon(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Starts both threads, or none: where there is no second one, the first ends, and with it the connection. */
    void start() {
        try {
            answerer.start();
        } catch (RuntimeException | Error e) {
            onEnd.run();
            throw e;
        }
        try {
            reader.start();
        } catch (RuntimeException | Error e) {
            inbox.end();
            throw e;
        }
    }

    private void read() {
        try {
            ByteBuffer frame = frames.next();
            while (frame != null) {
                inbox.put(frame);
                frame = frames.next();
            }
        } catch (GarbageException e) {
            garbage(e);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> id + ": the connection broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // what was sent before the end is done all the same: a client may leave its group and hang up
            inbox.end();
            parking.abandon();
        }
    }

    private void answerAll() {
        try {
            ByteBuffer frame = inbox.take();
            while (frame != null) {
                answer(frame);
                frame = inbox.take();
            }
        } catch (GarbageException e) {
            garbage(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failed("no answer could be given", e);
        } finally {
            inbox.end();
            close(); // not before it is counted why
            onEnd.run();
        }
    }

    private void answer(ByteBuffer frame) throws GarbageException, InterruptedException {
        Call call = Call.parse(frame, id, socket.getInetAddress(), parking);
        tally.took(call.api(), call.requestedVersion());
        try {
            AbstractResponse response = dispatch.answer(call);
            if (response != null) {
                write(call.toBytes(response));
            }
        } catch (Parking.AbandonedException e) {
            LOGGER.log(Level.DEBUG, () -> id + ": hung up while its " + call.api().name + " was parked");
        } catch (ApiException e) {
            refuse(call, e);
        } catch (RuntimeException e) {
            failed(call.api().name + " " + call.version() + " of " + call.clientId(), e);
            refuse(call, Errors.UNKNOWN_SERVER_ERROR.exception());
        }
    }

    private void refuse(Call call, ApiException error) {
        AbstractResponse refusal = call.request().getErrorResponse(0, error);
        if (refusal == null) {
            close(); // the client asked not to be answered, so this is how it is told
        } else {
            write(call.toBytes(refusal));
        }
    }

    private void write(ByteBuffer answer) {
        if (peerIsDeaf) {
            return;
        }
        try {
            out.writeInt(answer.remaining());
            out.write(answer.array(), answer.arrayOffset() + answer.position(), answer.remaining());
            out.flush();
        } catch (IOException e) {
            peerIsDeaf = true; // what it has asked for is done all the same
            LOGGER.log(Level.DEBUG, () -> id + ": an answer could not be sent", e);
        }
    }

    private void garbage(GarbageException e) {
        if (!foundGarbage.getAndSet(true)) {
            tally.garbage();
        }
        LOGGER.log(Level.DEBUG, () -> id + ": closed for garbage", e);
    }

    private void failed(String what, @Nullable Throwable e) {
        tally.failed();
        LOGGER.log(Level.ERROR, () -> id + ": failed: " + what, e);
    }

    /** Hangs up; both threads end soon after. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> id + ": could not be closed", e);
        }
    }

    /** Whether neither thread is left. */
    boolean hasEnded() {
        return !reader.isAlive() && !answerer.isAlive();
    }

    /** Waits until both threads have ended. */
    void join() throws InterruptedException {
        reader.join();
        answerer.join();
    }
}

package io.rebalance.testkit;

import io.rebalance.Reply;
import io.rebalance.protocol.GroupRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A client's process, if it runs, and its connection. */
final class ModelClient {

    @Nullable
    ModelMember process;

    boolean paused;
    final Deque<GroupRequest<?>> requests = new ArrayDeque<>(); // sent, not arrived
    final Deque<Reply> answers = new ArrayDeque<>(); // sent, not arrived

    /** The connection breaks, and what is under way is lost. */
    void disconnected() {
        requests.clear();
        answers.clear();
        if (process != null) {
            process.disconnected();
        }
    }
}

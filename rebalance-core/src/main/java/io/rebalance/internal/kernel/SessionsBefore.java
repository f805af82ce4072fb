package io.rebalance.internal.kernel;

import java.util.List;

/** How many sessions were at one time. */
final class SessionsBefore {

    /** What is done with each. */
    @FunctionalInterface
    interface Each {
        /** Is told of a session, when it would have ended, and the rest of what it was. */
        void accept(Session session, long deadlineMs, int state);
    }

    private final List<? extends Session> sessions;
    private final long[] deadlines;
    private final byte[] states;

    private SessionsBefore(List<? extends Session> sessions) {
        this.sessions = sessions;
        deadlines = new long[sessions.size()];
        states = new byte[deadlines.length];
        for (int i = 0; i < deadlines.length; i++) {
            Session session = sessions.get(i);
            deadlines[i] = session.deadlineMs();
            states[i] = (byte) session.state();
        }
    }

    /** How these are now. The list stays as it is. */
    static SessionsBefore of(List<? extends Session> sessions) {
        return new SessionsBefore(sessions);
    }

    /** Goes through them, the last one first. */
    void forEach(Each each) {
        for (int i = deadlines.length - 1; i >= 0; i--) {
            each.accept(sessions.get(i), deadlines[i], states[i]);
        }
    }
}

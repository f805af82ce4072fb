package io.rebalance.testkit.simulation;

import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupRequest;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests and answers, each for itself: late, twice or never.
 *
 * <p>One thing it does not do: bring a join that its sender does not wait for any more. A join says that the member has let go
 * of what it does not name, and nothing in the classic protocol tells a late one from a new one: a coordinator that gets it
 * takes it for the member's word of today, Kafka's as well as ours. So hosts must not hand in joins of a connection that the
 * client has given up, which TCP gives them for nothing as long as they read each connection in order and to its end.
 */
final class Network {

    private static final long LATENCY_MS = 2;

    private final World world;
    private final MessageFaults faults;

    Network(World world, MessageFaults faults) {
        this.world = world;
        this.faults = faults;
    }

    /**
     * A request on its way.
     *
     * @param incarnation which of the processes at that place sent it: an answer is for none of the others
     * @param line the connection, so that its end ends this too
     * @param number what the sender calls it
     * @param message the how manieth request of that process it is
     */
    record Sent(Worker worker, int incarnation, Line line, long number, long message, GroupRequest<?> request) {}

    /** A connection between a process and a coordinator, from being made until one of them notices that it is gone. */
    static final class Line {
        final Broker broker;
        boolean isBroken;

        Line(Broker broker) {
            this.broker = broker;
        }
    }

    void send(Sent sent) {
        if (sent.worker().uplink().isCutTo()) {
            return;
        }
        Fault fault = fault(sent, false);
        if (fault == null || fault.kind() != FaultKind.REQUEST_LOST) {
            deliver(sent, delay(fault));
        }
        if (fault != null && fault.kind() == FaultKind.REQUEST_DOUBLED && !makesAMember(sent.request())) {
            deliver(sent, LATENCY_MS + fault.amount());
        }
    }

    void answer(Sent sent, GroupResponse response) {
        if (sent.worker().uplink().isCutFrom()) {
            return;
        }
        Fault fault = fault(sent, true);
        if (fault == null || fault.kind() != FaultKind.ANSWER_LOST) {
            deliver(sent, response, delay(fault));
        }
        if (fault != null && fault.kind() == FaultKind.ANSWER_DOUBLED) {
            deliver(sent, response, LATENCY_MS + fault.amount());
        }
    }

    private @Nullable Fault fault(Sent sent, boolean isAnswer) {
        if (!world.isStorming) {
            return null;
        }
        Fault fault = faults.of(sent.worker().number(), sent.message(), isAnswer);
        if (fault != null) {
            world.oracle.processes().troubled(sent.worker(), fault.amount());
            world.strike(fault);
        }
        return fault;
    }

    private static long delay(@Nullable Fault fault) {
        if (fault == null) {
            return LATENCY_MS;
        }
        boolean isLate = fault.kind() == FaultKind.REQUEST_DELAYED || fault.kind() == FaultKind.ANSWER_DELAYED;
        return isLate ? LATENCY_MS + fault.amount() : LATENCY_MS;
    }

    /**
     * Whether it is a join without an id that makes a member at once: a static one, or one of an old client. Twice that is two
     * processes, for all that the protocol says; the second static one fences the first, with Kafka too.
     */
    private static boolean makesAMember(GroupRequest<?> request) {
        return request instanceof JoinGroupRequest join
                && join.isFromNewcomer()
                && (join.groupInstanceId() != null || !join.memberIdRequired());
    }

    private void deliver(Sent sent, long delayMs) {
        boolean inStorm = world.isStorming;
        world.after(delayMs, new Event(false) {
            @Override
            void happen() {
                boolean isGone = inStorm != world.isStorming; // all connections were made anew since
                boolean isLateJoin = sent.request() instanceof JoinGroupRequest
                        && !sent.worker().uplink().awaitsJoin(sent);
                if (!isGone && !isLateJoin) {
                    sent.line().broker.receive(sent);
                }
            }
        });
    }

    private void deliver(Sent sent, GroupResponse response, long delayMs) {
        boolean inStorm = world.isStorming;
        world.after(delayMs, new Event(false) {
            @Override
            void happen() {
                if (inStorm == world.isStorming) {
                    sent.worker().receive(sent, response);
                }
            }
        });
    }
}

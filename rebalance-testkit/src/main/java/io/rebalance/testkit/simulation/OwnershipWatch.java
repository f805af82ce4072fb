package io.rebalance.testkit.simulation;

import io.rebalance.member.GroupMember;
import io.rebalance.member.MemberOrder;
import io.rebalance.member.Ownership;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who is at work: which processes were given which partitions, and have not let go of them. */
final class OwnershipWatch {

    /** A process that was given a partition, and has not let go of it. */
    private record Holder(Worker worker, int incarnation, Ownership ownership) {}

    private final World world;
    private final Oracle oracle;
    private final Map<TopicPartition, List<Holder>> holders = new TreeMap<>();
    private final Set<Holder> revoked = new HashSet<>(); // ever
    private final Map<TopicPartition, Holder> lastAtWork = new HashMap<>();
    private final Map<Holder, Long> firstAtWork = new HashMap<>();
    private long turns;

    OwnershipWatch(World world, Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    void ended(Worker worker) {
        holders.values().forEach(of -> of.removeIf(holder -> holder.worker() == worker));
    }

    /**
     * S3: nobody is given what he does not want, though he may have wanted it when he joined.
     *
     * <p>S1b: what an application is given, nobody else holds that the group still counts on. A process may be told late what it
     * was given, when it is out, or another one has taken its place: it is the fenced one then.
     */
    void ordered(Worker worker, MemberOrder order) {
        if (order instanceof MemberOrder.Assigned) {
            for (Ownership ownership : order.ownerships()) {
                if (!worker.subscribed().contains(ownership.partition().topic())) {
                    oracle.fail(
                            "S3",
                            worker + " is given " + ownership.partition() + ", and wants only " + worker.subscribed());
                }
                List<Holder> of = holders.computeIfAbsent(ownership.partition(), p -> new ArrayList<>());
                for (Holder holder : of) {
                    if (!isFenced(holder) && !isOut(worker)) {
                        oracle.fail(
                                "S1b",
                                ownership.partition() + " is given to " + worker + " while " + holder.worker()
                                        + " holds it in generation "
                                        + holder.ownership().generationId());
                    }
                }
                of.add(new Holder(worker, worker.incarnation(), ownership));
            }
        } else if (order instanceof MemberOrder.Revoked) {
            for (Ownership ownership : order.ownerships()) {
                revoked.add(new Holder(worker, worker.incarnation(), ownership));
            }
        } else if (order instanceof MemberOrder.Lost) {
            released(worker, order);
        }
    }

    /** The application has let go of what the order names. */
    void released(Worker worker, MemberOrder order) {
        for (Ownership ownership : order.ownerships()) {
            List<Holder> of = holders.get(ownership.partition());
            if (of != null) {
                of.removeIf(holder ->
                        holder.worker() == worker && holder.ownership().equals(ownership));
            }
        }
    }

    /**
     * Whether the group goes on without that process, which will learn of it. A static member that missed a join phase keeps
     * its place; where members assign, or give up everything before they join, others work on what it had. It may be let into the
     * generation that it missed, but knows only then what it has when it has been told.
     */
    private boolean isFenced(Holder holder) {
        GroupMember member = holder.worker().member();
        if (member == null || !oracle.log().members().contains(member.memberId())) {
            return true;
        }
        return !oracle.isBarrierKept()
                && holder.worker().isStatic()
                && oracle.processes().syncedGeneration(holder.worker())
                        < oracle.log().generation();
    }

    private boolean isOut(Worker worker) {
        GroupMember member = worker.member();
        return member != null && !oracle.log().members().contains(member.memberId());
    }

    /**
     * S7: whoever begins work on a record has the partition under the ownership that it was read under, and was not told to let
     * go of it. S1c: with leases, he is the last that was given it.
     */
    void handedOut(Worker worker, Ownership ownership) {
        Holder now = new Holder(worker, worker.incarnation(), ownership);
        if (revoked.contains(now)
                || !holders.getOrDefault(ownership.partition(), List.of()).contains(now)) {
            oracle.fail("S7", worker + " begins work under " + ownership + ", which is over");
        }
        Holder before = lastAtWork.get(ownership.partition());
        if (!now.equals(before)) {
            lastAtWork.put(ownership.partition(), now);
            if (world.plan.leaseDrift >= 0 && before != null) {
                // it was somebody else's turn; nobody may come back under an ownership of before, or begin under an
                // older one
                boolean isItsTurn = isNewer(now, before)
                        && ownership.generationId() >= before.ownership().generationId();
                if (!isItsTurn) {
                    oracle.fail(
                            "S1c",
                            ownership.partition() + " is worked on by " + before.worker() + ", and again by " + worker
                                    + " under " + ownership);
                }
            }
        }
    }

    private boolean isNewer(Holder now, Holder before) {
        firstAtWork.putIfAbsent(before, ++turns);
        return firstAtWork.putIfAbsent(now, ++turns) == null;
    }
}

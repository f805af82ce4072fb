package io.rebalance.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How many bytes of heap a stable member takes: ours, Kafka's, and the payload alone, which is each member's id,
 * subscription and assignment.
 *
 * <p>{@code java -cp rebalance-benchmarks/target/benchmarks.jar io.rebalance.benchmarks.HeapPerMember [groups [members
 * [repetitions]]]}. A figure is the growth of all that is alive after full collections, by the machine's own histogram of
 * classes, from before the groups were founded to after; the clients' side is dropped before the second count. The first
 * repetition, which loads classes, is not counted; of the others the median is printed, and how far they lie apart.
 */
public final class HeapPerMember {

    private static final int CLASSES_SHOWN = 24;

    private final PrintStream out;
    private final int groups;
    private final int members;
    private final int repetitions;

    private HeapPerMember(PrintStream out, int groups, int members, int repetitions) {
        this.out = out;
        this.groups = groups;
        this.members = members;
        this.repetitions = repetitions;
    }

    /** Measures and prints. */
    public static void main(String... args) {
        run(System.out, args);
    }

    static void run(PrintStream out, String... args) {
        new HeapPerMember(
                        out,
                        Arguments.number(args, 0, "groups", 1_000),
                        Arguments.number(args, 1, "members", 100),
                        Arguments.number(args, 2, "repetitions", 3))
                .run();
    }

    private void run() {
        say("%d groups of %d stable members; bytes of heap a member%n", groups, members);
        say("| what | subscriptions | bytes a member | repetitions differ by |%n|---|---|---|---|%n");
        List<Taken> details = new ArrayList<>();
        for (boolean alike : new boolean[] {false, true}) {
            measure("payload alone", alike, () -> payload(alike));
            details.add(measure("ours", alike, () -> founded(new OurPeer(), alike)));
            details.add(measure("Kafka's", alike, () -> founded(new KafkaPeer(), alike)));
        }
        details.forEach(this::explain);
    }

    private Taken measure(String what, boolean alike, Supplier<Held> maker) {
        List<Map<String, Heap.Use>> growths = new ArrayList<>();
        for (int i = 0; i <= repetitions; i++) {
            Map<String, Heap.Use> growth = growth(maker);
            if (i > 0) {
                growths.add(growth);
            }
        }
        growths.sort(Comparator.comparingLong(Heap::bytes));
        Map<String, Heap.Use> median = growths.get(growths.size() / 2);
        long spread = Heap.bytes(growths.get(growths.size() - 1)) - Heap.bytes(growths.get(0));
        say(
                "| %s | %s | %.1f | %.1f |%n",
                what, alike ? "equal" : "each its own", perMember(Heap.bytes(median)), perMember(spread));
        return new Taken(what, alike, median);
    }

    @SuppressWarnings("try") // held, so that it is alive when it is counted
    private static Map<String, Heap.Use> growth(Supplier<Held> maker) {
        Heap.histogram(); // what the first one loads and makes is not counted
        Map<String, Heap.Use> before = Heap.histogram();
        try (Held held = maker.get()) {
            return Heap.growth(before, Heap.histogram());
        }
    }

    private Held founded(Peer peer, boolean alike) {
        for (int group = 0; group < groups; group++) {
            peer.found(clients(group, alike));
        }
        return () -> {
            int stable = peer.stableMembers();
            Peer.require(stable == groups * members, "all must be there when they are counted", stable);
            peer.close();
        };
    }

    private Held payload(boolean alike) {
        List<Object> payload = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            Clients clients = clients(group, alike);
            for (int i = 0; i < members; i++) {
                payload.add(clients.clientId(i) + "-" + UUID.randomUUID());
                payload.add(clients.subscription(i).clone());
                payload.add(clients.assignment(i).clone());
            }
        }
        return payload::clear;
    }

    private Clients clients(int group, boolean alike) {
        String groupId = "group-" + group;
        return alike ? Clients.alike(groupId, group * members, members) : Clients.of(groupId, group * members, members);
    }

    private void explain(Taken taken) {
        say(
                "%n%s, subscriptions %s: the largest classes%n| class | instances a member | bytes a member |%n|---|---|---|%n",
                taken.what(), taken.alike() ? "equal" : "of their own");
        taken.growth().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingLong(Heap.Use::bytes).reversed()))
                .limit(CLASSES_SHOWN)
                .filter(entry -> perMember(entry.getValue().bytes()) >= 0.1)
                .forEach(entry -> say(
                        "| `%s` | %.2f | %.1f |%n",
                        entry.getKey(),
                        perMember(entry.getValue().instances()),
                        perMember(entry.getValue().bytes())));
    }

    private double perMember(long count) {
        return (double) count / groups / members;
    }

    /** What is counted. */
    private interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * What was counted.
     *
     * @param what whose it is
     * @param alike whether the subscriptions are equal
     * @param growth all classes
     */
    private record Taken(String what, boolean alike, Map<String, Heap.Use> growth) {}

    private void say(String format, Object... arguments) {
        Texts.say(out, format, arguments);
    }
}

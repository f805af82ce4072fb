package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;

/** Four consumers are restarted one after the other; once under the eager protocol, once under the cooperative one. */
final class RollingRestartChapter implements Chapter {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration COST = Duration.ofMillis(40);
    private static final Duration PACE = Duration.ofMillis(16);
    private static final int RECORDS_BETWEEN = 12;

    @Override
    public String title() {
        return "5. A rolling restart, eager and cooperative";
    }

    @Override
    public String teaching() {
        return "Each of four consumers is stopped and started again. Under the eager protocol everybody gives up"
                + " everything before every rebalance, so all partitions stand still each time. Under the cooperative one"
                + " (KIP-429) members keep what does not move and work on, and what moves is withheld until its old owner"
                + " has let go: more rebalances, less standstill."
                + " Measured: the share of all partition-seconds of the restart in which a partition had no owner.";
    }

    @Override
    public void play(Stage stage) throws ChapterFailedException, InterruptedException {
        stage.restarted(restart(stage, "eager", RangeAssignor.class));
        stage.restarted(restart(stage, "cooperative", CooperativeStickyAssignor.class));
    }

    private static RestartFigures restart(
            Stage stage, String protocol, Class<? extends ConsumerPartitionAssignor> assignor)
            throws ChapterFailedException, InterruptedException {
        try (DemoGroup group = stage.group("shipments-" + protocol, Style.MUTED, PACE)) {
            List<DemoConsumer> consumers = new ArrayList<>();
            for (int i = 1; i <= DemoGroup.PARTITIONS; i++) {
                consumers.add(group.start(settings("w" + i, assignor)));
            }
            group.awaitShares(LIMIT, 4, 1, 1, 1, 1);
            group.awaitProgress(LIMIT, RECORDS_BETWEEN);
            stage.timeline().tell(protocol, "four consumers, one partition each; the restart begins");
            group.story().style(Style.BRIEF);
            int rebalances = group.story().rebalanceCount();
            int generations = group.story().generationCount();
            long from = System.nanoTime();
            for (DemoConsumer old : consumers) {
                long stepFrom = System.nanoTime();
                group.stop(old);
                group.awaitShares(LIMIT, 3, 1, 1, 2);
                group.start(settings(old.name() + "b", assignor));
                group.awaitShares(LIMIT, 4, 1, 1, 1, 1);
                tellStep(stage, group, old, stepFrom);
                group.awaitProgress(LIMIT, RECORDS_BETWEEN);
            }
            long to = System.nanoTime();
            RestartFigures figures = new RestartFigures(
                    protocol,
                    Duration.ofNanos(to - from),
                    Duration.ofNanos(group.ownership().stoodStillNanos(from, to)),
                    DemoGroup.PARTITIONS,
                    group.story().rebalanceCount() - rebalances,
                    group.story().generationCount() - generations,
                    group.ownership().movedCount(from, to));
            stage.timeline()
                    .tell(
                            protocol,
                            String.format(
                                    Locale.ROOT,
                                    "restart of %.1f s: partitions stood still %.1f %% of the time; %d rebalances, %d generations,"
                                            + " %d times a partition moved",
                                    figures.window().toMillis() / 1e3,
                                    figures.share() * 100,
                                    figures.rebalances(),
                                    figures.generations(),
                                    figures.moved()));
            group.drain();
            return figures;
        }
    }

    private static ConsumerSettings settings(String name, Class<? extends ConsumerPartitionAssignor> assignor) {
        return ConsumerSettings.of(name).withAssignor(assignor).withCost(COST);
    }

    private static void tellStep(Stage stage, DemoGroup group, DemoConsumer old, long from) {
        double stood = group.ownership().stoodStillNanos(from, System.nanoTime()) / 1e9;
        stage.timeline()
                .tell(
                        old.name(),
                        String.format(
                                Locale.ROOT,
                                "restarted as %sb; meanwhile partitions stood still for %.2f s in sum",
                                old.name(),
                                stood));
    }
}

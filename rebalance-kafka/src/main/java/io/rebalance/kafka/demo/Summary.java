package io.rebalance.kafka.demo;

import io.rebalance.kafka.ServerCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What came of it all: figures, and the verdict. */
final class Summary {

    /** The exit codes. */
    static final int GOOD = 0;

    static final int BROKEN_PROMISE = 1;
    static final int CUT_SHORT = 2;

    private final Stage stage;
    private final @Nullable String cutShort;
    private final List<String> findings = new ArrayList<>();

    /** @param cutShort what a chapter waited for in vain; null if all were played to their end */
    Summary(Stage stage, @Nullable String cutShort) {
        this.stage = stage;
        this.cutShort = cutShort;
    }

    /** Tells everything. Nothing of the groups runs any more. */
    int tell() {
        Timeline out = stage.timeline();
        long produced = 0;
        long processed = 0;
        long duplicates = 0;
        long lost = 0;
        int rebalances = 0;
        int generations = 0;
        int compared = 0;
        for (DemoGroup group : stage.groups()) {
            Ledger ledger = group.ledger();
            produced += ledger.producedCount();
            processed += ledger.processedCount();
            duplicates += ledger.duplicateCount();
            lost += ledger.missingCount();
            rebalances += group.story().rebalanceCount();
            generations += group.story().generationCount();
            compared += group.story().comparisonCount();
            ledger.discrepancies().forEach(what -> findings.add(group.name() + ": " + what));
            ledger.rivals().forEach(what -> findings.add(group.name() + ": " + what));
            group.ownership().violations().forEach(what -> findings.add(group.name() + ": " + what));
        }
        ServerCounters counters = stage.counters();
        if (counters.failures() + counters.connectionsClosedForGarbage() > 0) {
            findings.add("server: " + counters.failures() + " requests failed, "
                    + counters.connectionsClosedForGarbage() + " connections closed for garbage");
        }
        out.heading("Summary", "");
        line(out, "records produced", produced);
        line(out, "processed at least once", processed);
        line(out, "processed again (duplicates)", duplicates);
        line(out, cutShort == null ? "lost" : "not processed when cut short", lost);
        line(out, "rebalances", rebalances);
        line(out, "generations", generations);
        line(out, "  compared, owner by owner", compared);
        line(out, "owned by two in one generation", violations());
        for (RestartFigures figures : stage.restarts()) {
            tell(out, figures);
        }
        out.say("");
        findings.addAll(stage.problems());
        findings.forEach(finding -> out.say("WRONG: " + finding));
        if (cutShort != null) {
            out.say("CUT SHORT: " + cutShort);
        }
        return verdict(out, lost);
    }

    private static void tell(Timeline out, RestartFigures figures) {
        out.say(String.format(
                Locale.ROOT,
                "  %-32s%5.1f %% (%.1f of %.1f partition-seconds)",
                "standstill, " + figures.protocol() + " restart",
                figures.share() * 100,
                figures.stoodStill().toMillis() / 1e3,
                figures.window().toMillis() / 1e3 * figures.partitions()));
    }

    private int verdict(Timeline out, long lost) {
        boolean isGood = findings.isEmpty() && lost == 0;
        if (isGood && cutShort == null) {
            out.say("All is well: nothing lost, and no partition had two owners.");
            return GOOD;
        }
        return cutShort == null || violations() > 0 ? BROKEN_PROMISE : CUT_SHORT;
    }

    private long violations() {
        return stage.groups().stream()
                .mapToLong(group -> group.ownership().violations().size()
                        + group.ledger().rivals().size())
                .sum();
    }

    private static void line(Timeline out, String what, long count) {
        out.say(String.format(Locale.ROOT, "  %-32s%7d", what, count));
    }
}

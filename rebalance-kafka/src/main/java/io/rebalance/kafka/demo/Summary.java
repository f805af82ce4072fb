package io.rebalance.kafka.demo;

import io.rebalance.kafka.ServerCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What came of it all: figures, and the verdict. */
final class Summary {

    private final Stage stage;
    private final @Nullable String cutShort;

    /** @param cutShort what a chapter waited for in vain; null if all were played to their end */
    Summary(Stage stage, @Nullable String cutShort) {
        this.stage = stage;
        this.cutShort = cutShort;
    }

    /** Tells everything. Nothing of the groups runs any more. */
    Verdict tell() {
        Timeline out = stage.timeline();
        long lost = sum(group -> group.isDrained() ? group.ledger().missingCount() : 0);
        List<String> findings = findings();
        out.heading("Summary", "");
        line("records produced", sum(group -> group.ledger().producedCount()));
        line("processed at least once", sum(group -> group.ledger().processedCount()));
        line("processed again (duplicates)", sum(group -> group.ledger().duplicateCount()));
        line("lost", lost);
        if (cutShort != null) {
            line("not yet processed when cut short", sum(group -> group.ledger().missingCount()) - lost);
        }
        line("rebalances", sum(group -> group.story().rebalanceCount()));
        line("generations", sum(group -> group.story().generationCount()));
        line("  compared, owner by owner", sum(group -> group.story().comparisonCount()));
        line("owned by two in one generation", sum(group -> group.rivalries().size()));
        stage.restarts().forEach(this::tell);
        out.say("");
        findings.forEach(finding -> out.say("WRONG: " + finding));
        if (cutShort != null) {
            out.say("CUT SHORT: " + cutShort);
        }
        Verdict verdict = Verdict.of(lost, findings.size(), cutShort != null);
        if (verdict == Verdict.GOOD) {
            out.say("All is well: nothing lost, and no partition had two owners.");
        }
        return verdict;
    }

    private List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (DemoGroup group : stage.groups()) {
            List<String> ofGroup = new ArrayList<>(group.rivalries());
            if (group.isDrained()) {
                ofGroup.addAll(group.ledger().discrepancies());
            }
            if (group.story().generationCount() > 0 && group.story().comparisonCount() == 0) {
                ofGroup.add("no generation could be compared, owner by owner");
            }
            ofGroup.forEach(finding -> findings.add(group.name() + ": " + finding));
        }
        ServerCounters counters = stage.counters();
        if (counters.failures() + counters.connectionsClosedForGarbage() > 0) {
            findings.add("server: " + counters.failures() + " requests failed, "
                    + counters.connectionsClosedForGarbage() + " connections closed for garbage");
        }
        findings.addAll(stage.problems());
        return findings;
    }

    private long sum(ToLongFunction<DemoGroup> figure) {
        return stage.groups().stream().mapToLong(figure).sum();
    }

    private void line(String what, long count) {
        stage.timeline().say(String.format(Locale.ROOT, "  %-32s%7d", what, count));
    }

    private void tell(RestartFigures figures) {
        stage.timeline()
                .say(String.format(
                        Locale.ROOT,
                        "  %-32s%5.1f %% (%.1f of %.1f partition-seconds)",
                        "standstill, " + figures.protocol() + " restart",
                        figures.share() * 100,
                        figures.stoodStill().toMillis() / 1e3,
                        figures.window().toMillis() / 1e3 * figures.partitions()));
    }
}

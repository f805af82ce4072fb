package io.rebalance.differential;

import io.rebalance.testkit.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many sequences, one seed each, and what was found in them. */
final class Exploration {

    private static final int LENGTH = 80;

    private final Tally tally = new Tally();
    private long operations;
    private int sequences;

    /** Plays sequences until there were so many operations; gives the report of the first that fails, or null. */
    @Nullable
    String run(long firstSeed, long operations, Mutant mutant) {
        for (long seed = firstSeed; this.operations < operations; seed++) {
            String failure = sequence(seed, mutant);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    private @Nullable String sequence(long seed, Mutant mutant) {
        Author author = new Author(seed);
        Setting setting = author.setting();
        Comparison comparison = new Comparison(setting, tally, mutant);
        List<Operation> played = new ArrayList<>();
        while (!comparison.isOver() && played.size() < LENGTH) {
            Operation operation = author.next(comparison.cast());
            played.add(operation);
            comparison.play(operation);
        }
        operations += played.size();
        sequences++;
        Divergence divergence = comparison.divergence();
        return divergence == null ? null : report(seed, setting, played, divergence, mutant);
    }

    private static String report(long seed, Setting setting, List<Operation> played, Divergence found, Mutant mutant) {
        List<Operation> shrunk =
                Shrinker.shrink(played, operations -> fails(setting, operations, found.where(), mutant));
        Comparison comparison = Comparison.of(setting, shrunk, new Tally(), mutant);
        Divergence divergence = comparison.divergence();
        return "Kafka does not do what we do: " + found.where()
                + "\nseed " + seed + ", after " + played.size() + " operations, here as " + shrunk.size() + ":\n\n"
                + Scenario.run(comparison.script(), List.of())
                + "\nwhat differs in the end: " + (divergence == null ? found : divergence).detail()
                + "\n\nthe operations:\n"
                + String.join("\n", shrunk.stream().map(Operation::toString).toList());
    }

    private static boolean fails(Setting setting, List<Operation> operations, String where, Mutant mutant) {
        Divergence divergence =
                Comparison.of(setting, operations, new Tally(), mutant).divergence();
        return divergence != null && divergence.where().equals(where);
    }

    Tally tally() {
        return tally;
    }

    long operations() {
        return operations;
    }

    int sequences() {
        return sequences;
    }
}

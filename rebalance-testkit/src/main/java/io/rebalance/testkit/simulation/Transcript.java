package io.rebalance.testkit.simulation;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.testkit.text.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The text of a simulation, in the form of {@link io.rebalance.testkit.Scenario}: commands, and beneath each what came of it.
 * What a failing seed prints, what tests keep as files, and what can be played again are one and the same.
 *
 * <pre>
 * # The second process is killed, and comes back.
 * simulation seed=7 members=2 topics=orders:4 storm=30s
 *   0 w0 starts
 *   ...
 * killed w1 at=12s for=0.8s
 *   12000 w1 is killed
 *   ...
 * </pre>
 *
 * <p>The first command says plan and seed: {@code seed=}, {@code name=}, {@code members=}, {@code static=} (so many of them),
 * {@code topics=orders:6,payments:3}, {@code assignor=}, {@code or=}, {@code assigns=leader}, {@code session=}, {@code heartbeat=}, {@code
 * max-poll=}, {@code request-timeout=}, {@code initial-delay=}, {@code poll=}, {@code record=}, {@code handler=}, {@code
 * commit=} (times such as {@code 3s}), {@code works=poll-loop}, {@code slow-one-in=} and {@code slow=}, {@code services=},
 * {@code storm=} (how long), {@code message-faults=} (of a thousand), {@code world-fault=}, {@code drift-ppm=}, {@code
 * lease=}, {@code coalesces=yes}, {@code starts=at-once}, {@code ends=at-rest}, {@code join-versions=3,9}; all as {@link SimulationPlan.Builder} has them, and what is not said
 * as there. Each other command is a {@link Fault}; when a text is played, those faults strike and no others, at their time,
 * wherever they stand.
 *
 * <p>A line that starts with a blank is what happened: the time in ms since the beginning, who, what. Heartbeats that find
 * everything well are left out. Such lines are thrown away, and written anew by {@link
 * Simulation#replay(Transcript)}; a line that starts with {@code #} is kept, with the command below it. Immutable, but for the
 * builder.
 */
public final class Transcript {

    /** A fault, with the lines above it. */
    record Commented(Fault fault, List<String> above) {}

    private final SimulationPlan.Builder plan;
    private final long seed;
    private final List<Commented> faults = new ArrayList<>();
    private final List<String> opening = new ArrayList<>();
    private final List<String> closing = new ArrayList<>();

    private Transcript(String text, Collection<? extends Assignor> assignors) {
        SimulationPlan.Builder builder = null;
        long itsSeed = 0;
        List<String> above = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                above.add(line.strip());
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                continue;
            }
            try {
                if (builder == null) {
                    Command command = Command.parse(line);
                    if (!command.verb().equals(PlanText.VERB)) {
                        throw new IllegalArgumentException(
                                "the first command must be " + PlanText.VERB + ", was " + command.verb());
                    }
                    itsSeed = PlanText.seed(command);
                    builder = PlanText.plan(command, assignors);
                    opening.addAll(above);
                } else {
                    faults.add(new Commented(Fault.parse(line), List.copyOf(above)));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
            above.clear();
        }
        if (builder == null) {
            throw new IllegalArgumentException("the text must have a command " + PlanText.VERB + ", and has none");
        }
        closing.addAll(above);
        plan = builder;
        seed = itsSeed;
    }

    /**
     * Reads a text that names assignors of {@link Assignors} only.
     *
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if a line makes no sense; names it
     */
    public static Transcript read(String text) {
        return read(text, Assignors.all());
    }

    /**
     * Reads a text.
     *
     * @param assignors those that it may name
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a line makes no sense; names it
     */
    public static Transcript read(String text, Collection<? extends Assignor> assignors) {
        return new Transcript(Objects.requireNonNull(text, "text"), Objects.requireNonNull(assignors, "assignors"));
    }

    /** The plan. Where the host was another one than the testkit's it must be set, for a text cannot say it. */
    public SimulationPlan.Builder plan() {
        return plan;
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** What is to go wrong, in the order of the text. */
    public List<Fault> faults() {
        return faults.stream().map(Commented::fault).toList();
    }

    /** What stands above the first command. */
    List<String> opening() {
        return List.copyOf(opening);
    }

    /** The faults, with what stands above them. */
    List<Commented> commented() {
        return List.copyOf(faults);
    }

    /** What stands below the last command. */
    List<String> closing() {
        return List.copyOf(closing);
    }
}

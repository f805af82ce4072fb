package io.rebalance.testkit;

import io.rebalance.assignor.Assignor;
import io.rebalance.testkit.text.Command;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A text that plays a coordinator: commands in, and beneath each the whole of what came of it.
 *
 * <pre>
 * # A newcomer is sent back with an id before it becomes a member (KIP-394).
 * join shop client=a topics=orders
 *   answer t1 join: MEMBER_ID_REQUIRED, member id a-1
 *   next deadline: 45s
 * </pre>
 *
 * <p>A line that starts with {@code #} is a comment, one that starts with a blank is output, any other is a command.
 * Running a text throws its output away and writes it anew; so a test runs a file and compares the result with it, and a
 * case that failed elsewhere is written down as commands and run. Time starts at 0 and passes only by command. The
 * tickets are {@code t1}, {@code t2} and so on, one a request; members are numbered by client, {@code a-1}, {@code a-2}.
 * The same text gives the same output, on every machine.
 *
 * <p>First, in any order:
 *
 * <dl>
 *   <dt>{@code config initial-delay=3s max-size=10}
 *   <dd>what differs from Kafka's defaults: {@code initial-delay}, {@code min-session}, {@code max-session}, {@code
 *       new-member-join}, {@code max-size}, {@code max-groups}, {@code max-pending}, {@code max-protocols}, {@code
 *       max-member-bytes}, {@code max-text}, {@code max-takeovers}, {@code max-offset-metadata}, {@code
 *       offsets-retention} (a time, or {@code forever}), {@code offsets-check}, {@code max-unacknowledged}
 *   <dt>{@code assignors cooperative-sticky}
 *   <dd>the assignors that the coordinator runs, of those handed to {@link #run}; none unless said, so the leaders assign
 *   <dt>{@code topics orders=6 payments=3}
 *   <dd>the topics and how many partitions they have; later on, the topics from now on
 * </dl>
 *
 * <p>Then requests. What a client said before, and the generation and protocol it was told, need not be said again.
 * {@code vN} makes the request mean what that version of Kafka's API means; the latest unless said.
 *
 * <dl>
 *   <dt>{@code join shop client=a topics=orders protocols=range,sticky}
 *   <dd>a newcomer joins group {@code shop}. Also {@code host=}, {@code instance=}, {@code session=45s}, {@code
 *       rebalance=300s}, {@code owned=orders:0-2;payments:0@4} (since generation 4), {@code rack=}, {@code reason="some
 *       words"}, {@code type=connect metadata="opaque"}
 *   <dt>{@code join shop a-1 owned=-}
 *   <dd>a client that has an id joins (again)
 *   <dt>{@code sync shop a-1 a-1<-orders:0-2 b-1<-orders:3-5}
 *   <dd>asks for the assignment; with arrows it hands in everybody's, {@code c-1<--} for nothing and {@code c-1<-"text"}
 *       for other bytes. Also {@code generation=}, {@code type=}, {@code protocol=}, {@code instance=}; {@code -} for
 *       none
 *   <dt>{@code heartbeat shop a-1}
 *   <dd>also {@code generation=} and {@code instance=}
 *   <dt>{@code leave shop a-1 b-1/some-instance /other-instance}
 *   <dd>also {@code reason=}
 *   <dt>{@code commit shop a-1 orders:0=42 orders:1=43@7"some words"}
 *   <dd>keeps offsets, with leader epoch 7 and a text; without a member id from outside of any generation. Also {@code
 *       generation=}, {@code instance=}, {@code retention=1h}; with {@code producer=7@0}, within the transaction that
 *       producer 7 has open in its epoch 0
 *   <dt>{@code end-transaction 7@0 commit}
 *   <dd>the transaction is committed, or with {@code abort} it is not
 *   <dt>{@code fetch shop stable orders:0-2}
 *   <dd>reads offsets; all unless said. With {@code stable} none that an open transaction may change
 *   <dt>{@code delete-offsets shop orders:0-2}
 *   <dd>forgets offsets
 *   <dt>{@code describe shop}, {@code list states=empty types=classic}, {@code delete-group shop}
 *   <dd>what administrators ask for
 * </dl>
 *
 * <p>And the rest of the world:
 *
 * <dl>
 *   <dt>{@code advance 3s}
 *   <dd>time passes, and what becomes due is fired when it is due
 *   <dt>{@code jump 3s}
 *   <dd>time passes while the host sleeps; what became due is fired late
 *   <dt>{@code partitions-deleted orders:0-2}
 *   <dd>these are gone, and their offsets go too
 *   <dt>{@code cancel t2}
 *   <dd>whoever waited under that ticket is gone
 *   <dt>{@code fail-append NOT_ENOUGH_REPLICAS}
 *   <dd>the next append fails; {@code REQUEST_TIMED_OUT} unless said
 *   <dt>{@code hold}, {@code release}
 *   <dd>from here to there nothing becomes durable; {@code fail-append} in between fails the first that is held
 *   <dt>{@code crash}, {@code crash max-size=3}
 *   <dd>the process dies, and a new coordinator replays the log; maybe one with other limits
 *   <dt>{@code resign}
 *   <dd>the coordinator has to hand its groups to another one
 *   <dt>{@code show shop}, {@code show}, {@code snapshot}
 *   <dd>a group, all groups, what is stored
 * </dl>
 */
public final class Scenario {

    private Scenario() {}

    /**
     * Plays the text.
     *
     * @param text the scenario, with its output or without
     * @param assignors those that the text may name
     * @return the text with the output that came of it
     * @throws IllegalArgumentException if a line makes no sense; the message names it
     */
    public static String run(String text, Collection<? extends Assignor> assignors) {
        ScenarioHost host = new ScenarioHost(assignors);
        StringBuilder out = new StringBuilder();
        int number = 0;
        for (String line : text.lines().collect(Collectors.toList())) {
            number++;
            boolean isOutput = !line.isBlank() && Character.isWhitespace(line.charAt(0));
            if (!isOutput) {
                String kept = line.strip();
                out.append(kept).append('\n');
                if (!kept.isEmpty() && !kept.startsWith("#")) {
                    out.append(run(host, number, kept));
                }
            }
        }
        return out.toString();
    }

    private static String run(ScenarioHost host, int number, String command) {
        try {
            return host.run(Command.parse(command));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }
}

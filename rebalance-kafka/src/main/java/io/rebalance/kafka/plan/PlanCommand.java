package io.rebalance.kafka.plan;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignors.Assignors;
import io.rebalance.assignors.plan.AssignmentPlan;
import io.rebalance.assignors.plan.GroupChange;
import io.rebalance.assignors.plan.GroupSnapshot;
import io.rebalance.kafka.plan.GroupDescription.Member;
import io.rebalance.kafka.plan.GroupDescription.Subscriptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command: reads a description, picks a group, and writes the plan of one change as text. */
@Command(
        name = "plan",
        description = "What would move, if something happened to a group of a Kafka cluster.",
        footer = {
            "",
            "The description is what this writes:",
            "  kafka-consumer-groups.sh --bootstrap-server HOST:PORT --all-groups --describe --members --verbose",
            "It tells neither the strategy nor the subscriptions nor how many partitions topics have: see --assignor, --subscriptions and"
                    + " --topic. Exit codes: 0, 1 if the description cannot be read, 2 if the command line is wrong.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PlanCommand implements Callable<Integer> {

    private static final String SAMPLE = "sample.txt";
    private static final int UNREADABLE = 1;

    private final InputStream in;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The description, or - for the standard input; without it, a sample is shown.")
    private @Nullable String file;

    @Option(
            names = "--group",
            paramLabel = "ID",
            description = "The group; may be left out if the description has only one.")
    private @Nullable String group;

    @Option(
            names = "--assignor",
            paramLabel = "NAME",
            defaultValue = "range",
            description =
                    "The group's strategy now: range (default), roundrobin, sticky, cooperative-sticky or uniform.")
    private String assignor = "range";

    @Option(
            names = "--subscriptions",
            paramLabel = "all|own",
            defaultValue = "all",
            description =
                    "Members subscribe to all topics that the group has partitions of (default), or each to those that it has itself.")
    private Subscriptions subscriptions = Subscriptions.ALL;

    @Option(
            names = "--topic",
            paramLabel = "NAME:COUNT",
            description =
                    "How many partitions a topic has; otherwise as the highest number in the group says. May be repeated.")
    private List<String> topics = new ArrayList<>();

    @ArgGroup(heading = "What happens (one of these; without, the group assigns anew):%n")
    private @Nullable Change change;

    /** What happens, one of these. */
    static final class Change {

        @Option(
                names = "--leave",
                paramLabel = "ID",
                description =
                        "A member leaves: its consumer id or the beginning of it, its instance id or its client id.")
        private @Nullable String leave;

        @Option(
                names = "--join",
                paramLabel = "ID[=TOPIC,...]",
                description = "A member joins; without topics, it subscribes to all of the group's.")
        private @Nullable String join;

        @Option(names = "--grow", paramLabel = "TOPIC=COUNT", description = "A topic gets so many partitions.")
        private @Nullable String grow;

        @Option(
                names = "--strategy",
                paramLabel = "NAME",
                description =
                        "The group goes over to another strategy: range, roundrobin, sticky, cooperative-sticky or uniform.")
        private @Nullable String strategy;
    }

    /** @param in what {@code -} reads */
    PlanCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() throws AssignorException {
        PrintWriter out = commandSpec().commandLine().getOut();
        PrintWriter err = commandSpec().commandLine().getErr();
        String text;
        List<GroupDescription> groups;
        try {
            text = text();
            groups = GroupDescription.read(text);
        } catch (IOException e) {
            err.println("plan: cannot read " + file + ": "
                    + (e instanceof NoSuchFileException ? "there is no such file" : e.toString()));
            return UNREADABLE;
        } catch (UnreadableDescriptionException e) {
            err.println("plan: " + name() + ", " + e.getMessage());
            return UNREADABLE;
        }
        if (groups.isEmpty()) {
            err.println("plan: " + name()
                    + " describes no group with members; write it with --describe --members --verbose");
            return UNREADABLE;
        }
        GroupDescription described = chosen(groups);
        GroupSnapshot snapshot;
        try {
            snapshot = described.toSnapshot(named("--assignor", assignor), subscriptions, partitionCounts());
        } catch (IllegalArgumentException e) {
            throw wrong("--topic: " + e.getMessage());
        }
        if (file == null) {
            out.println(text.strip());
            out.println();
        }
        out.print(AssignmentPlan.of(snapshot, changes(described, snapshot)).toText());
        out.flush();
        return 0;
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "spec");
    }

    private String name() {
        return file == null ? "the sample" : file.equals("-") ? "the standard input" : file;
    }

    private String text() throws IOException {
        if (file == null) {
            try (InputStream sample = PlanCommand.class.getResourceAsStream(SAMPLE)) {
                return new String(Objects.requireNonNull(sample, SAMPLE).readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return file.equals("-")
                ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(Path.of(file));
    }

    private GroupDescription chosen(List<GroupDescription> groups) {
        if (group == null && (groups.size() == 1 || file == null)) {
            return groups.get(0);
        }
        for (GroupDescription described : groups) {
            if (described.groupId().equals(group)) {
                return described;
            }
        }
        String ids =
                String.join(", ", groups.stream().map(GroupDescription::groupId).toList());
        throw wrong("--group must be one of " + ids + (group == null ? "" : ", was " + group));
    }

    private Assignor named(String option, String name) {
        try {
            return Assignors.named(name);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    private Map<String, Integer> partitionCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String topic : topics) {
            int colon = topic.lastIndexOf(':');
            counts.put(topic.substring(0, Math.max(colon, 0)), count("--topic", "NAME:COUNT", topic, colon));
        }
        return counts;
    }

    private int count(String option, String form, String text, int separator) {
        try {
            int count = Integer.parseInt(text.substring(separator + 1));
            if (separator > 0 && count >= 0 && count <= DescriptionReader.MAX_PARTITION + 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(option + " must be " + form + " with a count of 0 to " + (DescriptionReader.MAX_PARTITION + 1)
                + ", was " + text);
    }

    private GroupChange[] changes(GroupDescription described, GroupSnapshot snapshot) {
        if (change == null) {
            // a sample shows something, and other groups what is if they assign anew
            return file == null
                    ? new GroupChange[] {
                        GroupChange.leaves(described.members().get(0).memberId())
                    }
                    : new GroupChange[0];
        }
        return new GroupChange[] {change(change, described, snapshot)};
    }

    private GroupChange change(Change change, GroupDescription described, GroupSnapshot snapshot) {
        if (change.leave != null) {
            return GroupChange.leaves(leaver(change.leave, described));
        }
        if (change.join != null) {
            return joins(change.join, described, snapshot);
        }
        if (change.grow != null) {
            int sign = change.grow.lastIndexOf('=');
            int count = count("--grow", "TOPIC=COUNT", change.grow, sign);
            String topic = change.grow.substring(0, sign);
            int had = requireTopic("--grow", topic, snapshot);
            if (count < had) {
                throw wrong("--grow must not make " + topic + " smaller than " + had + ", was " + count);
            }
            return GroupChange.topicHas(topic, count);
        }
        return GroupChange.uses(named("--strategy", Objects.requireNonNull(change.strategy, "strategy")));
    }

    private String leaver(String text, GroupDescription described) {
        List<String> ids = new ArrayList<>();
        for (Member member : described.members()) {
            if (member.memberId().equals(text)) {
                return text;
            }
            if (member.memberId().startsWith(text)
                    || text.equals(member.instanceId())
                    || text.equals(member.clientId())) {
                ids.add(member.memberId());
            }
        }
        if (ids.size() == 1) {
            return ids.get(0);
        }
        throw wrong("--leave must be of one member, was " + text + ", which is of "
                + (ids.isEmpty() ? "none" : String.join(", ", ids)));
    }

    private GroupChange joins(String text, GroupDescription described, GroupSnapshot snapshot) {
        int sign = text.indexOf('=');
        String id = sign < 0 ? text : text.substring(0, sign);
        if (id.isEmpty() || snapshot.members().containsKey(id)) {
            throw wrong("--join must be an id that no member has, was " + text);
        }
        List<String> wanted = sign < 0
                ? List.copyOf(described.topics().keySet())
                : List.of(text.substring(sign + 1).split(",", -1));
        wanted.forEach(topic -> requireTopic("--join", topic, snapshot));
        return GroupChange.joins(GroupSnapshot.Member.newcomer(id, wanted));
    }

    /** How many partitions a topic has that must be there. */
    private int requireTopic(String option, String topic, GroupSnapshot snapshot) {
        return snapshot.topics()
                .partitionCount(topic)
                .orElseThrow(() -> wrong(option + " must name a topic of the group, "
                        + String.join(
                                ", ",
                                new TreeSet<>(
                                        snapshot.topics().partitionCounts().keySet()))
                        + ", or of --topic, was " + topic));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(commandSpec().commandLine(), message);
    }
}

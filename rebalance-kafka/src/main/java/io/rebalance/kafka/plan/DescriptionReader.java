package io.rebalance.kafka.plan;

import io.rebalance.kafka.plan.GroupDescription.Member;
import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables of members, line by line. Kafka pads its columns, so a cell is what stands below its title; that alone tells
 * an empty cell, as that of a dynamic member's instance id is, and a blank within one. In a line that does not stand below
 * the titles, since somebody has squeezed it, each word is a cell.
 */
final class DescriptionReader {

    private static final String GROUP = "GROUP";
    private static final String MEMBER = "CONSUMER-ID";
    private static final String INSTANCE = "GROUP-INSTANCE-ID";
    private static final String CLIENT = "CLIENT-ID";
    private static final String COUNT = "#PARTITIONS";
    private static final List<String> ASSIGNMENTS = List.of("CURRENT-ASSIGNMENT", "ASSIGNMENT");

    private static final String NOTHING = "-";
    static final int MAX_PARTITION = 999_999;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern WORD = Pattern.compile("\\S+");
    // no repeated groups: for these, Java calls itself once a partition, and there can be thousands
    private static final Pattern TOPIC = Pattern.compile("([a-zA-Z0-9._-]+)(?::([0-9,]+)|\\(([0-9,\\s]+)\\))");

    private final Map<String, List<Member>> groups = new LinkedHashMap<>();
    private @Nullable Titles titles;

    private DescriptionReader() {}

    /** The titles of a table, where each begins, and which column the assignment is in. */
    private record Titles(List<String> names, List<Integer> starts, String assignment) {}

    static List<GroupDescription> read(String text) throws UnreadableDescriptionException {
        DescriptionReader reader = new DescriptionReader();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            reader.line(number, line);
        }
        List<GroupDescription> groups = new ArrayList<>();
        reader.groups.forEach((groupId, members) -> groups.add(new GroupDescription(groupId, members)));
        return groups;
    }

    private void line(int number, String line) throws UnreadableDescriptionException {
        List<String> words = words(line);
        if (words.isEmpty()) {
            titles = null;
        } else if (words.get(0).equals(GROUP) && (words.contains(MEMBER) || words.contains("COORDINATOR"))) {
            titles = titles(number, line);
        } else if (titles != null) {
            member(number, cells(number, line, titles), titles.assignment());
        }
    }

    private static Titles titles(int number, String line) throws UnreadableDescriptionException {
        List<String> names = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            names.add(word.group());
            starts.add(word.start());
        }
        for (String assignment : ASSIGNMENTS) {
            if (names.contains(assignment)) {
                return new Titles(names, starts, assignment);
            }
        }
        throw new UnreadableDescriptionException(
                number,
                "there must be a column " + String.join(" or ", ASSIGNMENTS)
                        + ", as --describe --members --verbose writes it, there were " + String.join(" ", names));
    }

    private static Map<String, String> cells(int number, String line, Titles titles)
            throws UnreadableDescriptionException {
        Map<String, String> cells = new LinkedHashMap<>();
        List<String> words = words(line);
        String astray = astray(line, titles);
        for (int i = 0; i < titles.names().size(); i++) {
            if (astray == null) {
                int end = i + 1 < titles.names().size() ? titles.starts().get(i + 1) : line.length();
                cells.put(titles.names().get(i), cut(line, titles.starts().get(i), end));
            } else if (words.size() == titles.names().size()) {
                cells.put(titles.names().get(i), words.get(i));
            } else {
                throw new UnreadableDescriptionException(
                        number, astray, "must begin below its title, did not: " + line.strip());
            }
        }
        return cells;
    }

    /** The first column that does not stand below its title, or null if all do. */
    private static @Nullable String astray(String line, Titles titles) {
        for (int i = 1; i < titles.names().size(); i++) {
            int start = titles.starts().get(i);
            if (start <= line.length() && !Character.isWhitespace(line.charAt(start - 1))) {
                return titles.names().get(i);
            }
        }
        return null;
    }

    private static String cut(String line, int start, int end) {
        return start >= line.length()
                ? ""
                : line.substring(start, Math.min(end, line.length())).strip();
    }

    private static List<String> words(String line) {
        return WORD.matcher(line).results().map(result -> result.group()).toList();
    }

    private void member(int number, Map<String, String> cells, String assignment)
            throws UnreadableDescriptionException {
        String memberId = required(number, cells, MEMBER);
        String instanceId = cells.getOrDefault(INSTANCE, "");
        List<TopicPartition> partitions = partitions(number, assignment, cells.getOrDefault(assignment, NOTHING));
        String count = cells.getOrDefault(COUNT, Integer.toString(partitions.size()));
        if (!count.equals(Integer.toString(partitions.size()))) {
            throw new UnreadableDescriptionException(
                    number,
                    COUNT,
                    "must be the number of partitions assigned, " + partitions.size() + ", was " + count);
        }
        List<Member> members = groups.computeIfAbsent(required(number, cells, GROUP), id -> new ArrayList<>());
        if (members.stream().anyMatch(member -> member.memberId().equals(memberId))) {
            throw new UnreadableDescriptionException(
                    number, MEMBER, "must differ from those of the group's other members, was " + memberId);
        }
        members.add(new Member(
                memberId,
                instanceId.isEmpty() || instanceId.equals(NOTHING) ? null : instanceId,
                cells.getOrDefault(CLIENT, ""),
                partitions));
    }

    private static String required(int number, Map<String, String> cells, String column)
            throws UnreadableDescriptionException {
        String cell = cells.getOrDefault(column, "");
        if (cell.isEmpty() || cell.equals(NOTHING)) {
            throw new UnreadableDescriptionException(number, column, "must not be empty");
        }
        return cell;
    }

    /** Reads {@code orders:0,1;payments:2}, {@code orders(0,1), payments(2)}, or {@code -} for nothing. */
    private static List<TopicPartition> partitions(int number, String column, String cell)
            throws UnreadableDescriptionException {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        if (cell.isEmpty() || cell.equals(NOTHING)) {
            return List.of();
        }
        for (String part : cell.split(";|(?<=\\)),", -1)) {
            Matcher matcher = TOPIC.matcher(part.strip());
            if (!matcher.matches()) {
                throw unlikeAnAssignment(number, column, cell);
            }
            String numbers = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            for (String text : numbers.split(",", -1)) {
                if (!NUMBER.matcher(text.strip()).matches()) {
                    throw unlikeAnAssignment(number, column, cell);
                }
                TopicPartition partition =
                        new TopicPartition(matcher.group(1), partition(number, column, text.strip()));
                if (!partitions.add(partition)) {
                    throw new UnreadableDescriptionException(number, column, "must name " + partition + " once");
                }
            }
        }
        return List.copyOf(partitions);
    }

    private static UnreadableDescriptionException unlikeAnAssignment(int number, String column, String cell) {
        return new UnreadableDescriptionException(
                number, column, "must be like orders:0,1;payments:2, or orders(0,1), payments(2), or -, was " + cell);
    }

    private static int partition(int number, String column, String text) throws UnreadableDescriptionException {
        try {
            int partition = Integer.parseInt(text);
            if (partition <= MAX_PARTITION) {
                return partition;
            }
        } catch (NumberFormatException e) {
            // too long, said below
        }
        throw new UnreadableDescriptionException(
                number, column, "partitions must be 0 to " + MAX_PARTITION + ", was " + text);
    }
}

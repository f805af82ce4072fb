package io.rebalance.testkit;

import io.rebalance.testkit.SampleGroup.Claim;
import io.rebalance.testkit.SampleGroup.Member;
import io.rebalance.testkit.SampleGroup.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a {@link SampleGroup}. */
final class SampleText {

    private static final Pattern PLAIN = Pattern.compile("[\\p{IsAlphabetic}\\p{IsDigit}._-]+");

    private SampleText() {}

    // Writing

    static String write(SampleGroup group) {
        StringBuilder out = new StringBuilder();
        for (Topic topic : group.topics()) {
            out.append("topic ").append(name(topic.name())).append(' ').append(topic.partitionCount());
            out.append('\n');
            for (int i = 0; i < topic.racks().size(); i++) {
                out.append("replicas ").append(name(topic.name())).append(' ').append(i);
                topic.racks().get(i).forEach(rack -> out.append(' ').append(name(rack)));
                out.append('\n');
            }
        }
        for (Member member : group.members()) {
            out.append("member ").append(name(member.memberId()));
            option(out, "instance=", member.instanceId());
            option(out, "rack=", member.rack());
            member.topics().forEach(topic -> out.append(' ').append(name(topic)));
            out.append('\n');
        }
        Claim last = null;
        for (Claim claim : group.claims()) {
            if (last == null || !continues(last, claim)) {
                out.append(last == null ? "" : "\n").append("claim ").append(name(claim.memberId()));
                out.append(' ').append(claim.generation()).append(' ').append(name(claim.topic()));
            }
            out.append(' ').append(claim.partition());
            last = claim;
        }
        return out.append(last == null ? "" : "\n").toString();
    }

    private static boolean continues(Claim last, Claim claim) {
        return claim.memberId().equals(last.memberId())
                && claim.generation() == last.generation()
                && claim.topic().equals(last.topic());
    }

    private static void option(StringBuilder out, String option, @Nullable String value) {
        if (value != null) {
            out.append(' ').append(option).append(name(value));
        }
    }

    static String name(String name) {
        if (PLAIN.matcher(name).matches()) {
            return name;
        }
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    // Reading

    static SampleGroup read(String text) {
        Reading reading = new Reading();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                reading.line(words(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage() + ": " + line.strip(), e);
            }
        }
        return reading.group();
    }

    /** What a line has said so far. */
    private static final class Reading {

        private final List<String> names = new ArrayList<>();
        private final List<Integer> counts = new ArrayList<>();
        private final Map<String, Map<Integer, List<String>>> racks = new TreeMap<>();
        private final List<Member> members = new ArrayList<>();
        private final List<Claim> claims = new ArrayList<>();

        void line(List<Word> words) {
            if (words.isEmpty()) {
                return;
            }
            String kind = words.get(0).text;
            switch (kind) {
                case "topic" -> topic(words);
                case "replicas" -> replicas(words);
                case "member" -> member(words);
                case "claim" -> claim(words);
                default ->
                    throw new IllegalArgumentException(
                            "a line must begin with topic, replicas, member or claim, began with " + kind);
            }
        }

        private void topic(List<Word> words) {
            requireCount(words, 3, 3, "topic, name, number of partitions");
            String name = words.get(1).text;
            if (names.contains(name)) {
                throw new IllegalArgumentException("topics must differ, two are named " + name);
            }
            names.add(name);
            counts.add(number("number of partitions", words.get(2), 0));
        }

        private void replicas(List<Word> words) {
            requireCount(words, 3, Integer.MAX_VALUE, "replicas, topic, partition, racks");
            int topic = names.indexOf(words.get(1).text);
            if (topic < 0) {
                throw new IllegalArgumentException("the topic must be named before, was " + words.get(1).text);
            }
            int partition = number("partition", words.get(2), 0);
            if (partition >= counts.get(topic)) {
                throw new IllegalArgumentException(
                        "partition must be less than " + counts.get(topic) + ", was " + partition);
            }
            racks.computeIfAbsent(words.get(1).text, t -> new TreeMap<>())
                    .put(
                            partition,
                            words.subList(3, words.size()).stream()
                                    .map(Word::text)
                                    .toList());
        }

        private void member(List<Word> words) {
            requireCount(words, 2, Integer.MAX_VALUE, "member, id, topics");
            String instanceId = null;
            String rack = null;
            List<String> topics = new ArrayList<>();
            for (Word word : words.subList(2, words.size())) {
                switch (word.option) {
                    case "" -> topics.add(word.text);
                    case "instance" -> instanceId = word.text;
                    case "rack" -> rack = word.text;
                    default ->
                        throw new IllegalArgumentException(
                                "an option must be instance= or rack=, was " + word.option + "=");
                }
            }
            String id = words.get(1).text;
            if (members.stream().anyMatch(member -> member.memberId().equals(id))) {
                throw new IllegalArgumentException("members must differ, two are named " + id);
            }
            members.add(new Member(id, instanceId, rack, topics));
        }

        private void claim(List<Word> words) {
            requireCount(words, 5, Integer.MAX_VALUE, "claim, member, generation, topic, partitions");
            int generation = number("generation", words.get(2), Integer.MIN_VALUE);
            for (Word word : words.subList(4, words.size())) {
                claims.add(new Claim(
                        words.get(1).text,
                        words.get(3).text,
                        number("partition", word, Integer.MIN_VALUE),
                        generation));
            }
        }

        SampleGroup group() {
            List<Topic> topics = new ArrayList<>();
            for (int t = 0; t < names.size(); t++) {
                List<List<String>> known = new ArrayList<>();
                Map<Integer, List<String>> said = racks.getOrDefault(names.get(t), Map.of());
                for (int i = 0; i < counts.get(t) && !said.isEmpty(); i++) {
                    known.add(said.getOrDefault(i, List.of()));
                }
                topics.add(new Topic(names.get(t), counts.get(t), known));
            }
            return new SampleGroup(topics, members, claims);
        }
    }

    private static void requireCount(List<Word> words, int least, int most, String form) {
        if (words.size() < least || words.size() > most) {
            throw new IllegalArgumentException("must be " + form + ", had " + words.size() + " words");
        }
    }

    private static int number(String what, Word word, int least) {
        try {
            int number = Integer.parseInt(word.text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                what + " must be a number" + (least == 0 ? " of 0 or more" : "") + ", was " + word.text);
    }

    /**
     * A word of a line.
     *
     * @param option what stands before its {@code =}, or nothing
     * @param text the word, without quotes
     */
    private record Word(String option, String text) {}

    private static List<Word> words(String line) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '#') {
                break;
            }
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            String option = "";
            int end = endOfPlain(line, at);
            if (end < line.length() && line.charAt(end) == '=') {
                option = line.substring(at, end);
                at = end + 1;
                end = endOfPlain(line, at);
            }
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder text = new StringBuilder();
                at = quoted(line, at + 1, text);
                words.add(new Word(option, text.toString()));
            } else if (end > at) {
                words.add(new Word(option, line.substring(at, end)));
                at = end;
            } else {
                throw new IllegalArgumentException("column " + (at + 1) + " must be a name, or a name in quotes");
            }
            if (at < line.length() && !Character.isWhitespace(line.charAt(at)) && line.charAt(at) != '#') {
                throw new IllegalArgumentException("column " + (at + 1) + " must be a blank");
            }
        }
        return words;
    }

    private static int endOfPlain(String line, int from) {
        int end = from;
        while (end < line.length()
                && !Character.isWhitespace(line.charAt(end))
                && "\"=#".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** Reads what stands in quotes; returns where it goes on. */
    private static int quoted(String line, int from, StringBuilder text) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '"') {
            char c = line.charAt(at);
            if (c == '\\' && at + 1 < line.length()) {
                at++;
                c = line.charAt(at) == 'n' ? '\n' : line.charAt(at);
            }
            text.append(c);
            at++;
        }
        if (at == line.length()) {
            throw new IllegalArgumentException("column " + from + " opens a quote that nothing closes");
        }
        return at + 1;
    }
}

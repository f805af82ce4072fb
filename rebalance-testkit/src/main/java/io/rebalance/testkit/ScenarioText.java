package io.rebalance.testkit;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartitions;
import io.rebalance.testkit.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Partitions and bytes in scenarios, as people write and read them. */
final class ScenarioText {

    private static final String NOTHING = "-";

    private ScenarioText() {}

    // Lists

    static List<String> readList(String text) {
        return text.equals(NOTHING) ? List.of() : Arrays.asList(text.split(",", -1));
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? NOTHING : String.join(",", names);
    }

    // Partitions

    /** Reads {@code orders:0,2-5;payments:1}, or {@code -} for none. */
    static List<TopicPartitions> readPartitions(String text) {
        List<TopicPartitions> topics = new ArrayList<>();
        if (!text.equals(NOTHING)) {
            for (String topic : text.split(";", -1)) {
                int colon = topic.lastIndexOf(':');
                if (colon <= 0) {
                    throw new IllegalArgumentException(
                            "must be partitions such as orders:0,1;payments:0-3, was " + text);
                }
                topics.add(TopicPartitions.of(topic.substring(0, colon), readNumbers(topic.substring(colon + 1))));
            }
        }
        return topics;
    }

    private static int[] readNumbers(String text) {
        return Arrays.stream(text.split(",", -1))
                .flatMapToInt(part -> {
                    int dash = part.indexOf('-');
                    int first = Words.readInt(dash < 0 ? part : part.substring(0, dash));
                    int last = dash < 0 ? first : Words.readInt(part.substring(dash + 1));
                    return IntStream.rangeClosed(first, last);
                })
                .toArray();
    }

    static String partitions(List<TopicPartitions> topics) {
        return topics.isEmpty()
                ? NOTHING
                : topics.stream()
                        .map(t -> t.topic() + ":" + numbers(t.partitions().toArray()))
                        .collect(Collectors.joining(";"));
    }

    /** Three or more in a row become a range. */
    private static String numbers(int[] numbers) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < numbers.length; i++) {
            int end = i;
            while (end + 1 < numbers.length && numbers[end + 1] == numbers[end] + 1) {
                end++;
            }
            out.append(out.length() == 0 ? "" : ",").append(numbers[i]);
            if (end >= i + 2) {
                out.append('-').append(numbers[end]);
                i = end;
            }
        }
        return out.toString();
    }

    // Bytes

    static Bytes readText(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a member says about itself; decoded if it is a consumer's. */
    static String metadata(@Nullable String protocolType, Bytes bytes) {
        return decoded(protocolType, bytes, () -> {
            ConsumerSubscription said = ConsumerProtocol.readSubscription(bytes);
            StringBuilder out = new StringBuilder("topics=").append(list(said.topics()));
            List<TopicPartitions> owned = said.ownedPartitions();
            boolean hasGeneration = said.generationId() != ConsumerSubscription.NO_GENERATION;
            if (owned != null && (!owned.isEmpty() || hasGeneration)) {
                out.append(" owned=").append(partitions(owned));
                out.append(hasGeneration ? "@" + said.generationId() : "");
            }
            out.append(said.rackId() == null ? "" : " rack=" + said.rackId());
            out.append(said.userData() == null ? "" : " data=" + text(said.userData()));
            return out.toString();
        });
    }

    /** What a member is given; decoded if it is a consumer. */
    static String assignment(@Nullable String protocolType, Bytes bytes) {
        if (bytes.isEmpty()) {
            return "no bytes";
        }
        return decoded(protocolType, bytes, () -> {
            ConsumerAssignment given = ConsumerProtocol.readAssignment(bytes);
            return partitions(given.partitions()) + (given.userData() == null ? "" : " data=" + text(given.userData()));
        });
    }

    private interface Decoder {
        String decode() throws MalformedBytesException;
    }

    private static String decoded(@Nullable String protocolType, Bytes bytes, Decoder decoder) {
        if (!ConsumerProtocol.TYPE.equals(protocolType)) {
            return text(bytes);
        }
        try {
            return decoder.decode();
        } catch (MalformedBytesException e) {
            return "malformed " + text(bytes);
        }
    }

    /** In quotation marks if it is plain text, else in hexadecimal. */
    private static String text(Bytes bytes) {
        byte[] array = bytes.toArray();
        boolean plain = true;
        for (byte b : array) {
            plain &= b >= ' ' && b < 127 && b != '"';
        }
        return plain
                ? Words.quoted(new String(array, StandardCharsets.US_ASCII))
                : "0x" + HexFormat.of().formatHex(array);
    }

    /** The text of a thing that may be missing. */
    static String orNone(@Nullable Object thing) {
        return thing == null ? "none" : thing.toString();
    }
}

package io.rebalance.testkit;

import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerAssignment;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import io.rebalance.protocol.TopicPartitions;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The words of scenarios: times, partitions and bytes, as people write and read them. */
final class ScenarioText {

    private static final String NOTHING = "-";
    private static final Pattern TIME = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
    private static final long DAY_MS = 86_400_000;
    private static final long MAX_DAYS = 36_500;

    private ScenarioText() {}

    // Times

    /** Reads {@code 3s}, {@code 2.9s}, {@code 500ms}, {@code 5m}, {@code 1h} or {@code 7d}; at most a hundred years. */
    static long readMs(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a time such as 3s, 500ms, 5m, 1h or 7d, was " + text);
        }
        long perUnit = switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> DAY_MS;
        };
        BigDecimal ms = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(perUnit));
        if (ms.compareTo(BigDecimal.valueOf(MAX_DAYS * DAY_MS)) > 0) {
            throw new IllegalArgumentException("must be at most " + MAX_DAYS + "d, was " + text);
        }
        return ms.longValue();
    }

    static int readInt(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, was " + text, e);
        }
    }

    static String ms(long ms) {
        if (ms == Long.MAX_VALUE) {
            return "never";
        }
        return BigDecimal.valueOf(ms, 3).stripTrailingZeros().toPlainString() + "s";
    }

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
                    int first = readInt(dash < 0 ? part : part.substring(0, dash));
                    int last = dash < 0 ? first : readInt(part.substring(dash + 1));
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

    static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
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
                ? quoted(new String(array, StandardCharsets.US_ASCII))
                : "0x" + HexFormat.of().formatHex(array);
    }

    static String quoted(String text) {
        return '"' + text + '"';
    }

    /** The text of a thing that may be missing. */
    static String orNone(@Nullable Object thing) {
        return thing == null ? "none" : thing.toString();
    }
}

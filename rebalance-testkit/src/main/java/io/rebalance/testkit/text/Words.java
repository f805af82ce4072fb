package io.rebalance.testkit.text;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times, numbers and quotations in texts, as people write and read them. */
public final class Words {

    private static final Pattern TIME = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
    private static final long DAY_MS = 86_400_000;
    private static final long MAX_DAYS = 36_500;

    private Words() {}

    /** Reads {@code 3s}, {@code 2.9s}, {@code 500ms}, {@code 5m}, {@code 1h} or {@code 7d}; at most a hundred years. */
    public static long readMs(String text) {
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

    public static int readInt(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, was " + text, e);
        }
    }

    public static String ms(long ms) {
        if (ms == Long.MAX_VALUE) {
            return "never";
        }
        return BigDecimal.valueOf(ms, 3).stripTrailingZeros().toPlainString() + "s";
    }

    public static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    public static String quoted(String text) {
        return '"' + text + '"';
    }
}

package io.rebalance.testkit.timeline;

import java.util.Locale;

/** How texts and numbers are written in a page: the same everywhere, whatever the locale. */
final class Markup {

    private Markup() {}

    /** Text for an element or a quoted attribute. What HTML does not allow becomes a replacement character. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) c);
                default -> {
                    boolean isForbidden = c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000);
                    out.appendCodePoint(isForbidden ? 0xfffd : c);
                }
            }
        });
        return out.toString();
    }

    /** Tenths as a number: {@code 123} is 12.3, {@code 120} is 12. */
    static String tenths(long tenths) {
        long whole = Math.abs(tenths) / 10;
        long rest = Math.abs(tenths) % 10;
        return (tenths < 0 ? "-" : "") + (rest == 0 ? Long.toString(whole) : whole + "." + rest);
    }

    /** A count with commas: 1,234,567. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A point in time, or a length of time: {@code 4.2 s}, {@code 3:07.5}, {@code 26:03:07}, {@code 12 d 02:03:07}. */
    static String time(long ms) {
        long tenths = Math.round(ms / 100.0);
        if (Math.abs(tenths) < 600) {
            return (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10 + " s";
        }
        String sign = ms < 0 ? "-" : "";
        long abs = Math.abs(tenths);
        if (abs < 36_000) {
            return sign + abs / 600 + ":" + two(abs / 10 % 60) + "." + abs % 10;
        }
        long seconds = abs / 10;
        String clock = two(seconds / 60 % 60) + ":" + two(seconds % 60);
        long hours = seconds / 3_600;
        return sign + (hours < 48 ? hours + ":" + clock : hours / 24 + " d " + two(hours % 24) + ":" + clock);
    }

    private static String two(long value) {
        return value < 10 ? "0" + value : Long.toString(value);
    }

    /** One thing or several: {@code 1 partition}, {@code 2 partitions}. */
    static String counted(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** A figure as text: ms as seconds, all else as a count. */
    static String figure(Timeline.Figure figure) {
        if (figure.unit().equals("ms")) {
            long tenths = Math.round(figure.value() / 100.0);
            return count(tenths / 10) + (tenths < 10_000 ? "." + tenths % 10 : "") + " s";
        }
        return count(figure.value()) + (figure.unit().isEmpty() ? "" : " " + figure.unit());
    }
}

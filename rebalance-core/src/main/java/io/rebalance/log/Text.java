package io.rebalance.log;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Java strings as bytes: each string in one way, and back without loss.
 *
 * <p>Well-formed strings are UTF-8. A surrogate without its other half, for which UTF-8 has no place, is written in the
 * three bytes that a character of its number would have (WTF-8): an id that came from nowhere good stays the id that it
 * is, and turns neither into another one nor into that of another member. The halves of a pair are not read from six
 * bytes, since they have their own four.
 */
final class Text {

    private Text() {}

    /** How many bytes the text has. */
    static int byteCount(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                bytes = Math.addExact(bytes, 2);
                if (isPairAt(text, i)) {
                    i++; // four bytes for two chars
                }
            } else if (c >= 0x80) {
                bytes = Math.addExact(bytes, 1);
            }
        }
        return bytes;
    }

    /** Writes the text, which has room. */
    static void put(String text, byte[] out, int from) {
        int at = from;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out[at++] = (byte) c;
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | c >> 6);
                out[at++] = tail(c);
            } else if (isPairAt(text, i)) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xf0 | point >> 18);
                out[at++] = tail(point >> 12);
                out[at++] = tail(point >> 6);
                out[at++] = tail(point);
            } else {
                out[at++] = (byte) (0xe0 | c >> 12);
                out[at++] = tail(c >> 6);
                out[at++] = tail(c);
            }
        }
    }

    /** Reads a text; null if the bytes are none. */
    static @Nullable String read(byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            if (in[i] < 0) {
                return readAny(in, from, to);
            }
        }
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1); // ASCII in truth
    }

    private static @Nullable String readAny(byte[] in, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            int first = in[at] & 0xff;
            int length = lengthOf(first);
            if (length == 0 || at + length > to) {
                return null;
            }
            int point = length == 1 ? first : first & (0x7f >> length);
            for (int i = at + 1; i < at + length; i++) {
                if ((in[i] & 0xc0) != 0x80) {
                    return null;
                }
                point = point << 6 | (in[i] & 0x3f);
            }
            if (point < LOWEST[length] || point > Character.MAX_CODE_POINT || completesPair(text, point)) {
                return null;
            }
            text.appendCodePoint(point);
            at += length;
        }
        return text.toString();
    }

    private static final int[] LOWEST = {0, 0, 0x80, 0x800, 0x10000}; // by length: what is lower has a shorter form

    private static int lengthOf(int first) {
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xc0) {
            return 0;
        }
        return first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
    }

    private static boolean completesPair(StringBuilder text, int point) {
        return point >= Character.MIN_LOW_SURROGATE
                && point <= Character.MAX_LOW_SURROGATE
                && !text.isEmpty()
                && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private static boolean isPairAt(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static byte tail(int point) {
        return (byte) (0x80 | (point & 0x3f));
    }
}

package io.rebalance.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Two texts in one array, so small as can be: there may be millions. Any chars, lone surrogates included, come back. */
final class TwoTexts {

    private static final byte LATIN_1 = 0;
    private static final byte UTF_16 = 1;
    private static final int HEADER_BYTES = 2;
    private static final int LONG_HEADER_BYTES = 2 + Integer.BYTES;
    private static final int LONG = 0xFF; // instead of a length that has no room in its byte

    private TwoTexts() {}

    static byte[] of(String first, String second) {
        boolean isLatin = isLatin(first) && isLatin(second);
        int width = isLatin ? 1 : Character.BYTES;
        boolean isLong = first.length() >= LONG;
        int headerBytes = isLong ? LONG_HEADER_BYTES : HEADER_BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(headerBytes + (first.length() + second.length()) * width);
        buffer.put(isLatin ? LATIN_1 : UTF_16);
        buffer.put((byte) (isLong ? LONG : first.length()));
        if (isLong) {
            buffer.putInt(first.length());
        }
        put(buffer, first, isLatin);
        put(buffer, second, isLatin);
        return buffer.array();
    }

    static String first(byte[] texts) {
        return text(texts, start(texts), firstLength(texts));
    }

    static String second(byte[] texts) {
        int start = start(texts) + firstLength(texts) * width(texts);
        return text(texts, start, (texts.length - start) / width(texts));
    }

    /** Whether it is these two. Makes nothing. */
    static boolean are(byte[] texts, String first, String second) {
        int width = width(texts);
        int start = start(texts);
        if (firstLength(texts) != first.length()
                || texts.length != start + (first.length() + second.length()) * width) {
            return false;
        }
        return isAt(texts, start, width, first) && isAt(texts, start + first.length() * width, width, second);
    }

    private static boolean isAt(byte[] texts, int start, int width, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != charAt(texts, start + i * width, width)) {
                return false;
            }
        }
        return true;
    }

    private static char charAt(byte[] texts, int at, int width) {
        int low = texts[at + width - 1] & 0xFF;
        return (char) (width == 1 ? low : (texts[at] & 0xFF) << 8 | low);
    }

    private static String text(byte[] texts, int start, int length) {
        if (width(texts) == 1) {
            return new String(texts, start, length, StandardCharsets.ISO_8859_1);
        }
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = charAt(texts, start + i * Character.BYTES, Character.BYTES);
        }
        return new String(chars);
    }

    private static int width(byte[] texts) {
        return texts[0] == LATIN_1 ? 1 : Character.BYTES;
    }

    private static int start(byte[] texts) {
        return (texts[1] & 0xFF) == LONG ? LONG_HEADER_BYTES : HEADER_BYTES;
    }

    private static int firstLength(byte[] texts) {
        int length = texts[1] & 0xFF;
        return length == LONG ? ByteBuffer.wrap(texts).getInt(HEADER_BYTES) : length;
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static void put(ByteBuffer buffer, String text, boolean isLatin) {
        for (int i = 0; i < text.length(); i++) {
            if (isLatin) {
                buffer.put((byte) text.charAt(i));
            } else {
                buffer.putChar(text.charAt(i));
            }
        }
    }
}

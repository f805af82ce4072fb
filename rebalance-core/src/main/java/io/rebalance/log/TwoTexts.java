package io.rebalance.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Two texts of an owner in one array, so small as can be: there may be millions. The owner's own name mostly begins with
 * the first text, which is then not kept again. Any chars, lone surrogates included, come back.
 */
final class TwoTexts {

    private static final int UTF_16 = 1;
    private static final int BEGINS_OWNER = 2; // the first text is the beginning of the owner's name
    private static final int HEADER_BYTES = 2;
    private static final int LONG_HEADER_BYTES = 2 + Integer.BYTES;
    private static final int LONG = 0xFF; // instead of a length that has no room in its byte

    private TwoTexts() {}

    static byte[] of(String owner, String first, String second) {
        boolean beginsOwner = owner.startsWith(first);
        String kept = beginsOwner ? "" : first;
        boolean isLatin = isLatin(kept) && isLatin(second);
        int width = isLatin ? 1 : Character.BYTES;
        boolean isLong = first.length() >= LONG;
        int headerBytes = isLong ? LONG_HEADER_BYTES : HEADER_BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(headerBytes + (kept.length() + second.length()) * width);
        buffer.put((byte) ((isLatin ? 0 : UTF_16) | (beginsOwner ? BEGINS_OWNER : 0)));
        buffer.put((byte) (isLong ? LONG : first.length()));
        if (isLong) {
            buffer.putInt(first.length());
        }
        put(buffer, kept, isLatin);
        put(buffer, second, isLatin);
        return buffer.array();
    }

    static String first(byte[] texts, String owner) {
        return beginsOwner(texts)
                ? owner.substring(0, firstLength(texts))
                : text(texts, headerBytes(texts), firstLength(texts));
    }

    static String second(byte[] texts) {
        int start = secondStart(texts);
        return text(texts, start, (texts.length - start) / width(texts));
    }

    /** Whether it is these two. Makes nothing. */
    static boolean are(byte[] texts, String owner, String first, String second) {
        int width = width(texts);
        int secondStart = secondStart(texts);
        return firstLength(texts) == first.length()
                && texts.length - secondStart == second.length() * width
                && (beginsOwner(texts) ? owner.startsWith(first) : isAt(texts, headerBytes(texts), width, first))
                && isAt(texts, secondStart, width, second);
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
        return (texts[0] & UTF_16) == 0 ? 1 : Character.BYTES;
    }

    private static boolean beginsOwner(byte[] texts) {
        return (texts[0] & BEGINS_OWNER) != 0;
    }

    private static int headerBytes(byte[] texts) {
        return (texts[1] & 0xFF) == LONG ? LONG_HEADER_BYTES : HEADER_BYTES;
    }

    private static int secondStart(byte[] texts) {
        return headerBytes(texts) + (beginsOwner(texts) ? 0 : firstLength(texts) * width(texts));
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

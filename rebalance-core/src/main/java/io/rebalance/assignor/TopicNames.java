package io.rebalance.assignor;

import io.rebalance.internal.raw.FieldReader;
import io.rebalance.protocol.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics that members named, numbered in the order of naming.
 *
 * <p>Whoever writes in bytes names the same topics again and again. Their bytes are found again without making a string of
 * them, as long as they lie near the place that their hash gives them; where too many names hash alike, be it by intent,
 * the strings are looked up, which has no bad case.
 */
final class TopicNames {

    private static final int PROBES = 4;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private byte[] pool = new byte[256]; // the names' bytes, as far as they are found by them
    private int poolSize;
    private int[] starts = new int[16]; // by number: where in the pool
    private int[] lengths = new int[16]; // by number: 0 if not in the pool
    private int[] hashes = new int[16];
    private int[] slots = new int[64]; // numbers, plus one

    /** How many there are. */
    int count() {
        return names.size();
    }

    /** The name of a number. */
    String name(int number) {
        return names.get(number);
    }

    /** The number of a name. */
    int numberOf(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        int number = names.size();
        numbers.put(name, number);
        names.add(name);
        return number;
    }

    /** The number of the name that comes next. */
    int read(FieldReader in, String field) throws MalformedBytesException {
        int length = in.stringLength(field);
        int hash = in.hash(length);
        for (int i = 0; i < PROBES; i++) {
            int number = slots[(hash + i) & (slots.length - 1)] - 1;
            if (number < 0) {
                break;
            }
            if (hashes[number] == hash && lengths[number] == length && in.startsWith(pool, starts[number], length)) {
                in.skip(length);
                return number;
            }
        }
        int start = in.position();
        int number = numberOf(in.text(length, field));
        int end = in.position();
        in.position(start);
        remember(in, number, length, hash);
        in.position(end);
        return number;
    }

    private void remember(FieldReader in, int number, int length, int hash) {
        if (length == 0 || (number < lengths.length && lengths[number] > 0)) {
            return; // its place was taken: it is looked up by its string
        }
        if (number >= lengths.length) {
            int size = Math.max(number + 1, 2 * lengths.length);
            starts = Arrays.copyOf(starts, size);
            lengths = Arrays.copyOf(lengths, size);
            hashes = Arrays.copyOf(hashes, size);
        }
        if (poolSize + length > pool.length) {
            pool = Arrays.copyOf(pool, Math.max(poolSize + length, 2 * pool.length));
        }
        in.copyTo(pool, poolSize, length);
        starts[number] = poolSize;
        lengths[number] = length;
        hashes[number] = hash;
        poolSize += length;
        if (2 * names.size() > slots.length) {
            slots = new int[4 * Integer.highestOneBit(names.size())];
            for (int n = 0; n < lengths.length; n++) {
                if (lengths[n] > 0) {
                    place(n);
                }
            }
        } else {
            place(number);
        }
    }

    private void place(int number) {
        for (int i = 0; i < PROBES; i++) {
            int slot = (hashes[number] + i) & (slots.length - 1);
            if (slots[slot] == 0) {
                slots[slot] = number + 1;
                return;
            }
        }
    }
}

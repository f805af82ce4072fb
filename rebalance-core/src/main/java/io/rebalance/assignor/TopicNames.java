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
    private static final int SLOT = 4; // what stands in it:
    private static final int NUMBER = 1;
    private static final int START = 2;
    private static final int LENGTH = 3;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private byte[] pool = new byte[256]; // the names' bytes, as far as they are found by them
    private int poolSize;
    private int[] starts = new int[64]; // by number: where in the pool, if it is there
    private int[] lengths = new int[64]; // and how long; 0 if it is not
    private int last = -1; // what was read last
    private int stride = 1; // and how far from the one before
    private int[] slots = new int[64 * SLOT]; // a hash, a number plus one, and where and how long in the pool

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
        int next = last + stride; // whoever was dealt partitions in turn names topics at even distances
        if (next >= 0
                && next < lengths.length
                && lengths[next] == length
                && length > 0
                && in.startsWith(pool, starts[next], length)) {
            in.skip(length);
            last = next;
            return next;
        }
        int found = find(in, length, field);
        stride = found - last;
        last = found;
        return found;
    }

    private int find(FieldReader in, int length, String field) throws MalformedBytesException {
        int hash = in.hash(length);
        int mask = slots.length - 1;
        int slot = (hash * SLOT) & mask;
        for (int i = 0; i < PROBES && slots[slot + NUMBER] > 0; i++) {
            if (slots[slot] == hash
                    && slots[slot + LENGTH] == length
                    && in.startsWith(pool, slots[slot + START], length)) {
                in.skip(length);
                return slots[slot + NUMBER] - 1;
            }
            slot = (slot + SLOT) & mask;
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
        if (2 * SLOT * names.size() > slots.length) {
            grow();
        }
        int at = freeSlot(hash);
        if (at >= 0) { // else it is looked up by its string
            if (poolSize + length > pool.length) {
                pool = Arrays.copyOf(pool, Math.max(poolSize + length, 2 * pool.length));
            }
            in.copyTo(pool, poolSize, length);
            slots[at] = hash;
            slots[at + NUMBER] = number + 1;
            slots[at + START] = poolSize;
            slots[at + LENGTH] = length;
            if (number >= lengths.length) {
                int size = Math.max(number + 1, 2 * lengths.length);
                starts = Arrays.copyOf(starts, size);
                lengths = Arrays.copyOf(lengths, size);
            }
            starts[number] = poolSize;
            lengths[number] = length;
            poolSize += length;
        }
    }

    private int freeSlot(int hash) {
        int mask = slots.length - 1;
        int slot = (hash * SLOT) & mask;
        for (int i = 0; i < PROBES; i++) {
            if (slots[slot + NUMBER] == 0) {
                return slot;
            }
            slot = (slot + SLOT) & mask;
        }
        return -1;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[4 * SLOT * Integer.highestOneBit(names.size())];
        for (int slot = 0; slot < old.length; slot += SLOT) {
            int at = old[slot + NUMBER] == 0 ? -1 : freeSlot(old[slot]);
            if (at >= 0) {
                System.arraycopy(old, slot, slots, at, SLOT);
            }
        }
    }
}

package io.rebalance.assignor;

import io.rebalance.internal.raw.FieldReader;
import io.rebalance.protocol.MalformedBytesException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists of topics that members subscribe to, numbered in the order of saying. Members mostly subscribe alike: a list
 * that was said before, name by name or byte by byte, has its number already.
 */
final class Subscriptions {

    private static final int MIN_STRING_BYTES = Short.BYTES;

    private final TopicNames names;
    private final List<int[]> lists = new ArrayList<>();
    private final Map<NameList, Integer> ofNames = new HashMap<>();
    private final Map<FieldReader.Region, Integer> ofBytes = new HashMap<>();
    private List<String> lastNames = List.of();
    private int lastOfNames = -1;
    private FieldReader.@Nullable Region lastBytes;
    private int lastOfBytes;

    Subscriptions(TopicNames names) {
        this.names = names;
    }

    /** How many different ones there are, or a few more. */
    int count() {
        return lists.size();
    }

    /** The topics of a list, by the numbers of their names, as they were said: in any order, some of them twice. */
    int[] list(int number) {
        return lists.get(number);
    }

    /** The number of a list of names, which nobody changes any more. */
    int numberOf(List<String> topics) {
        if (lastOfNames < 0 || !topics.equals(lastNames)) {
            lastOfNames = ofNames.computeIfAbsent(new NameList(topics), list -> add(list.names));
            lastNames = topics;
        }
        return lastOfNames;
    }

    /** The number of the list that comes next. */
    int read(FieldReader in, String field) throws MalformedBytesException {
        if (lastBytes != null && in.startsWith(lastBytes)) {
            in.skip(lastBytes.length());
            return lastOfBytes;
        }
        int from = in.position();
        int count = in.count(MIN_STRING_BYTES, field);
        for (int i = 0; i < count; i++) {
            in.skip(in.stringLength(field));
        }
        FieldReader.Region bytes = in.regionFrom(from);
        Integer known = ofBytes.get(bytes);
        if (known == null) {
            in.position(from);
            known = add(in, field);
            ofBytes.put(bytes, known);
        }
        lastBytes = bytes;
        lastOfBytes = known;
        return known;
    }

    private int add(List<String> topics) {
        return add(topics.stream().mapToInt(names::numberOf).toArray());
    }

    private int add(FieldReader in, String field) throws MalformedBytesException {
        int[] list = new int[in.count(MIN_STRING_BYTES, field)];
        for (int i = 0; i < list.length; i++) {
            list[i] = names.read(in, field);
        }
        return add(list);
    }

    private int add(int[] list) {
        lists.add(list);
        return lists.size() - 1;
    }

    /** A list of names, in an order of its own, so that maps have no bad case: many lists can be made that hash alike. */
    private record NameList(List<String> names) implements Comparable<NameList> {

        @Override
        public int compareTo(NameList that) {
            int order = Integer.compare(names.size(), that.names.size());
            for (int i = 0; i < names.size() && order == 0; i++) {
                order = names.get(i).compareTo(that.names.get(i));
            }
            return order;
        }
    }
}

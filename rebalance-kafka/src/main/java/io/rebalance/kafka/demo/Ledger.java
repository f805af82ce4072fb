package io.rebalance.kafka.demo;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Every record of one topic that was produced, and every time that one was processed, by whom and in which generation.
 * Thread-safe.
 */
final class Ledger {

    /** How many findings are told by name. */
    private static final int MAX_TOLD = 5;

    /** One time that a record was processed. */
    record Handling(int partition, long offset, String memberId, int generation) {}

    private final List<Page> pages = new ArrayList<>();
    private final List<Handling> handlings = new ArrayList<>();
    private final List<String> rivals = new ArrayList<>();
    private long outstanding;

    /** What is known of one partition. Offsets of a demonstration fit into an int. */
    private static final class Page {
        final BitSet produced = new BitSet();
        final BitSet processed = new BitSet();
        final TreeMap<Integer, String> handlers = new TreeMap<>(); // by generation
    }

    /** @param partitions how many the topic has, 1 or more */
    Ledger(int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be 1 or more, was " + partitions);
        }
        for (int p = 0; p < partitions; p++) {
            pages.add(new Page());
        }
    }

    /** A record is in the log: the server has acknowledged it. */
    synchronized void produced(int partition, long offset) {
        Page page = page(partition, offset);
        if (!page.produced.get((int) offset)) {
            page.produced.set((int) offset);
            outstanding += page.processed.get((int) offset) ? 0 : 1;
        }
    }

    /**
     * A record was processed, maybe before its producer heard that it is in the log.
     *
     * @param generation the generation in which the consumer got it
     */
    synchronized void processed(int partition, long offset, String memberId, int generation) {
        Page page = page(partition, offset);
        if (!page.processed.get((int) offset)) {
            page.processed.set((int) offset);
            outstanding -= page.produced.get((int) offset) ? 1 : 0;
        }
        String other = page.handlers.putIfAbsent(generation, memberId);
        if (other != null && !other.equals(memberId) && rivals.size() < MAX_TOLD) {
            rivals.add("partition " + partition + " was processed in generation " + generation + " by " + other
                    + " and by " + memberId + " (offset " + offset + ")");
        }
        handlings.add(new Handling(partition, offset, memberId, generation));
    }

    private Page page(int partition, long offset) {
        if (partition < 0 || partition >= pages.size()) {
            throw new IllegalArgumentException("partition must be 0 to " + (pages.size() - 1) + ", was " + partition);
        }
        if (offset < 0 || offset >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("offset must be 0 to " + (Integer.MAX_VALUE - 1) + ", was " + offset);
        }
        return pages.get(partition);
    }

    /** How many records were produced. */
    synchronized long producedCount() {
        return pages.stream().mapToLong(page -> page.produced.cardinality()).sum();
    }

    /** How many records were processed once or more. */
    synchronized long processedCount() {
        return pages.stream().mapToLong(page -> page.processed.cardinality()).sum();
    }

    /** How often a record was processed that had been processed before. */
    synchronized long duplicateCount() {
        return handlings.size() - processedCount();
    }

    /** How many records were produced, and not processed up to now. */
    synchronized long missingCount() {
        return outstanding;
    }

    /** The first few of the records that were produced and not processed, and of those processed and never produced. */
    synchronized List<String> discrepancies() {
        List<String> found = new ArrayList<>();
        for (int p = 0; p < pages.size(); p++) {
            BitSet missing = (BitSet) pages.get(p).produced.clone();
            missing.andNot(pages.get(p).processed);
            tell(found, p, missing, " was produced, and never processed");
            BitSet strange = (BitSet) pages.get(p).processed.clone();
            strange.andNot(pages.get(p).produced);
            tell(found, p, strange, " was processed, and never acknowledged to its producer");
        }
        return found;
    }

    private static void tell(List<String> found, int partition, BitSet offsets, String what) {
        for (int o = offsets.nextSetBit(0); o >= 0 && found.size() < MAX_TOLD; o = offsets.nextSetBit(o + 1)) {
            found.add("partition " + partition + ", offset " + o + what);
        }
    }

    /** The first few cases of a partition that two members processed in one generation. */
    synchronized List<String> rivals() {
        return List.copyOf(rivals);
    }

    /** How many handlings there were up to now: a mark for {@link #since}. */
    synchronized int mark() {
        return handlings.size();
    }

    /** The handlings from a mark on, in their order. */
    synchronized List<Handling> since(int mark) {
        return Collections.unmodifiableList(new ArrayList<>(handlings.subList(mark, handlings.size())));
    }
}

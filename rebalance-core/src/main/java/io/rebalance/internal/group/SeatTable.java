package io.rebalance.internal.group;

import io.rebalance.internal.kernel.Timer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The seats of a group by member id, and in the order of the ids.
 *
 * <p>Open addressing: one reference and one byte a place, so that a look-up touches the table and the seat, and a member
 * costs no node. The byte is a piece of the hash, by which a place is passed over without a look at its seat. The sorted
 * order is made when somebody asks, and kept until a seat comes or goes.
 *
 * <p>Of an id only the end is hashed, since ids end at random as a rule, and every request brings its id in a text of its
 * own, whose whole hash would have to be worked out anew. Where seats turn out to crowd, whole ids are hashed.
 */
public final class SeatTable {

    private static final int SMALLEST = 4;
    private static final int END_CHARS = 12;
    private static final int LONG_WAY = 64;
    private static final int SPREAD = 0x9E3779B9;
    private static final Comparator<Seat> BY_ID = Comparator.comparing(Seat::memberId);

    private @Nullable Seat[] places = new @Nullable Seat[SMALLEST];
    private byte[] tags = new byte[SMALLEST];
    private int size;
    private boolean readsTheEndOnly = true;
    private @Nullable List<Seat> sorted;
    private @Nullable List<Seat>
            lastSorted; // the last order, of which seats may have gone, but to which none was added
    private int firstOfLast;

    /** How many seats there are. */
    public int size() {
        return size;
    }

    /** The seat of the member, or null. */
    public @Nullable Seat find(String memberId) {
        return places[place(memberId)];
    }

    /** Adds the seat of a member that has none. */
    public void add(Seat seat) {
        if ((size + 1) * 5 > places.length * 4) {
            grow();
        }
        put(seat);
        size++;
        sorted = null;
        lastSorted = null;
    }

    /** Removes the seat of the member, if there is one. */
    public void remove(String memberId) {
        int hole = place(memberId);
        if (places[hole] == null) {
            return;
        }
        int mask = places.length - 1;
        int i = (hole + 1) & mask;
        for (Seat seat = places[i]; seat != null; seat = places[i]) {
            // whatever was put behind the hole because of it moves up
            int home = home(seat.memberId());
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                places[hole] = seat;
                tags[hole] = tags[i];
                hole = i;
            }
            i = (i + 1) & mask;
        }
        places[hole] = null;
        size--;
        sorted = null;
        lastSorted = size == 0 ? null : lastSorted;
    }

    /** The seats by member id, as they are now: what comes and goes later does not show. Unmodifiable. */
    public List<Seat> sorted() {
        List<Seat> seats = sorted;
        if (seats == null) {
            Seat[] array = new Seat[size];
            int n = 0;
            for (Seat seat : places) {
                if (seat != null) {
                    array[n++] = seat;
                }
            }
            Arrays.sort(array, BY_ID);
            seats = List.of(array);
            sorted = seats;
            lastSorted = seats;
            firstOfLast = 0;
        }
        return seats;
    }

    /** These are all the seats there are: if they come by id, their order need not be found out. */
    public void addedInOrder(List<Seat> all) {
        for (int i = 1; i < all.size(); i++) {
            if (BY_ID.compare(all.get(i - 1), all.get(i)) >= 0) {
                return;
            }
        }
        sorted = List.copyOf(all);
        lastSorted = sorted;
        firstOfLast = 0;
    }

    /** Shows every seat, in an order that means nothing: for what comes out the same in any order. */
    public void forEach(Consumer<Seat> each) {
        for (Seat seat : places) {
            if (seat != null) {
                each.accept(seat);
            }
        }
    }

    /** When the first of their sessions ends, in epoch ms; {@link Timer#NEVER} if none is open. */
    public long earliestMs() {
        long earliestMs = Timer.NEVER;
        for (Seat seat : places) {
            earliestMs = seat == null ? earliestMs : Math.min(earliestMs, seat.deadlineMs());
        }
        return earliestMs;
    }

    /** The seat of the lowest id, or null. Cheap even where the seats go one by one, each of them the first. */
    public @Nullable Seat first() {
        List<Seat> order = lastSorted;
        if (order == null) {
            order = sorted();
        }
        while (firstOfLast < order.size()) {
            Seat seat = order.get(firstOfLast);
            if (find(seat.memberId()) == seat) {
                return seat;
            }
            firstOfLast++;
        }
        return null;
    }

    /** Whether the ends of ids have been enough to tell them apart. */
    boolean readsTheEndOnly() {
        return readsTheEndOnly;
    }

    /** For how many there are places. */
    int places() {
        return places.length;
    }

    /** How far the farthest seat is from where it belongs. */
    int farthest() {
        int farthest = 0;
        for (int place = 0; place < places.length; place++) {
            Seat seat = places[place];
            if (seat != null) {
                farthest = Math.max(farthest, (place - home(seat.memberId())) & (places.length - 1));
            }
        }
        return farthest;
    }

    private void grow() {
        @Nullable Seat[] old = places;
        rehash(old, old.length * 2);
        if (readsTheEndOnly && farthest() > LONG_WAY) {
            readsTheEndOnly = false; // these ids end alike
            rehash(old, old.length * 2);
        }
    }

    private void rehash(@Nullable Seat[] seats, int length) {
        places = new @Nullable Seat[length];
        tags = new byte[length];
        for (Seat seat : seats) {
            if (seat != null) {
                put(seat);
            }
        }
    }

    private void put(Seat seat) {
        int place = place(seat.memberId());
        places[place] = seat;
        tags[place] = tag(mix(seat.memberId()));
    }

    /** Where the member has its seat, or would have it. */
    private int place(String memberId) {
        int hash = mix(memberId);
        byte tag = tag(hash);
        int mask = places.length - 1;
        int place = hash & mask;
        for (Seat seat = places[place]; seat != null; seat = places[place]) {
            if (tags[place] == tag && seat.memberId().equals(memberId)) {
                break;
            }
            place = (place + 1) & mask;
        }
        return place;
    }

    private int home(String memberId) {
        return mix(memberId) & (places.length - 1);
    }

    private int mix(String memberId) {
        int end = memberId.length();
        int hash;
        if (readsTheEndOnly && end >= END_CHARS) {
            hash = (four(memberId, end - 4) * SPREAD + four(memberId, end - 8)) * SPREAD + four(memberId, end - 12);
        } else {
            hash = memberId.hashCode();
        }
        hash *= SPREAD; // Fibonacci hashing: ids that differ in one place come apart
        return hash ^ (hash >>> 15);
    }

    private static int four(String text, int at) {
        return text.charAt(at) ^ (text.charAt(at + 1) << 8) ^ (text.charAt(at + 2) << 16) ^ (text.charAt(at + 3) << 24);
    }

    private static byte tag(int hash) {
        return (byte) (hash >>> 24);
    }
}

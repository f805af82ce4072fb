package io.rebalance.internal.kernel;

import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one kind: one value a key, and the last one written counts.
 *
 * @param <K> what the facts are about
 * @param <V> what is true of it
 */
public interface Room<K extends RecordKey, V extends RecordValue> {

    /**
     * From now on {@code value} is true of {@code key}; nothing, if it is null. The one way to change a fact, for a new
     * input, for replay and for taking back.
     *
     * @return what was true before, or null
     */
    @Nullable
    V apply(K key, @Nullable V value);

    /** All facts, sorted by key. */
    Stream<GroupRecord> snapshot();
}

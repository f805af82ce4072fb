package io.rebalance.log;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A durable fact: {@code value} is true of {@code key} from now on.
 *
 * @param key what it is about
 * @param value what is true; null, a tombstone, if nothing is
 */
public record GroupRecord(RecordKey key, @Nullable RecordValue value) {

    /**
     * @throws NullPointerException if {@code key} is null
     * @throws IllegalArgumentException if the value is not of the kind that the key is about
     */
    public GroupRecord {
        Objects.requireNonNull(key, "key");
        if (value != null && !fits(key, value)) {
            throw new IllegalArgumentException(
                    "value must fit key " + key + ", was a " + value.getClass().getSimpleName());
        }
    }

    /** Whether this says that nothing is true of the key any more. */
    public boolean isTombstone() {
        return value == null;
    }

    private static boolean fits(RecordKey key, RecordValue value) {
        return (key instanceof RecordKey.Group && value instanceof RecordValue.ClassicGroup)
                || (key instanceof RecordKey.Offset && value instanceof RecordValue.CommittedOffset)
                || (key instanceof RecordKey.TransactionalOffset && value instanceof RecordValue.TransactionalOffset)
                || (key instanceof RecordKey.Unknown && value instanceof RecordValue.Unknown);
    }
}

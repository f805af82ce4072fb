/**
 * The durable facts of groups: what the host appends to its log, and hands back in the same order after a restart.
 *
 * <p>A {@link io.rebalance.log.GroupRecord} says what is true of its key from now on; a record without value, a
 * tombstone, says that nothing is. So of all records with one key only the last one counts, and a log may be compacted
 * at any time.
 *
 * <p>{@link io.rebalance.log.RecordCodec} gives records bytes. In a file, {@link io.rebalance.log.RecordWriter} and {@link
 * io.rebalance.log.RecordReader} put them into frames, after a {@link io.rebalance.log.LogHeader} that says which shard of
 * how many the file is.
 */
@NullMarked
package io.rebalance.log;

import org.jspecify.annotations.NullMarked;

package io.rebalance.log;

import io.rebalance.protocol.MalformedBytesException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * What a log says about itself before its first record: which shard it is, and of how many.
 *
 * <p>Groups are spread over the logs of a host by their id and the number of logs. A host that comes back with another
 * number would look for groups where they are not, and find their offsets gone; so the number belongs to what is stored,
 * and {@link #requireSame} refuses another one. It stands at the head of a file of {@linkplain RecordWriter frames}; a
 * host that keeps records elsewhere keeps {@link #toBytes} beside them.
 *
 * @param shard which one it is, from 0
 * @param shardCount how many there are, 1 or more
 */
public record LogHeader(int shard, int shardCount) {

    /** How many bytes a header has. */
    public static final int BYTES = 20;

    /** The header of a log that is the only one. */
    public static final LogHeader SINGLE = new LogHeader(0, 1);

    /** The version of the header, and of the frames after it. */
    private static final int VERSION = 1;

    private static final int MAGIC = 0x52424c47; // RBLG
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

    /** @throws IllegalArgumentException unless {@code 0 <= shard < shardCount} */
    public LogHeader {
        if (shardCount < 1) {
            throw new IllegalArgumentException("shardCount must be 1 or more, was " + shardCount);
        }
        if (shard < 0 || shard >= shardCount) {
            throw new IllegalArgumentException("shard must be 0 to " + (shardCount - 1) + ", was " + shard);
        }
    }

    /**
     * The shard of a group, as Kafka chooses the partition of its offsets topic.
     *
     * @throws IllegalArgumentException if {@code shardCount} is not 1 or more
     */
    public static int shardOf(String groupId, int shardCount) {
        Objects.requireNonNull(groupId, "groupId");
        if (shardCount < 1) {
            throw new IllegalArgumentException("shardCount must be 1 or more, was " + shardCount);
        }
        int hash = groupId.hashCode();
        return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash) % shardCount;
    }

    /** The header as it stands at the head of a file: four numbers, and a checksum of them. */
    public byte[] toBytes() {
        byte[] header = new byte[BYTES];
        ByteBuffer.wrap(header)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(shard)
                .putInt(shardCount)
                .putInt(CHECKSUM_AT, checksum(header));
        return header;
    }

    /**
     * Reads a header, and leaves the buffer behind it.
     *
     * @throws MalformedBytesException if there is none, or one of a later format
     */
    public static LogHeader read(ByteBuffer in) throws MalformedBytesException {
        if (in.remaining() < BYTES) {
            throw new MalformedBytesException("a log begins with " + BYTES + " bytes, " + in.remaining() + " remain");
        }
        byte[] bytes = new byte[BYTES];
        in.get(bytes);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int magic = header.getInt();
        int version = header.getInt();
        int shard = header.getInt();
        int shardCount = header.getInt();
        if (magic != MAGIC) {
            throw new MalformedBytesException("this is no log: it begins with " + Integer.toHexString(magic));
        }
        if (header.getInt() != checksum(bytes)) {
            throw new MalformedBytesException("the head of the log does not have the checksum that it says");
        }
        if (version != VERSION) {
            throw new MalformedBytesException("version of the log must be " + VERSION + ", was " + version);
        }
        if (shardCount < 1 || shard < 0 || shard >= shardCount) {
            throw new MalformedBytesException("shard " + shard + " of " + shardCount + " cannot be");
        }
        return new LogHeader(shard, shardCount);
    }

    /**
     * Insists on the log being the one that was looked for.
     *
     * @param found the header that it has
     * @throws MalformedBytesException if the log is another one, or one of another number of logs
     */
    public void requireSame(LogHeader found) throws MalformedBytesException {
        if (!equals(found)) {
            throw new MalformedBytesException("log must be shard " + shard + " of " + shardCount + ", is shard "
                    + found.shard + " of " + found.shardCount);
        }
    }

    private static int checksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}

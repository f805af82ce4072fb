package io.rebalance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes themselves, and what is refused. The messages of Kafka's ConsumerProtocolSubscription and -Assignment. */
class ConsumerProtocolTest {

    private static final ConsumerSubscription SUBSCRIPTION = new ConsumerSubscription(
            List.of("a", "bc"),
            Bytes.of(new byte[] {7, 8}),
            List.of(TopicPartitions.of("a", 0, 258), TopicPartitions.of("bc")),
            5,
            "r1");

    // version, topics "a" and "bc", user data, owned "a" [0, 258] and "bc" [], generation, rack
    private static final String V0 = "0000 00000002 0001 61 0002 6263 00000002 0708";
    private static final String OWNED = "00000002 0001 61 00000002 00000000 00000102 0002 6263 00000000";

    @ParameterizedTest
    @CsvSource({
        "0, " + V0 + ", '', '', ''",
        "1, " + V0 + ", " + OWNED + ", '', ''",
        "2, " + V0 + ", " + OWNED + ", 00000005, ''",
        "3, " + V0 + ", " + OWNED + ", 00000005, 0002 7231"
    })
    void writeSubscription_eachVersion_writesTheFieldsItHas(
            short version, String v0, String owned, String generation, String rack) {
        Bytes expected = withVersion(version, hex(v0 + owned + generation + rack));

        assertThat(hexOf(ConsumerProtocol.writeSubscription(SUBSCRIPTION, version)))
                .isEqualTo(hexOf(expected));
    }

    @Test
    void writeSubscription_nothingToSay_writesNullsAndNone() {
        ConsumerSubscription bare = new ConsumerSubscription(List.of(), null, null, -1, null);

        assertThat(hexOf(ConsumerProtocol.writeSubscription(bare, (short) 3)))
                .isEqualTo("0003" + "00000000" + "ffffffff" + "00000000" + "ffffffff" + "ffff");
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 2, 3})
    void writeAssignment_eachVersion_differsInTheVersionOnly(short version) {
        ConsumerAssignment assignment =
                new ConsumerAssignment(List.of(TopicPartitions.of("a", 3, 1)), Bytes.of(new byte[] {9}));

        assertThat(hexOf(ConsumerProtocol.writeAssignment(assignment, version)))
                .isEqualTo("000" + version + "00000001" + "000161" + "00000002" + "00000003" + "00000001" + "00000001"
                        + "09");
    }

    @Test
    void readAssignment_noBytes_isNothing() throws MalformedBytesException {
        assertThat(ConsumerProtocol.readAssignment(Bytes.EMPTY)).isEqualTo(ConsumerAssignment.of(List.of()));
    }

    // platformatic 1.35 announces version 1 and sends the fields of version 0
    @Test
    void readSubscription_newerVersionThanFields_missingFieldsAreAbsent() throws MalformedBytesException {
        ConsumerSubscription read = ConsumerProtocol.readSubscription(withVersion((short) 1, hex(V0)));

        assertThat(read.ownedPartitions()).isNull();
        assertThat(read.generationId()).isEqualTo(ConsumerSubscription.NO_GENERATION);
        assertThat(read.rackId()).isNull();
        assertThat(read.topics()).containsExactly("a", "bc");
    }

    @Test
    void readSubscription_olderVersionWithMoreBytes_ignoresThem() throws MalformedBytesException {
        assertThat(ConsumerProtocol.readSubscription(hex(V0 + OWNED)).ownedPartitions())
                .isNull();
    }

    @Test
    void readSubscription_unknownNewerVersion_isReadByItsPrefix() throws MalformedBytesException {
        Bytes bytes = withVersion((short) 12, hex(V0 + OWNED + "00000005 0002 7231 deadbeef"));

        assertThat(ConsumerProtocol.readSubscription(bytes)).isEqualTo(SUBSCRIPTION);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a version cut off,          00,                                        version needs 2 bytes",
        "a negative version,         ffff 00000000,                             version must be 0 or more",
        "topics cut off,             0000 0000,                                 topics needs 4 bytes",
        "more topics than bytes,     0000 7fffffff 0001 61,                     topics claims 2147483647 elements",
        "a negative count,           0000 ffffffff,                             topics claims -1 elements",
        "a null topic,               0000 00000001 ffff,                        topics must not be null",
        "a negative length,          0000 00000001 fffe,                        topics claims a length of -2",
        "a topic cut off,            0000 00000001 0003 6162,                   topics needs 3 bytes",
        "a topic that is not UTF-8,  0000 00000001 0002 c328,                   topics is not UTF-8",
        "user data cut off,          0000 00000000 00000003 0102,               user data needs 3 bytes",
        "huge user data,             0000 00000000 7fffffff,                    user data needs 2147483647 bytes",
        "negative user data,         0000 00000000 fffffffe,                    user data claims a length of -2",
        "more owned than bytes,      0001 00000000 ffffffff 7fffffff 0001 61,   owned partitions claims 2147483647",
        "more numbers than bytes,    0001 00000000 ffffffff 00000001 0001 61 1fffffff 00000000, owned partitions claims",
        "a negative partition,       0001 00000000 ffffffff 00000001 0001 61 00000001 ffffffff, must be 0 or more",
        "a generation cut off,       0002 00000000 ffffffff 00000000 0000,      generation id needs 4 bytes",
        "a rack cut off,             0003 00000000 ffffffff 00000000 00000001 0002 61, rack id needs 2 bytes"
    })
    void readSubscription_malformedBytes_areRefused(String what, String bytes, String message) {
        assertThatThrownBy(() -> ConsumerProtocol.readSubscription(hex(bytes)))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a version cut off,       00,                                     version needs 2 bytes",
        "no partitions,           0000,                                   partitions needs 4 bytes",
        "more topics than bytes,  0003 7fffffff 0001 61 00000000,         partitions claims 2147483647 elements",
        "more numbers than bytes, 0003 00000001 0001 61 7fffffff 00000000, partitions claims 2147483647 elements",
        "a negative partition,    0003 00000001 0001 61 00000001 80000000, must be 0 or more",
        "user data cut off,       0003 00000000 00000002 01,              user data needs 2 bytes"
    })
    void readAssignment_malformedBytes_areRefused(String what, String bytes, String message) {
        assertThatThrownBy(() -> ConsumerProtocol.readAssignment(hex(bytes)))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(shorts = {-1, 4, Short.MAX_VALUE})
    void write_anUnknownVersion_isRefused(short version) {
        assertThatThrownBy(() -> ConsumerProtocol.writeSubscription(SUBSCRIPTION, version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version must be 0 to 3, was " + version);
        assertThatThrownBy(() -> ConsumerProtocol.writeAssignment(ConsumerAssignment.of(List.of()), version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version must be 0 to 3, was " + version);
    }

    @Test
    void write_aNameOfMoreThan32767Bytes_isRefused() throws MalformedBytesException {
        ConsumerSubscription longest = ConsumerSubscription.of(List.of("x".repeat(32_767)));

        assertThat(ConsumerProtocol.readSubscription(ConsumerProtocol.writeSubscription(longest, (short) 1)))
                .isEqualTo(longest);
        assertThatThrownBy(() -> ConsumerProtocol.writeSubscription(
                        ConsumerSubscription.of(List.of("ü".repeat(16_384))), (short) 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a string must have at most 32767 bytes, had 32768");
    }

    private static Bytes withVersion(short version, Bytes bytes) {
        byte[] array = bytes.toArray();
        array[0] = (byte) (version >> 8);
        array[1] = (byte) version;
        return Bytes.of(array);
    }

    private static Bytes hex(String text) {
        return Bytes.of(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    private static String hexOf(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }
}

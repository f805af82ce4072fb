package io.rebalance.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.internal.raw.RawBytes;
import io.rebalance.log.RecordValue.ClassicGroup;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.log.RecordValue.CommittedOffset;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinProtocol;
import io.rebalance.protocol.MalformedBytesException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {

    static Stream<Arguments> samples() {
        return Samples.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    static Stream<Arguments> values() {
        return samples().filter(a -> !((GroupRecord) a.get()[1]).isTombstone());
    }

    // reference 7.1 every-field-is-kept
    // field failure C9: every field survives
    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void record_writtenAndRead_isEqual(String name, GroupRecord record) throws MalformedBytesException {
        assertThat(read(record)).isEqualTo(record);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void buffers_direct_readOnly_orWithinAnArray_areReadAndLeftAsTheyAre(String name, GroupRecord record)
            throws MalformedBytesException {
        byte[] key = RecordCodec.writeKey(record.key());
        ByteBuffer direct = ByteBuffer.allocateDirect(key.length + 3)
                .put(new byte[2])
                .put(key)
                .flip()
                .position(2);
        ByteBuffer value = value(record);
        ByteBuffer within = null;
        if (value != null) {
            within = ByteBuffer.allocate(value.remaining() + 5)
                    .put(new byte[4])
                    .put(value)
                    .flip()
                    .position(4)
                    .slice();
        }

        assertThat(new RecordCodec().read(direct.asReadOnlyBuffer(), within)).isEqualTo(record);
        assertThat(new RecordCodec().read(direct, within)).isEqualTo(record);
        assertThat(direct.position()).isEqualTo(2);
    }

    // field failure C15: a tombstone finds what it ends
    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void key_ofTombstone_hasTheSameBytes_c15(String name, GroupRecord record) throws MalformedBytesException {
        GroupRecord tombstone = new GroupRecord(read(record).key(), null);

        assertThat(RecordCodec.writeKey(tombstone.key())).isEqualTo(RecordCodec.writeKey(record.key()));
    }

    @Test
    void keys_ofAllSamples_differUnlessTheyAreEqual() {
        List<GroupRecord> all = List.copyOf(Samples.all().values());
        for (GroupRecord a : all) {
            for (GroupRecord b : all) {
                assertThat(Arrays.equals(RecordCodec.writeKey(a.key()), RecordCodec.writeKey(b.key())))
                        .isEqualTo(a.key().equals(b.key()));
            }
        }
    }

    // absent is not empty: field failure D7
    @Test
    void instanceId_nullOrEmpty_isTold() throws MalformedBytesException {
        ClassicGroup group = (ClassicGroup)
                Objects.requireNonNull(read(Objects.requireNonNull(Samples.all().get("group-leader-assigned")))
                        .value());

        assertThat(group.members()).extracting(ClassicMember::groupInstanceId).containsExactly(null, "");
    }

    @Test
    void laterFields_ofAGroup_arePassedOver() throws MalformedBytesException {
        GroupRecord record = Objects.requireNonNull(Samples.all().get("group-coordinator-assigned"));
        byte[] value = RecordCodec.writeValue(Objects.requireNonNull(record.value()));
        byte[] later = Arrays.copyOf(value, value.length + 9);

        assertThat(read(record.key(), later)).isEqualTo(record);
    }

    @Test
    void laterFields_ofAMember_arePassedOver() throws MalformedBytesException {
        // version, type "t", protocol "p", generation 1, leader "m", not coordinator assigned, since 0, two members
        String head = "01" + "0174" + "0270" + "00000001" + "026d" + "00" + "0000000000000000" + "02";
        String member = "%s" + "00" + "00" + "00" + "00000000" + "00000000" + "00" + "00" + "00";
        String first = member.formatted("016d") + "cafe"; // with two bytes more than this version knows of
        String second = member.formatted("016e");
        String value = head + sized(first) + sized(second);

        GroupRecord read = read(new RecordKey.Group("g"), HexFormat.of().parseHex(value));

        assertThat(((ClassicGroup) Objects.requireNonNull(read.value())).members())
                .extracting(ClassicMember::memberId)
                .containsExactly("m", "n");
    }

    private static String sized(String hex) {
        return HexFormat.of().toHexDigits((byte) (hex.length() / 2)) + hex;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void value_ofAnotherVersion_isRefused(String name, GroupRecord record) {
        if (record.key() instanceof RecordKey.Unknown) {
            return;
        }
        byte[] value = RecordCodec.writeValue(Objects.requireNonNull(record.value()));
        value[0] = 2;

        assertThatThrownBy(() -> read(record.key(), value))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage("version must be 1, was 2 (at byte 1 of " + value.length + ")");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void bytes_cutAnywhere_areRefused(String name, GroupRecord record) {
        byte[] key = RecordCodec.writeKey(record.key());
        for (int length = 0; length < key.length; length++) {
            byte[] cut = Arrays.copyOf(key, length);
            if (!(record.key() instanceof RecordKey.Unknown unknown)
                    || length < key.length - unknown.rest().size()) {
                assertThatThrownBy(() -> new RecordCodec().read(ByteBuffer.wrap(cut), null))
                        .isInstanceOf(MalformedBytesException.class);
            }
        }
        ByteBuffer value = value(record);
        if (value != null && !(record.key() instanceof RecordKey.Unknown)) {
            for (int length = 0; length < value.remaining(); length++) {
                byte[] cut = Arrays.copyOf(value.array(), length);
                assertThatThrownBy(() -> read(record.key(), cut)).isInstanceOf(MalformedBytesException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                         | kind of key needs 1 bytes, 0 remain (at byte 0 of 0)",
                "0001 61                    | kind of key must be 1 or more, was 0 (at byte 1 of 3)",
                "01                         | group id needs 1 bytes, 0 remain (at byte 1 of 1)",
                "01 05 6162                 | group id needs 5 bytes, 2 remain (at byte 2 of 4)",
                "01 ffffffff07 61           | group id needs 2147483647 bytes, 1 remain (at byte 6 of 7)",
                "01 ffffffff08              | group id has a size that is not written as sizes are (at byte 6 of 6)",
                "01 ffffffff87              | group id has a size that is not written as sizes are (at byte 6 of 6)",
                "01 8100 61                 | group id has a size that is not written as sizes are (at byte 3 of 4)",
                "01 01 61 00                | a key must end here (at byte 3 of 4)",
                "01 02 c0af                 | group id is no text (at byte 2 of 4)",
                "02 01 61 01 74 ffffffff    | partition must be 0 or more, was -1 (at byte 9 of 9)",
                "03 01 61 00                | producer id needs 8 bytes, 1 remain (at byte 3 of 4)",
            })
    void key_malformed_isRefusedWithThePlace(String hex, String message) {
        byte[] key = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatThrownBy(() -> new RecordCodec().read(ByteBuffer.wrap(key), null))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                // type "", no protocol, generation, no leader, coordinator assigned, since 0
                "01 00 00 ffffffff 00 00 0000000000000000 00          | generationId must be 0 or more, was -1 (at byte 18 of 18)",
                "01 00 00 00000001 00 02 0000000000000000 00          | coordinator assigned must be 0 or 1, was 2 (at byte 9 of 18)",
                "01 00 00 00000001 00 00 0000000000000000 ffffffff07  | members claims 2147483647 elements, 0 bytes remain (at byte 22 of 22)",
                "01 00 00 00000001 00 00 0000000000000000 01 05 00    | member needs 5 bytes, 1 remain (at byte 19 of 20)",
                "01 00 00 00000001 00 00 0000000000000000 01 02 0000  | client id needs 1 bytes, 0 remain (at byte 21 of 21)",
            })
    void group_malformed_isRefusedWithThePlace(String hex, String message) {
        byte[] value = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatThrownBy(() -> read(new RecordKey.Group("g"), value))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage(message);
    }

    @Test
    void members_twoOfOneId_areRefused() {
        ClassicMember member = new ClassicMember("m", null, "", "", 1, 1, List.of(), Bytes.EMPTY, List.of());

        assertThatThrownBy(() -> new ClassicGroup("t", "p", 1, "m", false, 0, List.of(member, member)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("members must have different ids, two have m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "größe",
                "注文",
                "😀",
                "\ud83d",
                "\ude00",
                "\ude00\ud83d",
                "a\ud83d\ud83d\ude00",
                "\u0000\uffff"
            })
    void text_ofAnyChars_comesBack(String text) throws MalformedBytesException {
        GroupRecord record = new GroupRecord(new RecordKey.Offset(text, text, 0), null);

        assertThat(read(record)).isEqualTo(record);
    }

    @Test
    void text_everyChar_comesBackAndDiffers() throws MalformedBytesException {
        List<byte[]> seen = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_VALUE; c += 97) {
            GroupRecord record = new GroupRecord(new RecordKey.Group(String.valueOf((char) c)), null);
            assertThat(read(record)).isEqualTo(record);
            seen.add(RecordCodec.writeKey(record.key()));
        }
        assertThat(seen.stream().map(b -> HexFormat.of().formatHex(b))).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a tail without its head
                "c3", // a head without its tail
                "c328", // a tail that is none
                "c080", // two bytes for what has one
                "e09fbf", // three for what has two
                "f08fbfbf", // four for what has three
                "f4908080", // above all characters
                "f8888080", // no head
                "eda0bdedb880", // six bytes for a pair
            })
    void text_notAsTextsAreWritten_isRefused(String hex) {
        byte[] text = HexFormat.of().parseHex(hex);
        ByteBuffer key = ByteBuffer.allocate(2 + text.length)
                .put((byte) 1)
                .put((byte) text.length)
                .put(text)
                .flip();

        assertThatThrownBy(() -> new RecordCodec().read(key, null))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageStartingWith("group id is no text");
    }

    @Test
    void equalBytes_ofMembersAndGroups_areOneObject() throws MalformedBytesException {
        RecordCodec codec = new RecordCodec();
        List<JoinProtocol> protocols = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int g = 0; g < 3; g++) {
            List<ClassicMember> members = new ArrayList<>();
            for (int m = 0; m < 10; m++) {
                members.add(new ClassicMember(
                        g + "-" + m,
                        null,
                        "client",
                        "host",
                        1,
                        1,
                        List.of(new JoinProtocol("range", Samples.bytes("00030102"))),
                        Samples.bytes("0" + m),
                        List.of()));
            }
            ClassicGroup group = new ClassicGroup("consumer", "range", 1, g + "-0", false, 0, members);
            GroupRecord read = codec.read(
                    ByteBuffer.wrap(RecordCodec.writeKey(new RecordKey.Group("g" + g))),
                    ByteBuffer.wrap(RecordCodec.writeValue(group)));
            ((ClassicGroup) Objects.requireNonNull(read.value())).members().forEach(m -> {
                protocols.addAll(m.protocols());
                names.addAll(m.protocolNames());
            });
        }

        assertThat(protocols)
                .hasSize(30)
                .allSatisfy(p -> assertThat(RawBytes.arrayOf(p.metadata()))
                        .isSameAs(RawBytes.arrayOf(protocols.get(0).metadata())));
        assertThat(names).allSatisfy(n -> assertThat(n).isSameAs(names.get(0)));
    }

    @Test
    void equalNames_ofOffsets_areOneObject() throws MalformedBytesException {
        RecordCodec codec = new RecordCodec();
        RecordKey.Offset a = (RecordKey.Offset) read(codec, new RecordKey.Offset("grüße", "orders", 1));
        RecordKey.Offset b = (RecordKey.Offset) read(codec, new RecordKey.Offset("grüße", "orders", 2));

        assertThat(b.groupId()).isSameAs(a.groupId());
        assertThat(b.topic()).isSameAs(a.topic());
    }

    @Test
    void unknownKind_thatIsKnown_isRefused() {
        assertThatThrownBy(() -> new RecordKey.Unknown(3, "g", Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kind must be 4 to 255, was 3");
        assertThatThrownBy(() -> new RecordKey.Unknown(256, "g", Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kind must be 4 to 255, was 256");
        assertThatThrownBy(() -> new GroupRecord(new RecordKey.Group("g"), new RecordValue.Unknown(Bytes.EMPTY)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GroupRecord(
                        new RecordKey.Unknown(4, "g", Bytes.EMPTY), new CommittedOffset(1, 1, "", 1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RecordKey read(RecordCodec codec, RecordKey key) throws MalformedBytesException {
        return codec.read(ByteBuffer.wrap(RecordCodec.writeKey(key)), null).key();
    }

    private static GroupRecord read(GroupRecord record) throws MalformedBytesException {
        return new RecordCodec().read(ByteBuffer.wrap(RecordCodec.writeKey(record.key())), value(record));
    }

    private static GroupRecord read(RecordKey key, byte[] value) throws MalformedBytesException {
        return new RecordCodec().read(ByteBuffer.wrap(RecordCodec.writeKey(key)), ByteBuffer.wrap(value));
    }

    private static @Nullable ByteBuffer value(GroupRecord record) {
        RecordValue value = record.value();
        return value == null ? null : ByteBuffer.wrap(RecordCodec.writeValue(value));
    }
}

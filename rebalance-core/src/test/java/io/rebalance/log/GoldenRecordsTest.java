package io.rebalance.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.MalformedBytesException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes of version 1, field by field, as they stand in logs that exist: every later version must read them, and keep
 * the bytes of keys. The files are never rewritten; a later version gets a directory of its own.
 */
class GoldenRecordsTest {

    private static final Path VERSION_1 = Path.of("src", "test", "resources", "records", "v1");

    static Stream<String> names() {
        return Samples.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void record_ofVersion1_isRead(String name) throws IOException, MalformedBytesException {
        Map<String, byte[]> parts = parts(name + ".txt");
        byte[] value = parts.get("value");
        GroupRecord read = new RecordCodec()
                .read(ByteBuffer.wrap(part(parts, "key")), value == null ? null : ByteBuffer.wrap(value));

        assertThat(read).isEqualTo(Samples.all().get(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void record_isWrittenAsInVersion1(String name) throws IOException {
        GroupRecord record = Objects.requireNonNull(Samples.all().get(name));
        Map<String, byte[]> parts = parts(name + ".txt");

        assertThat(RecordCodec.writeKey(record.key())).isEqualTo(parts.get("key"));
        RecordValue value = record.value();
        if (value == null) {
            assertThat(parts).containsKey("no value").doesNotContainKey("value");
        } else {
            assertThat(RecordCodec.writeValue(value)).isEqualTo(parts.get("value"));
        }
    }

    @Test
    void everyFile_hasItsSample() throws IOException {
        try (Stream<Path> files = Files.list(VERSION_1)) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(names(), Stream.of("log")).toList());
        }
    }

    @Test
    void log_ofVersion1_isReadAndWritten() throws IOException, MalformedBytesException {
        Map<String, byte[]> parts = parts("log.txt");
        byte[] log = join(part(parts, "header"), part(parts, "frame"), part(parts, "frame 2"));
        LogHeader header = new LogHeader(1, 8);
        List<GroupRecord> first = List.of(sample("offset"), sample("group-tombstone"));
        List<GroupRecord> second = List.of(sample("offset-tombstone"));
        List<GroupRecord> read = new ArrayList<>();
        RecordReader.of(new ByteArrayInputStream(log), header).forEachRecord(read::add);
        RecordWriter writer = new RecordWriter();

        assertThat(read)
                .isEqualTo(Stream.of(first, second).flatMap(List::stream).toList());
        assertThat(join(
                        header.toBytes(),
                        writer.frame(first).array(),
                        writer.frame(second).array()))
                .isEqualTo(log);
    }

    private static GroupRecord sample(String name) {
        return Objects.requireNonNull(Samples.all().get(name));
    }

    private static byte[] part(Map<String, byte[]> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined =
                ByteBuffer.allocate(Stream.of(parts).mapToInt(p -> p.length).sum());
        Stream.of(parts).forEach(joined::put);
        return joined.array();
    }

    /** The parts of a file by the lines that name them; the bytes of each stand before the bars. */
    private static Map<String, byte[]> parts(String file) throws IOException {
        Map<String, StringBuilder> hex = new LinkedHashMap<>();
        StringBuilder part = new StringBuilder();
        for (String line : Files.readAllLines(VERSION_1.resolve(file))) {
            int bar = line.indexOf('|');
            if (bar >= 0) {
                part.append(line, 0, bar);
            } else if (!line.startsWith("#")) {
                part = new StringBuilder();
                hex.put(hex.containsKey(line) ? line + " 2" : line, part);
            }
        }
        Map<String, byte[]> parts = new LinkedHashMap<>();
        hex.forEach((name, digits) ->
                parts.put(name, HexFormat.of().parseHex(digits.toString().replace(" ", ""))));
        return parts;
    }
}

package io.rebalance.kafka.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong(TimeUnit.DAYS.toNanos(3));
    private final Timeline timeline = timeline(false);

    private Timeline timeline(boolean hasColours) {
        return new Timeline(new PrintStream(bytes, true, StandardCharsets.UTF_8), hasColours, nanos::get);
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void tell_aLine_saysWhenWhoWhat() {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(12_340));
        timeline.tell("c1", "gets partition 0");

        assertThat(lines()).containsExactly(" 12.34s  c1           gets partition 0");
    }

    @Test
    void tell_alongLine_isBrokenAtSpacesAndAligned() {
        timeline.tell("coordinator", "word ".repeat(40).strip());

        assertThat(lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= Timeline.WIDTH);
        assertThat(lines().get(1)).startsWith(" ".repeat(22) + "word");
        assertThat(String.join(" ", lines()).split("word", -1)).hasSize(41);
    }

    @Test
    void tell_aWordLongerThanALine_isCut() {
        timeline.say("x".repeat(250));

        assertThat(lines()).containsExactly("x".repeat(100), "x".repeat(100), "x".repeat(50));
    }

    @Test
    void tell_theSameAgain_isFolded() {
        timeline.tell("c1", "is expelled");
        timeline.tell("c1", "is expelled");
        timeline.tell("c1", "is expelled");
        timeline.tell("c1", "stays");
        timeline.tell("c2", "stays");
        timeline.tell("c2", "stays");
        timeline.flush();

        assertThat(lines())
                .containsExactly(
                        "  0.00s  c1           is expelled",
                        "  0.00s  c1           (2 times more)",
                        "  0.00s  c1           stays",
                        "  0.00s  c2           stays",
                        "  0.00s  c2           (once more)");
    }

    @Test
    void heading_betweenTheSameLines_endsTheFold() {
        timeline.tell("c1", "joins");
        timeline.heading("2. Title", "Words.");
        timeline.tell("c1", "joins");

        assertThat(lines())
                .containsExactly(
                        "  0.00s  c1           joins", "", "2. Title", "  Words.", "", "  0.00s  c1           joins");
    }

    @Test
    void timeline_withoutColours_hasNoEscapes() {
        timeline.heading("Title", "Words");
        timeline.alarm("FAILED", "for a reason");

        assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
    }

    @Test
    void timeline_withColours_readsTheSameWithoutThem() {
        Timeline coloured = timeline(true);
        coloured.heading("Title", "Words");
        coloured.alarm("FAILED", "for a reason");

        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("\u001b[31mfor a reason\u001b[0m");
        assertThat(text.replaceAll("\u001b\\[\\d+m", "").lines())
                .containsExactly("", "Title", "  Words", "", "  0.00s  FAILED       for a reason");
    }
}

package io.rebalance.testkit.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TimelinePageTest {

    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("orders", 1);

    private static Timeline timeline(List<Timeline.Span> spans, List<Timeline.Round> rounds) {
        return new Timeline("t", 0, 1_000, List.of("w0", "w1"), List.of(), spans, rounds, List.of(), List.of());
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void page_ofARollingDeployOfFifty_isSmall() {
        String html =
                TimelinePage.of("Deploy", "", SampleTimelines.ofAllProtocols()).toHtml();

        assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000);
        assertThat(count(html, "<g class=\"round\"")).isEqualTo(101 + 101 + 1);
        assertThat(count(html, "class=\"lane\"")).isEqualTo(150);
    }

    @Test
    void page_inAnotherLocale_hasTheSameBytes() {
        Locale before = Locale.getDefault();
        String html = TimelinePage.of("Deploy", "", List.of(SampleTimelines.eager(5, 9)))
                .toHtml();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(TimelinePage.of("Deploy", "", List.of(SampleTimelines.eager(5, 9)))
                            .toHtml())
                    .isEqualTo(html);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void page_ofHostileTexts_hasThemEscaped() {
        String hostile = "<script>alert('1')</script>\"&\u0000\ud800";
        Timeline timeline = new Timeline(
                hostile,
                0,
                10,
                List.of(hostile),
                List.of(),
                List.of(new Timeline.Span(0, new TopicPartition(hostile, 0), 1, 2)),
                List.of(new Timeline.Round(1, 1, 2, 0, List.of(hostile))),
                List.of(new Timeline.Mark(0, 3, Timeline.Mark.Kind.OTHER, hostile)),
                List.of(new Timeline.Figure(hostile, 1, hostile)));
        String html = TimelinePage.of(hostile, hostile, List.of(timeline)).toHtml();

        assertThat(count(html, "<script>")).isEqualTo(1);
        assertThat(count(html, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\ufffd\ufffd"))
                .isGreaterThanOrEqualTo(8);
        assertThat(html.chars()).noneMatch(c -> c == 0 || c >= 0xd800 && c < 0xe000);
    }

    @Test
    void page_ofAnything_namesNoOtherPlace() {
        String html = TimelinePage.of("Deploy", "", List.of(SampleTimelines.eager(3, 4)))
                .toHtml();

        assertThat(html)
                .doesNotContain("http:", "https:", "src=", "@import", "//cdn")
                .contains("default-src 'none'");
    }

    @Test
    void page_everyPatternItUses_isThere() {
        String html = TimelinePage.of("Deploy", "", List.of(SampleTimelines.eager(3, 30)))
                .toHtml();
        Matcher uses = Pattern.compile("url\\(#(\\w+)\\)").matcher(html);
        Set<String> used = new HashSet<>();
        while (uses.find()) {
            used.add(uses.group(1));
        }

        assertThat(used).hasSize(Palette.HUES * (Palette.TEXTURES - 1));
        assertThat(used).allSatisfy(id -> assertThat(html).contains("<pattern id=\"" + id + "\""));
    }

    @Test
    void partitions_asManyAsThereAreLooks_lookDifferent() {
        List<Timeline.Span> spans = new ArrayList<>();
        for (int p = 0; p < Palette.HUES * Palette.TEXTURES; p++) {
            spans.add(new Timeline.Span(0, new TopicPartition("orders", p), 0, 1));
        }
        Palette palette = new Palette(List.of(timeline(spans, List.of())));

        assertThat(palette.partitions().stream().map(palette::styleOf)).doesNotHaveDuplicates();
    }

    @Test
    void partition_inAnotherTimelineOfThePage_looksTheSame() {
        Palette palette = new Palette(List.of(
                timeline(List.of(new Timeline.Span(0, SECOND, 0, 1)), List.of()),
                timeline(List.of(new Timeline.Span(1, FIRST, 0, 1), new Timeline.Span(0, SECOND, 1, 2)), List.of())));

        assertThat(palette.styleOf(FIRST)).isEqualTo("c0");
        assertThat(palette.styleOf(SECOND)).isEqualTo("c1");
        assertThat(palette.labelOf(SECOND)).isEqualTo("1");
    }

    @Test
    void partition_thatNobodyWorksOn_standsStillInTheLaneOfTheLast() {
        Layout layout = new Layout(timeline(
                List.of(new Timeline.Span(0, FIRST, 0, 100), new Timeline.Span(1, FIRST, 350, 900)), List.of()));

        assertThat(layout.stills())
                .containsExactly(new Layout.Still(0, 0, FIRST, 100, 350), new Layout.Still(1, 0, FIRST, 900, 1_000));
        assertThat(layout.stillMs()).isEqualTo(350);
    }

    @Test
    void partition_thatTwoWorkOn_doesNotStandStill() {
        Layout layout = new Layout(timeline(
                List.of(new Timeline.Span(0, FIRST, 0, 1_000), new Timeline.Span(1, FIRST, 200, 300)), List.of()));

        assertThat(layout.stills()).isEmpty();
    }

    @Test
    void partitions_atOnce_haveARowEach_andTheirOldOnesAgain() {
        Layout layout = new Layout(timeline(
                List.of(
                        new Timeline.Span(0, FIRST, 0, 100),
                        new Timeline.Span(0, SECOND, 0, 100),
                        new Timeline.Span(0, SECOND, 200, 1_000),
                        new Timeline.Span(0, FIRST, 300, 1_000)),
                List.of()));

        assertThat(layout.rows(0)).isEqualTo(2);
        assertThat(layout.rows(1)).isEqualTo(1);
        assertThat(layout.placed())
                .extracting(placed -> placed.span().partition() + " " + placed.row())
                .containsExactly("orders-0 0", "orders-1 1", "orders-1 1", "orders-0 0");
    }

    @Test
    void times_ofAllLengths_areReadable() {
        assertThat(Markup.time(0)).isEqualTo("0.0 s");
        assertThat(Markup.time(4_249)).isEqualTo("4.2 s");
        assertThat(Markup.time(59_960)).isEqualTo("1:00.0");
        assertThat(Markup.time(187_500)).isEqualTo("3:07.5");
        assertThat(Markup.time(3_600_000)).isEqualTo("1:00:00");
        assertThat(Markup.time(86_400_000L * 12 + 7_387_000)).isEqualTo("12 d 02:03:07");
    }

    @Test
    void timeline_ofAYear_hasFewMarksOnItsAxis() {
        Timeline year = new Timeline(
                "t", 0, 31_536_000_000L, List.of("w0"), List.of(), List.of(), List.of(), List.of(), List.of());
        Geometry geometry = new Geometry(0, year.untilMs(), 1, new Layout(year), 1);

        assertThat(year.untilMs() / geometry.tickMs()).isBetween(6L, 12L);
        assertThat(TimelinePage.of("Year", "", List.of(year)).toHtml()).contains(">31 d 00:00:00</text>");
    }

    @Test
    void timeline_badInput_isRefusedByName() {
        assertThatThrownBy(
                        () -> new Timeline("t", 5, 5, List.of(), List.of(), List.of(), List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("untilMs")
                .hasMessageContaining("was 5 after 5");
        assertThatThrownBy(() -> timeline(List.of(new Timeline.Span(2, FIRST, 0, 1)), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spans must be of lanes from 0 to 1, one was of 2");
        assertThatThrownBy(() -> new Timeline.Span(0, FIRST, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("span must not end before it begins at 2 ms, ended at 1");
        assertThatThrownBy(() -> new Timeline.Figure("lost", -1, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value must be 0 or more, was -1");
        assertThatThrownBy(() -> TimelinePage.of("t", "", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timelines must have one or more, had none");
    }
}

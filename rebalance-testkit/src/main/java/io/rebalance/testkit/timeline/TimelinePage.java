package io.rebalance.testkit.timeline;

import static io.rebalance.testkit.timeline.Markup.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One HTML file that shows one timeline, or several under one another on the same axis. It fetches nothing, and can be read
 * without JavaScript; with it, it can be played, and tells more under the pointer and at the keyboard. The same timelines give
 * the same bytes. Immutable.
 */
public final class TimelinePage {

    private final String title;
    private final String lead;
    private final List<Timeline> timelines;

    private TimelinePage(String title, String lead, List<Timeline> timelines) {
        this.title = title;
        this.lead = lead;
        this.timelines = timelines;
    }

    /**
     * A page.
     *
     * @param title its title
     * @param lead what to say below the title; empty: nothing
     * @param timelines what it shows, at least one
     * @throws NullPointerException if an argument is null, or a timeline
     * @throws IllegalArgumentException if there is no timeline
     */
    public static TimelinePage of(String title, String lead, List<Timeline> timelines) {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(lead, "lead");
        List<Timeline> copy = List.copyOf(timelines);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("timelines must have one or more, had none");
        }
        return new TimelinePage(title, lead, copy);
    }

    /**
     * Writes it as UTF-8, in place of what is there.
     *
     * @throws NullPointerException if {@code file} is null
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, toHtml(), StandardCharsets.UTF_8);
    }

    /** The page as text. Takes time in proportion to the spans, and some for sorting them. */
    public String toHtml() {
        StringBuilder out = new StringBuilder(200_000);
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n");
        out.append("<link rel=\"icon\" href=\"data:,\">\n");
        out.append("<title>").append(escape(title)).append("</title>\n<style>\n");
        out.append(resource("page.css").replace("/*HUES*/\n", Textures.css()));
        out.append("</style>\n</head>\n<body>\n<header>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
        if (!lead.isEmpty()) {
            out.append("<p>").append(escape(lead)).append("</p>\n");
        }
        out.append("</header>\n").append(Textures.svg());
        FigureTable.write(timelines, out);
        controls(out);
        out.append("<main>\n");
        charts(out);
        out.append("</main>\n<footer>\n");
        Legend.write(out);
        out.append("</footer>\n<div class=\"tip\" hidden></div>\n<script>\n");
        out.append(resource("page.js")).append("</script>\n</body>\n</html>\n");
        return out.toString();
    }

    private void controls(StringBuilder out) {
        out.append("<div class=\"controls\" hidden>\n<button type=\"button\" class=\"toggle\">Play</button>\n");
        out.append("<label>Speed <select class=\"speed\"><option value=\"60\">slow</option>");
        out.append(
                "<option value=\"25\" selected>normal</option><option value=\"10\">fast</option></select></label>\n");
        out.append(
                "<input class=\"scrub\" type=\"range\" min=\"0\" max=\"1000\" value=\"0\" step=\"any\" aria-label=\"Time\">\n");
        out.append("<output class=\"clock\">–</output>\n</div>\n");
    }

    private void charts(StringBuilder out) {
        long fromMs = Long.MAX_VALUE;
        long untilMs = Long.MIN_VALUE;
        int mostRows = 0;
        List<Layout> layouts = new ArrayList<>();
        for (Timeline timeline : timelines) {
            Layout layout = new Layout(timeline);
            layouts.add(layout);
            mostRows = Math.max(mostRows, layout.rows());
            fromMs = Math.min(fromMs, timeline.fromMs());
            untilMs = Math.max(untilMs, timeline.untilMs());
        }
        Palette palette = new Palette(timelines);
        for (int i = 0; i < timelines.size(); i++) {
            Timeline timeline = timelines.get(i);
            Layout layout = layouts.get(i);
            Geometry geometry = new Geometry(
                    fromMs, untilMs, mostRows, layout, timeline.lanes().size());
            out.append("<section aria-labelledby=\"h")
                    .append(i)
                    .append("\">\n<h2 id=\"h")
                    .append(i)
                    .append("\">");
            out.append(escape(timeline.title())).append("<small class=\"now\" aria-live=\"off\"></small></h2>\n");
            out.append("<div class=\"wide\">\n");
            out.append(new Chart(i, timeline, layout, geometry, palette).toSvg())
                    .append("</div>\n");
            causes(timeline, out);
            out.append("</section>\n");
        }
    }

    private static void causes(Timeline timeline, StringBuilder out) {
        int count = timeline.rounds().size();
        if (count > 0) {
            out.append("<details><summary>")
                    .append(
                            count == 1
                                    ? "The rebalance and its cause"
                                    : "All " + Markup.count(count) + " rebalances and their causes")
                    .append("</summary><ol>\n");
            for (Timeline.Round round : timeline.rounds()) {
                out.append("<li>").append(escape(Chart.titleOf(round))).append("</li>\n");
            }
            out.append("</ol></details>\n");
        }
    }

    private static String resource(String name) {
        try (InputStream in = TimelinePage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

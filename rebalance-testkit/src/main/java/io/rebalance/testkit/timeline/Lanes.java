package io.rebalance.testkit.timeline;

import static io.rebalance.testkit.timeline.Markup.escape;
import static io.rebalance.testkit.timeline.Markup.tenths;
import static io.rebalance.testkit.timeline.Markup.time;

import io.rebalance.protocol.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The lanes of a chart. All that a process did on one partition is one path: so a page of ten thousand spans stays small. */
final class Lanes {

    private final Timeline timeline;
    private final Layout layout;
    private final Geometry geometry;
    private final Palette palette;

    Lanes(Timeline timeline, Layout layout, Geometry geometry, Palette palette) {
        this.timeline = timeline;
        this.layout = layout;
        this.geometry = geometry;
        this.palette = palette;
    }

    void lives(StringBuilder out) {
        out.append("<g class=\"lives\">");
        for (Timeline.Life life : timeline.lives()) {
            int x = geometry.x(life.fromMs());
            out.append("<rect x=\"")
                    .append(tenths(x))
                    .append("\" y=\"")
                    .append(tenths(geometry.laneTop(life.lane()) + 5));
            out.append("\" width=\"")
                    .append(tenths(Math.max(1, geometry.x(life.untilMs()) - x)))
                    .append("\" height=\"");
            out.append(tenths(geometry.laneHeight(life.lane()) - 10)).append("\"/>");
        }
        out.append("</g>\n");
    }

    /** The names, as many as there is room for. */
    void names(StringBuilder out) {
        out.append("<g class=\"names\">");
        int freeFrom = 0;
        for (int i = 0; i < timeline.lanes().size(); i++) {
            int middle = geometry.laneTop(i) + geometry.laneHeight(i) / 2;
            if (middle - 60 >= freeFrom) {
                out.append("<text x=\"98\" y=\"").append(tenths(middle + 35)).append("\">");
                out.append(escape(shortened(timeline.lanes().get(i)))).append("</text>");
                freeFrom = middle + 60;
            }
        }
        out.append("</g>\n");
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= 16
                ? name
                : name.substring(0, name.offsetByCodePoints(0, 15)) + "…";
    }

    /** Thin lines where nobody works on what was last worked on here; a path a lane. */
    void stills(StringBuilder out) {
        SortedMap<Integer, StringBuilder> paths = new TreeMap<>();
        for (Layout.Still still : layout.stills()) {
            StringBuilder path = paths.computeIfAbsent(still.lane(), lane -> new StringBuilder());
            line(path, still.lane(), still.row(), still.fromMs(), still.untilMs());
        }
        out.append("<g class=\"stills\">");
        paths.values().forEach(path -> out.append("<path d=\"").append(path).append("\"/>"));
        out.append("</g>\n");
    }

    void spans(StringBuilder out) {
        List<SortedMap<TopicPartition, StringBuilder>> lanes = new ArrayList<>();
        StringBuilder[] labels = new StringBuilder[timeline.lanes().size()];
        for (int i = 0; i < labels.length; i++) {
            lanes.add(new TreeMap<>());
            labels[i] = new StringBuilder();
        }
        for (Layout.Placed placed : layout.placed()) {
            Timeline.Span span = placed.span();
            StringBuilder path =
                    lanes.get(span.lane()).computeIfAbsent(span.partition(), partition -> new StringBuilder());
            line(path, span.lane(), placed.row(), span.fromMs(), span.untilMs());
            label(labels[span.lane()], placed);
        }
        out.append("<g class=\"spans\" stroke-width=\"")
                .append(tenths(geometry.rowHeight() - 10))
                .append("\" font-size=\"");
        out.append(tenths(Math.min(90, geometry.rowHeight() - 20))).append("\">\n");
        for (int i = 0; i < lanes.size(); i++) {
            out.append("<g class=\"lane\" data-lane=\"").append(i).append("\" aria-label=\"");
            out.append(escape(timeline.lanes().get(i))).append("\">");
            lanes.get(i).forEach((partition, path) -> {
                out.append("<path class=\"")
                        .append(palette.styleOf(partition))
                        .append(" p")
                        .append(palette.rankOf(partition));
                out.append("\" d=\"").append(path).append("\"><title>").append(escape(partition.toString()));
                out.append("</title></path>");
            });
            out.append(labels[i]).append("</g>\n");
        }
        out.append("</g>\n");
    }

    private void line(StringBuilder path, int lane, int row, long fromMs, long untilMs) {
        int x = geometry.x(fromMs);
        int width = Math.max(1, geometry.x(untilMs) - x);
        path.append('M')
                .append(tenths(x))
                .append(' ')
                .append(tenths(geometry.rowMiddle(lane, row)))
                .append('h');
        path.append(tenths(width));
    }

    /** A partition's number at the beginning of a span, if there is room. */
    private void label(StringBuilder out, Layout.Placed placed) {
        Timeline.Span span = placed.span();
        String text = palette.labelOf(span.partition());
        int x = geometry.x(span.fromMs());
        int needed = (60 * text.length() + 60) * (geometry.rowHeight() < 100 ? 2 : 1);
        if (geometry.rowHeight() >= 80 && geometry.x(span.untilMs()) - x >= needed) {
            out.append("<text x=\"").append(tenths(x + 25)).append("\" y=\"");
            out.append(tenths(geometry.rowMiddle(span.lane(), placed.row()) + 30))
                    .append("\">")
                    .append(escape(text));
            out.append("</text>");
        }
    }

    void marks(StringBuilder out) {
        out.append("<g class=\"marks")
                .append(geometry.rowHeight() < 100 ? " small" : "")
                .append("\">");
        for (Timeline.Mark mark : timeline.marks()) {
            boolean isOfAll = mark.lane() == Timeline.EVERYBODY;
            int y = isOfAll
                    ? Geometry.STRIP_TOP - 20
                    : geometry.laneTop(mark.lane()) + geometry.laneHeight(mark.lane()) / 2;
            String lane = isOfAll ? "" : timeline.lanes().get(mark.lane()) + " ";
            out.append("<path class=\"mark\" d=\"M")
                    .append(tenths(geometry.x(mark.atMs())))
                    .append(' ')
                    .append(tenths(y));
            out.append(shapeOf(mark.kind())).append("\"><title>");
            out.append(escape(lane + mark.text() + " at " + time(mark.atMs()))).append("</title></path>");
        }
        out.append("</g>\n");
    }

    private static String shapeOf(Timeline.Mark.Kind kind) {
        return switch (kind) {
            case STARTED -> "m-3-3.5v7l6-3.5z";
            case STOPPED -> "m-3-3h6v6h-6z";
            case CRASHED -> "m-3.5-3.5l7 7m0-7l-7 7";
            case PAUSED -> "m-2-3.5v7m4-7v7";
            case OTHER -> "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z";
        };
    }
}

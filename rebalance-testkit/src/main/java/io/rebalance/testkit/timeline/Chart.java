package io.rebalance.testkit.timeline;

import static io.rebalance.testkit.timeline.Markup.count;
import static io.rebalance.testkit.timeline.Markup.counted;
import static io.rebalance.testkit.timeline.Markup.escape;
import static io.rebalance.testkit.timeline.Markup.tenths;
import static io.rebalance.testkit.timeline.Markup.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One timeline as SVG, from top to bottom: time, rebalances, how many partitions stand still, lanes, time again. */
final class Chart {

    private final int number;
    private final Timeline timeline;
    private final Layout layout;
    private final Geometry geometry;
    private final Lanes lanes;
    private final StringBuilder out = new StringBuilder();

    Chart(int number, Timeline timeline, Layout layout, Geometry geometry, Palette palette) {
        this.number = number;
        this.timeline = timeline;
        this.layout = layout;
        this.geometry = geometry;
        lanes = new Lanes(timeline, layout, geometry, palette);
    }

    String toSvg() {
        String id = "chart" + number;
        out.append("<svg class=\"chart\" id=\"").append(id).append("\" viewBox=\"0 0 ");
        out.append(tenths(Geometry.WIDTH)).append(' ').append(tenths(geometry.height()));
        out.append("\" role=\"group\" aria-labelledby=\"")
                .append(id)
                .append("t\" aria-describedby=\"")
                .append(id);
        out.append("d\" data-from=\"")
                .append(geometry.fromMs())
                .append("\" data-until=\"")
                .append(geometry.untilMs());
        out.append("\" data-left=\"").append(tenths(Geometry.LEFT)).append("\" data-right=\"");
        out.append(tenths(Geometry.RIGHT))
                .append("\" data-partitions=\"")
                .append(layout.partitionCount())
                .append("\">\n");
        out.append("<title id=\"")
                .append(id)
                .append("t\">")
                .append(escape(timeline.title()))
                .append("</title>\n");
        out.append("<desc id=\"")
                .append(id)
                .append("d\">")
                .append(escape(description()))
                .append("</desc>\n");
        ticks();
        lanes.lives(out);
        rounds();
        strip();
        lanes.names(out);
        lanes.stills(out);
        lanes.spans(out);
        lanes.marks(out);
        out.append("<g class=\"play\" aria-hidden=\"true\"><rect class=\"veil\" y=\"");
        out.append(tenths(Geometry.RIBBON_TOP)).append("\" width=\"0\" height=\"");
        out.append(tenths(geometry.lanesBottom() - Geometry.RIBBON_TOP));
        out.append("\"/><path class=\"head\" d=\"M0 ")
                .append(tenths(Geometry.RIBBON_TOP - 40))
                .append('V');
        out.append(tenths(geometry.lanesBottom() + 20)).append("\"/></g>\n</svg>\n");
        return out.toString();
    }

    private String description() {
        return counted(timeline.lanes().size(), "process").replace("processs", "processes") + ", "
                + counted(layout.partitionCount(), "partition") + " and "
                + counted(timeline.rounds().size(), "rebalance") + " in " + time(timeline.untilMs() - timeline.fromMs())
                + "; partitions stood still for " + time(layout.stillMs())
                + " all together. A lane is a process, and a bar "
                + "in it is a partition that it works on; a thin line is a partition that nobody works on.";
    }

    private void ticks() {
        out.append("<g class=\"ticks\">");
        long step = geometry.tickMs();
        long first = Math.floorDiv(geometry.fromMs() + step - 1, step) * step;
        StringBuilder lines = new StringBuilder();
        for (long ms = first; ms <= geometry.untilMs(); ms += step) {
            String x = tenths(geometry.x(ms));
            String text = "<text x=\"" + x + "\" y=\"";
            String label = "\">" + (step % 1_000 == 0 ? clock(ms) : time(ms)) + "</text>";
            out.append(text).append("11").append(label);
            out.append(text).append(tenths(geometry.lanesBottom() + 140)).append(label);
            lines.append('M')
                    .append(x)
                    .append(' ')
                    .append(tenths(Geometry.RIBBON_TOP))
                    .append('V');
            lines.append(tenths(geometry.lanesBottom()));
        }
        out.append("<path d=\"").append(lines).append("\"/></g>\n");
    }

    /** A whole number of seconds. */
    private static String clock(long ms) {
        String text = time(ms);
        return text.replace(".0 s", " s").replaceAll("\\.0$", "");
    }

    private void rounds() {
        out.append("<g class=\"rounds\"><text class=\"name\" x=\"0\" y=\"");
        out.append(tenths(Geometry.RIBBON_TOP + 110)).append("\">rebalances</text>\n");
        List<Timeline.Round> rounds = new ArrayList<>(timeline.rounds());
        rounds.sort(Comparator.comparingLong(Timeline.Round::fromMs).thenComparingInt(Timeline.Round::generationId));
        for (int i = 0; i < rounds.size(); i++) {
            int nextX = i + 1 < rounds.size() ? geometry.x(rounds.get(i + 1).fromMs()) : Geometry.WIDTH;
            round(rounds.get(i), i == 0, nextX);
        }
        out.append("</g>\n");
    }

    private void round(Timeline.Round round, boolean isFirst, int nextX) {
        int x = geometry.x(round.fromMs());
        int width = Math.max(12, geometry.x(round.untilMs()) - x);
        out.append("<g class=\"round\" tabindex=\"").append(isFirst ? 0 : -1);
        out.append("\" role=\"img\" data-ms=\"").append(round.fromMs()).append("\" data-end=\"");
        out.append(round.untilMs()).append("\"><title>");
        out.append(escape(titleOf(round)))
                .append("</title><path class=\"band\" d=\"M")
                .append(tenths(x))
                .append(' ');
        out.append(tenths(Geometry.RIBBON_TOP))
                .append('h')
                .append(tenths(width))
                .append('V');
        out.append(tenths(geometry.lanesBottom()))
                .append('h')
                .append(tenths(-width))
                .append("z\"/><rect x=\"");
        out.append(tenths(x))
                .append("\" y=\"")
                .append(tenths(Geometry.RIBBON_TOP))
                .append("\" width=\"");
        out.append(tenths(width))
                .append("\" height=\"")
                .append(tenths(Geometry.RIBBON_HEIGHT))
                .append("\"/>");
        String label = Integer.toString(round.generationId());
        int needed = 60 * label.length() + 40;
        boolean isInside = width >= needed;
        if (isInside || nextX - x - width >= needed + 10) {
            out.append("<text").append(isInside ? " class=\"in\"" : "").append(" x=\"");
            out.append(tenths(isInside ? x + 25 : x + width + 20)).append("\" y=\"");
            out.append(tenths(Geometry.RIBBON_TOP + 110))
                    .append("\">")
                    .append(label)
                    .append("</text>");
        }
        out.append("</g>\n");
    }

    static String titleOf(Timeline.Round round) {
        StringBuilder text =
                new StringBuilder("Generation ").append(round.generationId()).append(" at ");
        text.append(time(round.fromMs()))
                .append('\n')
                .append(time(round.untilMs() - round.fromMs()))
                .append(" long, ");
        text.append(counted(round.moved(), "partition")).append(" moved");
        for (String cause : round.causes()) {
            text.append('\n').append(cause);
        }
        return text.toString();
    }

    /** How many partitions stand still at a time; of several numbers within half a pixel the greatest. */
    private void strip() {
        int top = Geometry.STRIP_TOP;
        int base = top + Geometry.STRIP_HEIGHT;
        int[] most = new int[(Geometry.RIGHT - Geometry.LEFT) / 5 + 2];
        int[] steps = new int[most.length + 1];
        for (Layout.Still still : layout.stills()) {
            int from = (geometry.x(still.fromMs()) - Geometry.LEFT) / 5;
            int until = Math.max(from + 1, (geometry.x(still.untilMs()) - Geometry.LEFT) / 5);
            steps[from]++;
            steps[until]--;
        }
        int now = 0;
        int max = 0;
        for (int i = 0; i < most.length; i++) {
            now += steps[i];
            most[i] = now;
            max = Math.max(max, now);
        }
        int full = Math.max(1, layout.partitionCount());
        out.append("<g class=\"strip\"><text class=\"name\" x=\"0\" y=\"").append(tenths(top + 150));
        out.append("\">standing still</text><text class=\"name small\" x=\"0\" y=\"")
                .append(tenths(top + 290));
        out.append("\">at most ").append(count(max)).append(" of ").append(count(layout.partitionCount()));
        out.append("</text><path class=\"base\" d=\"M")
                .append(tenths(Geometry.LEFT))
                .append(' ')
                .append(tenths(base));
        out.append('H').append(tenths(Geometry.RIGHT)).append("\"/><path class=\"area\" d=\"M");
        out.append(tenths(Geometry.LEFT)).append(' ').append(tenths(base));
        int before = 0;
        for (int i = 0; i < most.length; i++) {
            if (most[i] != before) {
                out.append('H')
                        .append(tenths(Math.min(Geometry.RIGHT, Geometry.LEFT + 5 * i)))
                        .append('V');
                out.append(tenths(base - (int) ((long) Geometry.STRIP_HEIGHT * most[i] / full)));
                before = most[i];
            }
        }
        out.append('H')
                .append(tenths(Geometry.RIGHT))
                .append('V')
                .append(tenths(base))
                .append("z\"/></g>\n");
    }
}

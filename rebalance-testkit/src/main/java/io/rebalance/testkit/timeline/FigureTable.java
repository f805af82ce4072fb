package io.rebalance.testkit.timeline;

import static io.rebalance.testkit.timeline.Markup.escape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of all timelines of a page beside one another: a column each, and a bar below each number. */
final class FigureTable {

    private FigureTable() {}

    static void write(List<Timeline> timelines, StringBuilder out) {
        Map<String, Map<Integer, Timeline.Figure>> rows = new LinkedHashMap<>();
        for (int i = 0; i < timelines.size(); i++) {
            for (Timeline.Figure figure : timelines.get(i).figures()) {
                rows.computeIfAbsent(figure.name(), name -> new TreeMap<>()).put(i, figure);
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        out.append("<div class=\"wide\"><table>\n<thead><tr><td></td>");
        for (Timeline timeline : timelines) {
            out.append("<th scope=\"col\">").append(escape(timeline.title())).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        rows.forEach((name, row) -> row(name, row, timelines.size(), out));
        out.append("</tbody>\n</table></div>\n");
    }

    private static void row(String name, Map<Integer, Timeline.Figure> row, int columns, StringBuilder out) {
        long most = 1;
        for (Timeline.Figure figure : row.values()) {
            most = Math.max(most, figure.value());
        }
        out.append(name.contains("still") ? "<tr class=\"key\">" : "<tr>");
        out.append("<th scope=\"row\">").append(escape(name)).append("</th>");
        for (int i = 0; i < columns; i++) {
            Timeline.Figure figure = row.get(i);
            if (figure == null) {
                out.append("<td>–</td>");
            } else {
                out.append("<td>").append(escape(Markup.figure(figure))).append("<i style=\"width:");
                out.append(Markup.tenths(Math.round(1_000.0 * figure.value() / most)))
                        .append("%\"></i></td>");
            }
        }
        out.append("</tr>\n");
    }
}

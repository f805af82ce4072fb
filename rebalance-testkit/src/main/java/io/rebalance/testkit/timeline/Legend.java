package io.rebalance.testkit.timeline;

/** What the marks of a page mean, and which keys there are. */
final class Legend {

    private Legend() {}

    static void write(StringBuilder out) {
        out.append("<ul class=\"legend\" aria-label=\"Legend\">\n");
        item(
                out,
                "<path class=\"c0\" d=\"M0 7h11\" stroke-width=\"9\"/><path class=\"c5a\" d=\"M11.5 7h11\" stroke-width=\"9\"/>"
                        + "<path class=\"c2b\" d=\"M23 7h11\" stroke-width=\"9\"/>",
                "a process works on a partition: a colour and texture each");
        item(out, "<path d=\"M0 7h34\" style=\"stroke:var(--still);stroke-width:1.6\"/>", "nobody works on it");
        item(
                out,
                "<path d=\"M10 0h14v14h-14z\" style=\"fill:var(--band)\"/><path d=\"M10 0h14v4h-14z\" "
                        + "style=\"fill:var(--tick)\"/>",
                "a rebalance, with the generation it led to");
        item(out, "<rect width=\"34\" height=\"14\" style=\"fill:var(--life)\"/>", "the process runs");
        item(out, mark("m-3-3.5v7l6-3.5z"), "started");
        item(out, mark("m-3-3h6v6h-6z"), "stopped");
        item(out, mark("m-3.5-3.5l7 7m0-7l-7 7"), "crashed");
        item(out, mark("m-2-3.5v7m4-7v7"), "paused");
        item(out, mark("m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"), "something else");
        out.append("</ul>\n<p class=\"quiet keys\">");
        out.append(
                "Keys: <kbd>Tab</kbd> to a chart, <kbd>←</kbd> <kbd>→</kbd> from rebalance to rebalance, <kbd>↑</kbd> "
                        + "<kbd>↓</kbd> through the lanes, <kbd>Space</kbd> plays and pauses.</p>\n");
    }

    private static String mark(String shape) {
        return "<path class=\"mark\" d=\"M17 7" + shape + "\"/>";
    }

    private static void item(StringBuilder out, String drawing, String text) {
        out.append("<li><svg viewBox=\"0 0 34 14\" aria-hidden=\"true\">")
                .append(drawing)
                .append("</svg>")
                .append(text);
        out.append("</li>\n");
    }
}

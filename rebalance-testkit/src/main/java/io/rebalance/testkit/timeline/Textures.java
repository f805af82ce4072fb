package io.rebalance.testkit.timeline;

/** The hues and textures of partitions as styles and patterns. */
final class Textures {

    private static final String[] DRAWINGS = {
        "M0 6L6 0M-1.5 1.5L1.5-1.5M4.5 7.5L7.5 4.5", "M0 0L6 6M-1.5 4.5L1.5 7.5M4.5-1.5L7.5 1.5", "M3 0V6"
    };

    private Textures() {}

    /** Names of the textures that are not plain, in the order of {@link Palette}. */
    private static char letter(int texture) {
        return "abc".charAt(texture - 1);
    }

    static String css() {
        StringBuilder out = new StringBuilder();
        for (int hue = 0; hue < Palette.HUES; hue++) {
            out.append(".c").append(hue).append("{stroke:var(--c").append(hue).append(")}");
            for (int texture = 1; texture < Palette.TEXTURES; texture++) {
                String name = "c" + hue + letter(texture);
                out.append('.')
                        .append(name)
                        .append("{stroke:url(#")
                        .append(name)
                        .append(")}");
            }
            out.append('\n');
        }
        return out.toString();
    }

    static String svg() {
        StringBuilder out = new StringBuilder("<svg class=\"defs\" aria-hidden=\"true\"><defs>\n");
        for (int hue = 0; hue < Palette.HUES; hue++) {
            for (int texture = 1; texture < Palette.TEXTURES; texture++) {
                out.append("<pattern id=\"c").append(hue).append(letter(texture));
                out.append("\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" "
                        + "style=\"fill:var(--c");
                out.append(hue).append(")\"/><path d=\"").append(DRAWINGS[texture - 1]);
                out.append("\" style=\"stroke:var(--paper);stroke-width:1.1;opacity:.42\"/></pattern>\n");
            }
        }
        return out.append("</defs></svg>\n").toString();
    }
}

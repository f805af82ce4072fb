package io.rebalance.testkit.timeline;

/**
 * Where on a chart what is, in tenths of a pixel of its own coordinates. Charts of one page have the same time axis and the
 * same height of a row, so that they can be held against each other.
 */
final class Geometry {

    static final int WIDTH = 12_000;
    static final int LEFT = 1_080;
    static final int RIGHT = 11_800;
    static final int RIBBON_TOP = 200;
    static final int RIBBON_HEIGHT = 150;
    static final int STRIP_TOP = 420;
    static final int STRIP_HEIGHT = 400;
    static final int LANES_TOP = 900;

    private final long fromMs;
    private final long untilMs;
    private final int rowHeight;
    private final int lanePadding;
    private final int[] laneTops;

    /**
     * @param fromMs the beginning of the page's time
     * @param untilMs its end, after the beginning
     * @param mostRows how many rows the chart of the page has that has most
     */
    Geometry(long fromMs, long untilMs, int mostRows, Layout layout, int lanes) {
        this.fromMs = fromMs;
        this.untilMs = untilMs;
        rowHeight = mostRows <= 48 ? 150 : mostRows <= 260 ? 90 : mostRows <= 1_000 ? 50 : 20;
        lanePadding = mostRows <= 48 ? 35 : mostRows <= 260 ? 20 : mostRows <= 1_000 ? 10 : 5;
        laneTops = new int[lanes + 1];
        laneTops[0] = LANES_TOP;
        for (int i = 0; i < lanes; i++) {
            laneTops[i + 1] = laneTops[i] + layout.rows(i) * rowHeight + 2 * lanePadding;
        }
    }

    /** Where a time is, from left to right; what lies outside is at the edge. */
    int x(long ms) {
        double share = ((double) Math.min(Math.max(ms, fromMs), untilMs) - fromMs) / ((double) untilMs - fromMs);
        return LEFT + (int) Math.round(share * (RIGHT - LEFT));
    }

    int rowHeight() {
        return rowHeight;
    }

    int laneTop(int lane) {
        return laneTops[lane];
    }

    int laneHeight(int lane) {
        return laneTops[lane + 1] - laneTops[lane];
    }

    /** The middle of a row. */
    int rowMiddle(int lane, int row) {
        return laneTops[lane] + lanePadding + row * rowHeight + rowHeight / 2;
    }

    int lanesBottom() {
        return laneTops[laneTops.length - 1];
    }

    int height() {
        return lanesBottom() + 220;
    }

    /** How far marks of the time axis are apart: a round number of ms that makes at most twelve of them. */
    long tickMs() {
        long[] steps = {
            100,
            200,
            500,
            1_000,
            2_000,
            5_000,
            10_000,
            20_000,
            30_000,
            60_000,
            120_000,
            300_000,
            600_000,
            1_200_000,
            1_800_000,
            3_600_000,
            7_200_000,
            14_400_000,
            28_800_000,
            86_400_000
        };
        long lengthMs = Math.max(1, untilMs - fromMs);
        for (long step : steps) {
            if (lengthMs / step <= 12) {
                return step;
            }
        }
        return (lengthMs / (12 * 86_400_000L) + 1) * 86_400_000L;
    }

    long fromMs() {
        return fromMs;
    }

    long untilMs() {
        return untilMs;
    }
}

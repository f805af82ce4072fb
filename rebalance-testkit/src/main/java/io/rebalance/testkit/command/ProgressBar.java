package io.rebalance.testkit.command;

import java.io.PrintWriter;

/** How far a long command is, in one line that is written over and over; nothing where nobody watches. */
final class ProgressBar {

    private static final int CELLS = 30;

    private final PrintWriter out;
    private final boolean isShown;
    private final int total;
    private int done;
    private int longest;

    /** @param total how many steps there are, 1 or more */
    ProgressBar(PrintWriter out, boolean isShown, int total) {
        this.out = out;
        this.isShown = isShown;
        this.total = total;
    }

    /** The next step begins. */
    void next(String what) {
        if (isShown) {
            int cells = CELLS * done / total;
            String line = "[" + "#".repeat(cells) + ".".repeat(CELLS - cells) + "] " + done + "/" + total + " " + what;
            out.print("\r" + line + " ".repeat(Math.max(0, longest - line.length())));
            out.flush();
            longest = Math.max(longest, line.length());
        }
        done++;
    }

    /** All steps are over. */
    void end() {
        if (isShown) {
            out.print("\r" + " ".repeat(longest) + "\r");
            out.flush();
        }
    }
}

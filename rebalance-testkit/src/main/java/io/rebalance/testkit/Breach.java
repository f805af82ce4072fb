package io.rebalance.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an assignor breaks a law: what was expected and what came, and the answers that show it. */
final class Breach {

    private final String what;
    private final List<String> shown = new ArrayList<>();
    private final @Nullable Throwable cause;

    private Breach(String what, @Nullable Throwable cause) {
        this.what = what;
        this.cause = cause;
    }

    static Breach of(String what) {
        return new Breach(what, null);
    }

    static Breach of(String what, @Nullable Throwable cause) {
        return new Breach(what, cause);
    }

    /** Shows something below a title. */
    Breach show(String title, String text) {
        shown.add(title + ":\n" + text.indent(2));
        return this;
    }

    String what() {
        return what;
    }

    /** What shows it; lines end with a line feed. */
    String shown() {
        return String.join("", shown);
    }

    @Nullable
    Throwable cause() {
        return cause;
    }
}

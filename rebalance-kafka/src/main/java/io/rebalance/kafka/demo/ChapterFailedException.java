package io.rebalance.kafka.demo;

/** Says that what a chapter was to show did not happen, in one line. */
final class ChapterFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String what;

    ChapterFailedException(String what) {
        super(what);
        this.what = what;
    }

    /** What was waited for in vain, or was otherwise than it was to be. */
    String what() {
        return what;
    }
}

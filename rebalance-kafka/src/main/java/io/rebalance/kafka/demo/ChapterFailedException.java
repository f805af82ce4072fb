package io.rebalance.kafka.demo;

/** Says that what a chapter was to show did not happen, in one line. */
final class ChapterFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ChapterFailedException(String message) {
        super(message);
    }
}

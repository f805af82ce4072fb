package io.rebalance.kafka.demo;

/** A part of the demonstration that stands by itself: its own group, its own topic. */
interface Chapter {

    /** What it shows, in a few words. */
    String title();

    /** What is about to be seen, and why it is so: two or three sentences. */
    String teaching();

    /**
     * Shows it, and returns once all that was produced meanwhile was processed.
     *
     * @throws ChapterFailedException if what it is to show does not happen in time
     */
    void play(Stage stage) throws ChapterFailedException, InterruptedException;
}

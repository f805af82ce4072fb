package io.rebalance.kafka.demo;

/** What a demonstration proved, and its exit code. */
enum Verdict {
    /** Everything was shown, and everything held. */
    GOOD(0),
    /** Something that must never be happened: a record lost, a partition with two owners, something left behind. */
    BROKEN_PROMISE(1),
    /** Nothing forbidden happened, but not everything was shown. */
    CUT_SHORT(2);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /**
     * The verdict.
     *
     * @param lost how many records were lost
     * @param findings how many other things were found that must never be
     * @param isCutShort whether a chapter did not come to its end
     */
    static Verdict of(long lost, long findings, boolean isCutShort) {
        if (lost > 0 || findings > 0) {
            return BROKEN_PROMISE;
        }
        return isCutShort ? CUT_SHORT : GOOD;
    }
}

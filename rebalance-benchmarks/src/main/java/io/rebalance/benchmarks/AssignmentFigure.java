package io.rebalance.benchmarks;

/**
 * What was measured at a point of the matrix.
 *
 * @param cpuNs CPU time of a call in ns; of one that did not finish, the time after which nobody waited any longer
 * @param bytes allocated by a call; NaN if that is not known
 * @param reason why there is no figure; empty if there is one
 */
record AssignmentFigure(Kind kind, double cpuNs, double bytes, String reason) {

    /** How it came about. */
    enum Kind {
        /** Many calls by the harness. */
        STEADY,
        /** One cold call, since it takes long. */
        ONE_CALL,
        /** One call that was not waited for any longer. */
        DID_NOT_FINISH,
        /** Nothing was measured. */
        FAILED
    }

    static AssignmentFigure steady(double cpuNs, double bytes) {
        return new AssignmentFigure(Kind.STEADY, cpuNs, bytes, "");
    }

    static AssignmentFigure oneCall(double cpuNs, double bytes) {
        return new AssignmentFigure(Kind.ONE_CALL, cpuNs, bytes, "");
    }

    static AssignmentFigure didNotFinish(int capSeconds) {
        return new AssignmentFigure(Kind.DID_NOT_FINISH, capSeconds * 1e9, Double.NaN, "");
    }

    static AssignmentFigure failed(String reason) {
        return new AssignmentFigure(Kind.FAILED, Double.NaN, Double.NaN, reason);
    }

    /** Whether it took this long, or longer. */
    boolean isLowerBound() {
        return kind == Kind.DID_NOT_FINISH;
    }

    /** In a table, in us. */
    String text() {
        return switch (kind) {
            case STEADY -> micros();
            case ONE_CALL -> micros() + " (one call)";
            case DID_NOT_FINISH -> Texts.of("did not finish in %.0f s", cpuNs / 1e9);
            case FAILED -> "failed";
        };
    }

    private String micros() {
        double us = cpuNs / 1e3;
        return Texts.of(us < 10 ? "%,.2f" : us < 100 ? "%,.1f" : "%,.0f", us);
    }
}

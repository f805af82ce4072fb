package io.rebalance.benchmarks;

/** One cell of the matrix: a route from one group to its assignment. */
record AssignmentPoint(
        String assignor, AssignmentCase.Structure structure, AssignmentCase.Mode mode, String size, Route route) {

    /** The same group by another route. */
    AssignmentPoint by(Route other) {
        return new AssignmentPoint(assignor, structure, mode, size, other);
    }

    /** Whether its group is one in which everybody subscribes alike. */
    boolean isEqual() {
        return structure == AssignmentCase.Structure.EQUAL;
    }

    @Override
    public String toString() {
        return assignor + " " + structure + " " + mode + " " + size + " " + route.method();
    }
}

package io.rebalance.benchmarks;

/** One cell of the matrix: a route from one group, which had an assignment before, to its assignment. */
record AssignmentPoint(
        String assignor,
        AssignmentCase.Structure structure,
        AssignmentCase.Mode mode,
        AssignmentCase.Past past,
        String size,
        Route route) {

    /** A route from a group that had our assignment. */
    AssignmentPoint(
            String assignor, AssignmentCase.Structure structure, AssignmentCase.Mode mode, String size, Route route) {
        this(assignor, structure, mode, AssignmentCase.Past.OURS, size, route);
    }

    /** The same group by another route. */
    AssignmentPoint by(Route other) {
        return new AssignmentPoint(assignor, structure, mode, past, size, other);
    }

    /** The same route of a group that had another's assignment. */
    AssignmentPoint from(AssignmentCase.Past other) {
        return new AssignmentPoint(assignor, structure, mode, other, size, route);
    }

    /** Whose past it has, where that is not ours: to be added to what names its group. */
    String origin() {
        return past == AssignmentCase.Past.KAFKAS ? " from Kafka's past" : "";
    }

    /** Whether its group is one in which everybody subscribes alike. */
    boolean isEqual() {
        return structure == AssignmentCase.Structure.EQUAL;
    }

    @Override
    public String toString() {
        return assignor + " " + structure + " " + mode + " " + size + origin() + " " + route.method();
    }
}

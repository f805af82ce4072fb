package io.rebalance.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Holds the place of the first benchmark. */
@State(Scope.Benchmark)
public class Placeholder {

    @Param({"1", "2"})
    int size;

    @Benchmark
    public int nothing() {
        return size;
    }
}

package io.rebalance.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call on a thread of its own, for which nobody waits longer than a cap. If it has not ended by then it goes on, for it
 * may be deaf to interrupts, and ends with the virtual machine.
 *
 * @param answer what was returned
 * @param wallNs on the wall's clock
 * @param cpuNs CPU time of the thread
 * @param bytes allocated by the thread
 */
record CappedCall(Object answer, double wallNs, double cpuNs, double bytes) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * Calls once.
     *
     * @param capMs how long to wait for it
     * @return empty if it did not end in time
     * @throws ExecutionException if it threw; that is the cause
     */
    static Optional<CappedCall> of(Callable<?> call, long capMs) throws ExecutionException, InterruptedException {
        FutureTask<CappedCall> task = new FutureTask<>(() -> measured(call));
        Thread thread = new Thread(task, "capped-call");
        thread.setDaemon(true);
        thread.start();
        try {
            return Optional.of(task.get(capMs, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            task.cancel(true);
            return Optional.empty();
        }
    }

    private static CappedCall measured(Callable<?> call) throws Exception {
        long thread = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long cpuNs = THREADS.getCurrentThreadCpuTime();
        long wallNs = System.nanoTime();
        Object answer = call.call();
        return new CappedCall(
                answer,
                System.nanoTime() - wallNs,
                THREADS.getCurrentThreadCpuTime() - cpuNs,
                THREADS.getThreadAllocatedBytes(thread) - bytes);
    }
}

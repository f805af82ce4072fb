package io.rebalance.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What is alive in this virtual machine, as its own diagnostic command counts it after a full collection. */
final class Heap {

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

    private Heap() {}

    /**
     * What one class takes.
     *
     * @param instances how many there are
     * @param bytes how many bytes they take, headers and padding included
     */
    record Use(long instances, long bytes) {}

    /** All classes of which something is alive, by name; counted after two full collections. */
    static Map<String, Use> histogram() {
        diagnose("gcClassHistogram");
        Map<String, Use> uses = new TreeMap<>();
        diagnose("gcClassHistogram").lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                Use use = new Use(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
                uses.merge(matcher.group(3), use, Heap::plus);
            }
        });
        return uses;
    }

    /** How much more of every class there is than before; less than nothing where there is less. */
    static Map<String, Use> growth(Map<String, Use> before, Map<String, Use> after) {
        Map<String, Use> growth = new TreeMap<>(after);
        before.forEach((name, use) -> growth.merge(name, new Use(-use.instances(), -use.bytes()), Heap::plus));
        return growth;
    }

    /** All bytes of a histogram. */
    static long bytes(Map<String, Use> histogram) {
        return histogram.values().stream().mapToLong(Use::bytes).sum();
    }

    private static Use plus(Use a, Use b) {
        return new Use(a.instances() + b.instances(), a.bytes() + b.bytes());
    }

    private static String diagnose(String command) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName("com.sun.management:type=DiagnosticCommand");
            Object[] noOptions = {new String[0]};
            return (String) server.invoke(name, command, noOptions, new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this virtual machine must know the command " + command, e);
        }
    }
}

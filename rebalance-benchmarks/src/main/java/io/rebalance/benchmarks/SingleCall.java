package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One cold call of one peer, as long as it may take: for those who can need seconds or minutes, and may never end.
 *
 * <p>{@code java -cp rebalance-benchmarks/target/benchmarks.jar io.rebalance.benchmarks.SingleCall kafka sticky HALF JOIN
 * KAFKAS 1000x10000 20} prints what it took, or that it did not finish in 20 seconds. The answer is looked at afterwards.
 */
public final class SingleCall {

    private static final String DID_NOT_FINISH = "did not finish";
    private static final Pattern TOOK = Pattern.compile("took (\\d+) ns of CPU, allocated (\\d+) bytes");

    private SingleCall() {}

    /** Measures and prints; the arguments are method, assignor, structure, mode, past, size and the cap in seconds. */
    public static void main(String... args) throws AssignorException, InterruptedException, ExecutionException {
        if (args.length != 7) {
            throw new IllegalArgumentException(
                    "arguments must be method, assignor, structure, mode, past, size and seconds, were "
                            + Arrays.toString(args));
        }
        AssignmentPoint point = new AssignmentPoint(
                args[1],
                AssignmentCase.Structure.valueOf(args[2]),
                AssignmentCase.Mode.valueOf(args[3]),
                AssignmentCase.Past.valueOf(args[4]),
                args[5],
                Route.ofMethod(args[0]));
        System.out.println(line(of(point, Arguments.number(args, 6, "seconds", 1))));
    }

    /** What {@link #main} is to be called with. */
    static List<String> arguments(AssignmentPoint point, int capSeconds) {
        return List.of(
                point.route().method(),
                point.assignor(),
                point.structure().name(),
                point.mode().name(),
                point.past().name(),
                point.size(),
                Integer.toString(capSeconds));
    }

    /** Calls once in this virtual machine. */
    static AssignmentFigure of(AssignmentPoint point, int capSeconds)
            throws AssignorException, InterruptedException, ExecutionException {
        AssignmentCase group = AssignmentCase.of(point.size(), point.structure(), point.mode(), point.past());
        Assignor assignor = NamedAssignor.of(point.assignor());
        AssignmentPeer peer = point.route().open(group, assignor);
        Optional<CappedCall> call = CappedCall.of(peer::assign, 1_000L * capSeconds);
        if (call.isEmpty()) {
            return AssignmentFigure.didNotFinish(capSeconds);
        }
        AssignmentCheck.requireSense(point.route(), peer.read(call.get().answer()), group, assignor);
        return AssignmentFigure.oneCall(call.get().cpuNs(), call.get().bytes());
    }

    /** A figure as {@link #main} prints it. */
    static String line(AssignmentFigure figure) {
        return figure.kind() == AssignmentFigure.Kind.DID_NOT_FINISH
                ? Texts.of("%s in %.0f s", DID_NOT_FINISH, figure.cpuNs() / 1e9)
                : Texts.of("took %.0f ns of CPU, allocated %.0f bytes", figure.cpuNs(), figure.bytes());
    }

    /** The figure in what {@link #main} printed. */
    static AssignmentFigure figure(String line, int capSeconds) {
        if (line.startsWith(DID_NOT_FINISH)) {
            return AssignmentFigure.didNotFinish(capSeconds);
        }
        Matcher took = TOOK.matcher(line);
        if (!took.matches()) {
            throw new IllegalStateException("a line of a single call must tell what it took, was \"" + line + "\"");
        }
        return AssignmentFigure.oneCall(Double.parseDouble(took.group(1)), Double.parseDouble(took.group(2)));
    }
}

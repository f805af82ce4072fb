package io.rebalance.benchmarks;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** An assignor from names, topics and owned partitions, to a list of partitions a member. */
final class OurNames implements AssignmentPeer {

    private final AssignmentCase group;
    private final Assignor assignor;

    OurNames(AssignmentCase group, Assignor assignor) {
        this.group = group;
        this.assignor = assignor;
    }

    @Override
    public SortedMap<String, List<TopicPartition>> assign() throws AssignorException {
        AssignmentInput input = group.newInput();
        return OurNumbers.granted(assignor, input).toMap(input);
    }

    @Override
    @SuppressWarnings("unchecked") // it is what assign returned
    public Assignment read(Object answer) throws AssignorException {
        return Assignment.ofMap(group.input(), (Map<String, List<TopicPartition>>) answer);
    }
}

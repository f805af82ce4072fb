package io.rebalance.testkit;

import io.rebalance.protocol.ApiKey;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.LeaveGroupResponse;
import io.rebalance.protocol.OffsetCommitResponse;
import io.rebalance.protocol.OffsetDeleteResponse;
import io.rebalance.protocol.OffsetFetchResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts what bad inputs have reached: which requests in which states, and which answers. */
final class BadInputTally {

    private final Map<String, Integer> counts = new TreeMap<>();

    void happened(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    void asked(ApiKey api, String state) {
        happened(api + " in " + state);
    }

    void answered(ApiKey api, GroupResponse response) {
        Stream.concat(Stream.of(response.error()), withinOf(response))
                .distinct()
                .forEach(error -> happened(api + " answered " + error));
    }

    private static Stream<ErrorCode> withinOf(GroupResponse response) {
        if (response instanceof LeaveGroupResponse leave) {
            return leave.members().stream().map(LeaveGroupResponse.Left::error);
        }
        if (response instanceof OffsetCommitResponse commit) {
            return commit.partitions().stream().map(OffsetCommitResponse.Partition::error);
        }
        if (response instanceof OffsetFetchResponse fetch) {
            return fetch.partitions().stream().map(OffsetFetchResponse.Partition::error);
        }
        if (response instanceof OffsetDeleteResponse delete) {
            return delete.partitions().stream().map(OffsetDeleteResponse.Partition::error);
        }
        return Stream.empty();
    }

    /** All that was reached. */
    Set<String> reached() {
        return counts.keySet();
    }
}

package io.rebalance.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as it is now.
 *
 * @param groupId its id
 * @param state the name of its state as Kafka writes it: {@code Empty}, {@code PreparingRebalance}, {@code
 *     CompletingRebalance}, {@code Stable}, {@code Dead}
 * @param generationId its generation, 0 if it never had one
 * @param protocolType its protocol type; empty if it never had a member
 * @param protocolName the protocol it chose; null if it has none
 * @param leader the member that assigns; null if it has none, or if the coordinator assigns
 * @param members its members, by id
 * @param pendingCount how many ids were handed out to newcomers that have not joined with them yet; they are not among the
 *     members
 */
public record GroupView(
        String groupId,
        String state,
        int generationId,
        String protocolType,
        @Nullable String protocolName,
        @Nullable String leader,
        List<MemberView> members,
        int pendingCount) {

    /** The state of a group whose assignment is known. */
    public static final String STABLE = "Stable";

    private static final String EMPTY = "Empty";
    private static final String DEAD = "Dead";

    /** @throws NullPointerException if {@code members} is null */
    public GroupView {
        members = List.copyOf(members);
    }

    /** What is seen of a group that there is not. */
    public static GroupView dead(String groupId) {
        return new GroupView(groupId, DEAD, 0, "", null, null, List.of(), 0);
    }

    /** What is seen of a group that is there for its offsets alone. */
    public static GroupView simple(String groupId) {
        return new GroupView(groupId, EMPTY, 0, "", null, null, List.of(), 0);
    }
}

package io.rebalance.internal.admin;

import io.rebalance.internal.group.Group;
import io.rebalance.internal.group.GroupTable;
import io.rebalance.internal.kernel.Step;
import io.rebalance.internal.kernel.Ticket;
import io.rebalance.internal.offset.OffsetRemoval;
import io.rebalance.internal.offset.OffsetTable;
import io.rebalance.internal.offset.TransactionTable;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.DeleteGroupRequest;
import io.rebalance.protocol.DeleteGroupResponse;
import io.rebalance.protocol.DescribeGroupRequest;
import io.rebalance.protocol.DescribeGroupResponse;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.ListGroupsRequest;
import io.rebalance.protocol.ListGroupsResponse;
import io.rebalance.protocol.ListGroupsResponse.Listed;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupView;
import io.rebalance.view.MemberView;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * DescribeGroups, ListGroups and DeleteGroups (reference 2.16).
 *
 * @kip 229, 518
 */
public final class AdminRoom {

    private final GroupTable groups;
    private final OffsetTable offsets;
    private final TransactionTable transactions;
    private final OffsetRemoval removal;

    /**
     * @param groups all groups
     * @param offsets all offsets
     * @param transactions those of open transactions
     * @param removal the ways out
     */
    public AdminRoom(GroupTable groups, OffsetTable offsets, TransactionTable transactions, OffsetRemoval removal) {
        this.groups = groups;
        this.offsets = offsets;
        this.transactions = transactions;
        this.removal = removal;
    }

    /** All groups, by id. A group that has only offsets shows as one without members. */
    public List<GroupView> views() {
        TreeMap<String, GroupView> views = new TreeMap<>();
        offsets.groupIds().forEach(groupId -> views.put(groupId, GroupView.simple(groupId)));
        transactions.groupIds().forEach(groupId -> views.put(groupId, GroupView.simple(groupId)));
        groups.all().forEach(group -> views.put(group.groupId(), group.toView()));
        return List.copyOf(views.values());
    }

    /** DescribeGroups, for one group. */
    public void describe(Step step, Ticket ticket, DescribeGroupRequest request) {
        GroupView view = view(request.groupId());
        step.answer(
                ticket,
                view == null
                        ? request.refusedWith(ErrorCode.GROUP_ID_NOT_FOUND)
                        : new DescribeGroupResponse(ErrorCode.NONE, described(view)));
    }

    private @Nullable GroupView view(String groupId) {
        Group group = groups.find(groupId);
        if (group != null) {
            return group.toView();
        }
        return offsets.has(groupId) || transactions.has(groupId) ? GroupView.simple(groupId) : null;
    }

    /** While a group rebalances, what its members offer belongs to no generation, so that Kafka does not tell it. */
    private static GroupView described(GroupView view) {
        if (view.state().equals(GroupView.STABLE)) {
            return view;
        }
        return new GroupView(
                view.groupId(),
                view.state(),
                view.generationId(),
                view.protocolType(),
                null,
                view.leader(),
                view.members().stream().map(AdminRoom::withoutMetadata).toList(),
                view.pendingCount());
    }

    private static MemberView withoutMetadata(MemberView member) {
        return new MemberView(
                member.memberId(),
                member.groupInstanceId(),
                member.clientId(),
                member.clientHost(),
                member.sessionTimeoutMs(),
                member.rebalanceTimeoutMs(),
                Bytes.EMPTY,
                member.assignment(),
                member.isWaiting());
    }

    /** ListGroups. */
    public void list(Step step, Ticket ticket, ListGroupsRequest request) {
        List<Listed> listed = new ArrayList<>();
        if (isAmong(Listed.CLASSIC, request.types())) {
            for (GroupView view : views()) {
                if (isAmong(view.state(), request.states())) {
                    listed.add(new Listed(view.groupId(), view.protocolType(), view.state(), Listed.CLASSIC));
                }
            }
        }
        step.answer(ticket, new ListGroupsResponse(ErrorCode.NONE, listed));
    }

    private static boolean isAmong(String name, List<String> filter) {
        return filter.isEmpty() || filter.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** DeleteGroups, for one group. */
    public void delete(Step step, Ticket ticket, DeleteGroupRequest request) {
        step.answer(ticket, new DeleteGroupResponse(delete(step, request.groupId())));
    }

    private ErrorCode delete(Step step, String groupId) {
        Group group = groups.find(groupId);
        if (group == null && !offsets.has(groupId) && !transactions.has(groupId)) {
            return ErrorCode.GROUP_ID_NOT_FOUND;
        }
        if (group != null && !group.isEmpty()) {
            return ErrorCode.NON_EMPTY_GROUP;
        }
        removal.removeGroup(step, groupId, GroupEvent.Removal.DELETED);
        return ErrorCode.NONE;
    }
}

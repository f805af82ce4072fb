package io.rebalance.testkit;

import io.rebalance.assignor.AssignmentInput;
import org.jspecify.annotations.Nullable;

/** An input that notices when it is read after it was taken back. Still answers then, so that nothing else breaks. */
final class LentInput implements AssignmentInput {

    private final AssignmentInput lender;
    private boolean isBack;
    private boolean wasReadLate;

    LentInput(AssignmentInput lender) {
        this.lender = lender;
    }

    /** What is lent. */
    AssignmentInput lender() {
        return lender;
    }

    void takeBack() {
        isBack = true;
    }

    boolean wasReadLate() {
        return wasReadLate;
    }

    private AssignmentInput read() {
        wasReadLate |= isBack;
        return lender;
    }

    @Override
    public int memberCount() {
        return read().memberCount();
    }

    @Override
    public String memberId(int m) {
        return read().memberId(m);
    }

    @Override
    public @Nullable String instanceId(int m) {
        return read().instanceId(m);
    }

    @Override
    public int rackOf(int m) {
        return read().rackOf(m);
    }

    @Override
    public int topicCount() {
        return read().topicCount();
    }

    @Override
    public String topicName(int t) {
        return read().topicName(t);
    }

    @Override
    public int firstPartition(int t) {
        return read().firstPartition(t);
    }

    @Override
    public int partitionCount() {
        return read().partitionCount();
    }

    @Override
    public int subscriptionCount(int m) {
        return read().subscriptionCount(m);
    }

    @Override
    public int subscribedTopic(int m, int i) {
        return read().subscribedTopic(m, i);
    }

    @Override
    public boolean isHomogeneous() {
        return read().isHomogeneous();
    }

    @Override
    public int previousOwnerOf(int partition) {
        return read().previousOwnerOf(partition);
    }

    @Override
    public int rackCount() {
        return read().rackCount();
    }

    @Override
    public boolean hasReplicaIn(int partition, int rack) {
        return read().hasReplicaIn(partition, rack);
    }
}

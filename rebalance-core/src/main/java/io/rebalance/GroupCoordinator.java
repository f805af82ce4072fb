package io.rebalance;

import io.rebalance.assignor.Assignor;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.view.GroupView;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * API DRAFT: signatures only, the body follows.
 */
public final class GroupCoordinator {

    private GroupCoordinator() {}

    public static Builder builder() {
        throw new UnsupportedOperationException();
    }

    public void replay(GroupRecord record) {
        throw new UnsupportedOperationException();
    }

    public Outcome activate() {
        throw new UnsupportedOperationException();
    }

    public Outcome resign() {
        throw new UnsupportedOperationException();
    }

    public Outcome handle(long ticket, GroupRequest<?> request) {
        throw new UnsupportedOperationException();
    }

    public Outcome topicsChanged(TopicCatalog topics) {
        throw new UnsupportedOperationException();
    }

    public Outcome advance() {
        throw new UnsupportedOperationException();
    }

    public Outcome storeFailed(long first, ErrorCode error) {
        throw new UnsupportedOperationException();
    }

    public Outcome cancel(long ticket) {
        throw new UnsupportedOperationException();
    }

    public void stored(long sequence) {
        throw new UnsupportedOperationException();
    }

    public long nextDeadlineMs() {
        throw new UnsupportedOperationException();
    }

    public Stream<GroupRecord> snapshot() {
        throw new UnsupportedOperationException();
    }

    public List<GroupView> groups() {
        throw new UnsupportedOperationException();
    }

    public static final class Builder {
        public Builder clock(Clock clock) {
            throw new UnsupportedOperationException();
        }

        public Builder config(CoordinatorConfig config) {
            throw new UnsupportedOperationException();
        }

        public Builder memberIds(MemberIds memberIds) {
            throw new UnsupportedOperationException();
        }

        public Builder topics(TopicCatalog topics) {
            throw new UnsupportedOperationException();
        }

        public Builder assignors(Collection<? extends Assignor> assignors) {
            throw new UnsupportedOperationException();
        }

        public Builder assignors(Assignor... assignors) {
            throw new UnsupportedOperationException();
        }

        public GroupCoordinator build() {
            throw new UnsupportedOperationException();
        }
    }
}

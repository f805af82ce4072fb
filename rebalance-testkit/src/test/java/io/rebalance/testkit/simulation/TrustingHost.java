package io.rebalance.testkit.simulation;

import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.TopicCatalog;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.GroupRequest;

/** A host that thinks that what it gave to its log is stored, whatever the log says. */
final class TrustingHost implements GroupHost {

    private final Site site;
    private final GroupCoordinator coordinator;

    TrustingHost(Site site) {
        this.site = site;
        coordinator = GroupCoordinator.builder()
                .clock(site.clock())
                .memberIds(site.memberIds())
                .config(site.config())
                .assignors(site.assignors())
                .topics(site.topics())
                .build();
        for (GroupRecord record : site.log()) {
            coordinator.replay(record);
        }
        release(coordinator.activate());
    }

    private void release(Outcome outcome) {
        if (!outcome.records().isEmpty()) {
            try {
                site.append(outcome.records());
            } catch (JournalException e) {
                // as if nothing were
            }
        }
        site.happened(outcome.events());
        outcome.replies().forEach(site::reply);
        coordinator.stored(outcome.sequence());
    }

    @Override
    public void handle(long ticket, GroupRequest<?> request) {
        release(coordinator.handle(ticket, request));
    }

    @Override
    public void cancel(long ticket) {
        release(coordinator.cancel(ticket));
    }

    @Override
    public void topicsChanged(TopicCatalog topics) {
        release(coordinator.topicsChanged(topics));
    }

    @Override
    public void advance() {
        release(coordinator.advance());
    }

    @Override
    public long nextDeadlineMs() {
        return coordinator.nextDeadlineMs();
    }

    @Override
    public void resign() {
        if (coordinator.isActive()) {
            release(coordinator.resign());
        }
    }
}

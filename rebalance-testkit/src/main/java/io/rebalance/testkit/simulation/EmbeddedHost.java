package io.rebalance.testkit.simulation;

import io.rebalance.GroupCoordinator;
import io.rebalance.Outcome;
import io.rebalance.TopicCatalog;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;

/** The loop of a host as the README writes it. Not final, for tests: hosts that are wrong differ in {@link #release} alone. */
class EmbeddedHost implements GroupHost {

    private final Site site;
    private final GroupCoordinator coordinator;

    EmbeddedHost(Site site) {
        this.site = site;
        coordinator = site.newCoordinator();
        for (GroupRecord record : site.log()) {
            coordinator.replay(record);
        }
        release(coordinator.activate());
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

    @Override
    public GroupCoordinator coordinator() {
        return coordinator;
    }

    Site site() {
        return site;
    }

    /** Stores what is to be stored, and then tells it. */
    void release(Outcome first) {
        Outcome outcome = first;
        try {
            while (!isStored(outcome)) {
                outcome = coordinator.storeFailed(outcome.sequence(), ErrorCode.NOT_ENOUGH_REPLICAS);
            }
            tell(outcome);
        } catch (JournalException e) { // somebody else has the log
            tell(coordinator.storeFailed(outcome.sequence(), ErrorCode.NOT_LEADER_OR_FOLLOWER));
            tell(coordinator.resign());
        }
    }

    /** Whether it is stored; false if it surely is not. */
    private boolean isStored(Outcome outcome) throws JournalException {
        try {
            if (!outcome.records().isEmpty()) {
                site.append(outcome.records());
            }
            return true;
        } catch (JournalException e) {
            if (e.isFenced()) {
                throw e;
            }
            return false;
        }
    }

    final void tell(Outcome outcome) {
        site.happened(outcome.events());
        outcome.replies().forEach(site::reply);
        coordinator.stored(outcome.sequence());
    }
}

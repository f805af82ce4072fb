package io.rebalance.testkit.simulation;

import io.rebalance.Clock;
import io.rebalance.CoordinatorConfig;
import io.rebalance.MemberIds;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.view.GroupEvent;
import java.util.List;

/** A site at which one thing or the other is not as it should be. */
class TamperedSite implements GroupHost.Site {

    private final GroupHost.Site site;

    TamperedSite(GroupHost.Site site) {
        this.site = site;
    }

    @Override
    public Clock clock() {
        return site.clock();
    }

    @Override
    public MemberIds memberIds() {
        return site.memberIds();
    }

    @Override
    public CoordinatorConfig config() {
        return site.config();
    }

    @Override
    public List<Assignor> assignors() {
        return site.assignors();
    }

    @Override
    public TopicCatalog topics() {
        return site.topics();
    }

    @Override
    public List<GroupRecord> log() {
        return site.log();
    }

    @Override
    public void append(List<GroupRecord> records) throws JournalException {
        site.append(records);
    }

    @Override
    public void reply(Reply reply) {
        site.reply(reply);
    }

    @Override
    public void happened(List<GroupEvent> events) {
        site.happened(events);
    }
}

package io.rebalance.testkit.simulation;

import io.rebalance.Clock;
import io.rebalance.CoordinatorConfig;
import io.rebalance.GroupCoordinator;
import io.rebalance.MemberIds;
import io.rebalance.Reply;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.embed.JournalException;
import io.rebalance.log.GroupRecord;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.view.GroupEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever runs a coordinator: takes requests, stores what it is told to store, and answers. Put your own into a {@link
 * Simulation} to see whether it keeps the order of storing and telling, whatever fails.
 *
 * <p>All calls come from one thread, and none of them while another one is under way. A call that throws ends the
 * simulation with a violation, unless it passes on what {@link Site#append} threw at it unchecked: then the process has
 * just died.
 */
public interface GroupHost {

    /** A request; its answer goes to {@link Site#reply}, now or later, once. */
    void handle(long ticket, GroupRequest<?> request);

    /** Whoever sent the request with that ticket is gone. */
    void cancel(long ticket);

    /** There are other topics. */
    void topicsChanged(TopicCatalog topics);

    /** The time that {@link #nextDeadlineMs} named has come; or not yet. */
    void advance();

    /** When to call {@link #advance} next, epoch ms on the site's clock; {@link Long#MAX_VALUE}: never. */
    long nextDeadlineMs();

    /** The host is no longer in charge of the log. */
    void resign();

    /**
     * The coordinator that it runs, to be looked at between two calls: what that takes for stored is then held against what the
     * site has stored (S16), and its members against those that are alive. Null if there is none to be looked at, or if it is
     * told of what is stored later than in the call in which the site stores it; then the {@linkplain
     * SimulationResult#unchecked() result} says so.
     */
    default @Nullable GroupCoordinator coordinator() {
        return null;
    }

    /** Starts a host. */
    @FunctionalInterface
    interface Factory {

        /** A host at that site, in service: it has read the site's log. */
        GroupHost start(Site site);
    }

    /** Where a host runs. */
    interface Site {

        /** The time there. */
        Clock clock();

        /** Where new ids come from. */
        MemberIds memberIds();

        /** How coordinators are set. */
        CoordinatorConfig config();

        /** The strategies with which coordinators assign; empty if members do. */
        List<Assignor> assignors();

        /** The topics there are. */
        TopicCatalog topics();

        /** A coordinator as it should be here: it has read nothing of the log yet, and is not in service. */
        default GroupCoordinator newCoordinator() {
            return GroupCoordinator.builder()
                    .clock(clock())
                    .memberIds(memberIds())
                    .config(config())
                    .assignors(assignors())
                    .topics(topics())
                    .build();
        }

        /** All that is stored, oldest first. */
        List<GroupRecord> log();

        /**
         * Stores, after all that is stored. When it returns, they are durable.
         *
         * @throws JournalException if they are not stored, and never will be
         */
        void append(List<GroupRecord> records) throws JournalException;

        /** Answers. */
        void reply(Reply reply);

        /**
         * Tells what happened, for the record: the events of all outcomes, in their order, or of none. Some of what must hold can
         * be looked after only where it is told; the {@linkplain SimulationResult#unchecked() result} says what was not.
         */
        void happened(List<GroupEvent> events);
    }
}

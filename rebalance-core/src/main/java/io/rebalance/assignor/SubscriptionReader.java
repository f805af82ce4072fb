package io.rebalance.assignor;

import io.rebalance.internal.raw.FieldReader;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.MalformedBytesException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ConsumerProtocol#readSubscription} reads, and the user data of Kafka's sticky assignors, into numbers. */
final class SubscriptionReader {

    private static final int MIN_TOPIC_BYTES = Short.BYTES + Integer.BYTES;

    private final FieldReader in;
    private final TopicNames names;

    private SubscriptionReader(FieldReader in, TopicNames names) {
        this.in = in;
        this.names = names;
    }

    /** The member that says so. */
    static AssignmentInput.Builder.Member read(
            String memberId,
            @Nullable String instanceId,
            Bytes subscription,
            RebalanceMode mode,
            Subscriptions subscriptions,
            TopicNames names)
            throws MalformedBytesException {
        FieldReader in = new FieldReader(subscription);
        int version = in.int16("version");
        if (version < ConsumerProtocol.LOWEST_VERSION) {
            throw in.malformed("version must be 0 or more, was " + version);
        }
        int topics = subscriptions.read(in, "topics");
        FieldReader userData = in.hasMore() ? in.nullableReader("user data") : null;
        Claims claims = new Claims();
        if (version >= 1 && in.hasMore()) {
            new SubscriptionReader(in, names).readOwned(claims);
        }
        int generation = version >= 2 && in.hasMore() ? in.int32("generation id") : ConsumerSubscription.NO_GENERATION;
        String rack = version >= 3 && in.hasMore() ? in.nullableString("rack id") : null;
        if (mode == RebalanceMode.EAGER) {
            claims.clear();
            if (userData != null) {
                new SubscriptionReader(userData, names).readUserData(claims);
            }
        } else if (generation < 0 && userData != null && userData.remaining() >= Integer.BYTES) {
            claims.areSince(userData.int32("generation"));
        } else {
            claims.areSince(generation);
        }
        return new AssignmentInput.Builder.Member(memberId, instanceId, rack, topics, claims);
    }

    private void readOwned(Claims claims) throws MalformedBytesException {
        int topicCount = in.count(MIN_TOPIC_BYTES, "owned partitions");
        claims.reserveRuns(topicCount);
        for (int i = 0; i < topicCount; i++) {
            int topic = names.read(in, "owned partitions");
            int count = in.count(Integer.BYTES, "owned partitions");
            claims.readRun(topic, ConsumerSubscription.NO_GENERATION, count, in);
            if (claims.firstNegative() < 0) {
                throw in.malformed("a partition in owned partitions must be 0 or more, was " + claims.firstNegative());
            }
        }
    }

    /** What Kafka's sticky assignor remembers: the partitions of its last assignment and, since version 1, its generation. */
    private void readUserData(Claims claims) {
        try {
            int topicCount = in.count(MIN_TOPIC_BYTES, "previous assignment");
            claims.reserveRuns(topicCount);
            for (int i = 0; i < topicCount; i++) {
                int topic = names.read(in, "previous assignment");
                int count = in.count(Integer.BYTES, "previous assignment");
                claims.readRun(topic, ConsumerSubscription.NO_GENERATION, count, in);
            }
            if (in.remaining() >= Integer.BYTES) {
                claims.areSince(in.int32("generation"));
            }
        } catch (MalformedBytesException e) {
            claims.clear(); // another assignor's user data, which are its own affair
        }
    }
}

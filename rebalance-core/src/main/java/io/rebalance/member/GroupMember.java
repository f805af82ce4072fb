package io.rebalance.member;

import io.rebalance.Clock;
import io.rebalance.TopicCatalog;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.protocol.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One member of one group: the client's half of the protocol, as a state machine without I/O.
 *
 * <p>Whatever happens is told it by a method; each returns a {@link MemberOutcome}: what to send to the coordinator, and
 * what the application is to do. The host sends {@linkplain MemberOutcome#requests requests} and hands {@linkplain #received
 * answers} back, looks for the coordinator when it is {@linkplain MemberOutcome#isCoordinatorWanted asked to}, and calls
 * {@link #advance} when {@link #nextDeadlineMs} has come. It may lose, double, delay and mix up requests and answers. The
 * application obeys {@linkplain MemberOutcome#orders orders} in their order, answers a {@link MemberOrder.Revoked} by {@link
 * #released}, calls {@link #progress} at least once in each poll interval, and asks {@link #mayWorkOn} before it begins
 * work on anything it had read before. {@link #commit} and {@link #rewind} keep offsets. {@link #subscribe} comes first,
 * {@link #close} last.
 *
 * <p>Under an eager protocol everything is revoked before the member joins again; under a cooperative one it works on, and
 * gives up what was given to others after the rebalance, which is then followed by another. Heartbeats go on as long as the
 * member holds anything: a host whose connection is blocked by a join that waits sends them over another one.
 *
 * <p>The member stops by its own clock when the coordinator may have given it up: when it was not heard for as long as the
 * session lasts. That is as much as two clocks that run at the same rate allow, and a coordinator may still remove a member
 * sooner that holds up a rebalance. With a {@linkplain Builder#leaseDrift lease} neither can happen: as long as the rates of
 * two clocks differ by no more than given, and no coordinator answers heartbeats after its term, nobody else works on a
 * partition for which {@link #mayWorkOn} says yes.
 *
 * <p>Times are those of the given clock, asked once an input. Not thread-safe: one thread at a time.
 *
 * @kip 62, 345, 394, 429, 800, 814
 */
public final class GroupMember {

    private final Clock clock;
    private final Membership membership;

    private GroupMember(Clock clock, Membership membership) {
        this.clock = clock;
        this.membership = membership;
    }

    /**
     * A builder with Kafka's defaults for a member of {@code groupId}.
     *
     * @param groupId 1 to {@value ConsumerProtocol#MAX_STRING_BYTES} bytes in UTF-8
     * @throws NullPointerException if {@code groupId} is null
     * @throws IllegalArgumentException if it is empty or too long
     */
    public static Builder builder(String groupId) {
        return new Builder(groupId);
    }

    // What the application says

    /**
     * These topics from now on, in place of what was subscribed before.
     *
     * @param topics the names of the topics, at least one, each of 1 to {@value ConsumerProtocol#MAX_STRING_BYTES} bytes in
     *     UTF-8; repeated ones count once
     * @throws NullPointerException if {@code topics}, or an element of it, is null
     * @throws IllegalArgumentException if there are none, or one is empty or too long; nothing has changed then
     * @throws IllegalStateException if the member is closed, or was told to close
     */
    public MemberOutcome subscribe(Collection<String> topics) {
        SortedSet<String> copy = new TreeSet<>();
        for (String topic : Objects.requireNonNull(topics, "topics")) {
            copy.add(Lengths.requireBytes(
                    "element of topics",
                    Objects.requireNonNull(topic, "element of topics"),
                    1,
                    ConsumerProtocol.MAX_STRING_BYTES));
        }
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("topics must not be empty; to want none, unsubscribe");
        }
        if (membership.isClosing()) {
            throw new IllegalStateException("the member is closed");
        }
        membership.begin(clock.nowMs());
        if (membership.state() != MemberState.CLOSED) { // it may have ended by what was due
            membership.subscribe(Collections.unmodifiableSortedSet(copy));
        }
        return membership.end();
    }

    /**
     * No topics from now on: everything is revoked, and when the application has let go the member leaves, which a {@link
     * MemberNotice.Departed} tells: at once if it wanted none. It takes no longer than the close timeout. A member that is
     * closed, or has failed, is out already, and nothing is told.
     */
    public MemberOutcome unsubscribe() {
        membership.begin(clock.nowMs());
        membership.leave(false);
        return membership.end();
    }

    /** As {@link #unsubscribe}, for good. If both are said before the member is out, that is told once. */
    public MemberOutcome close() {
        membership.begin(clock.nowMs());
        membership.leave(true);
        return membership.end();
    }

    /** The application is alive. Due at least once in each poll interval, or the member leaves until it comes. */
    public MemberOutcome progress() {
        membership.begin(clock.nowMs());
        membership.progress();
        return membership.end();
    }

    /**
     * The application has let go of what it was told to. A call that comes late, or again, does no harm: what was given anew
     * meanwhile is not touched.
     *
     * @throws NullPointerException if {@code order} is null
     */
    public MemberOutcome released(MemberOrder.Revoked order) {
        Objects.requireNonNull(order, "order");
        membership.begin(clock.nowMs());
        membership.released(order.number());
        return membership.end();
    }

    /**
     * Keeps how far partitions are worked off. What comes of it is told as a {@link MemberNotice.Committed} or a {@link
     * MemberNotice.CommitFailed}, at once for what the member does not hold. Of several offsets under
     * one ownership that are handed in before the first is kept, the last one is told of.
     *
     * @param offsets the next offset to read, by the ownership under which the partition was worked off: what is handed in
     *     under one that has ended is not kept, though the partition be the member's again. None lower than one handed in
     *     before under the same ownership
     * @throws NullPointerException if {@code offsets}, or anything in it, is null
     * @throws IllegalArgumentException if an offset is negative, or lower than the one before: see {@link #rewind}
     */
    public MemberOutcome commit(Map<Ownership, Long> offsets) {
        return commit(copy(offsets), false);
    }

    /**
     * As {@link #commit}, but an offset may be lower than those before: the partition is to be worked off again from there.
     *
     * @throws NullPointerException if {@code offsets}, or anything in it, is null
     * @throws IllegalArgumentException if an offset is negative
     */
    public MemberOutcome rewind(Map<Ownership, Long> offsets) {
        return commit(copy(offsets), true);
    }

    private static SortedMap<Ownership, Long> copy(Map<Ownership, Long> offsets) {
        SortedMap<Ownership, Long> copy = new TreeMap<>();
        Objects.requireNonNull(offsets, "offsets").forEach((ownership, offset) -> {
            Objects.requireNonNull(ownership, "ownership in offsets");
            if (Objects.requireNonNull(offset, "offset in offsets") < 0) {
                throw new IllegalArgumentException(
                        "offset of " + ownership.partition() + " must be 0 or more, was " + offset);
            }
            copy.put(ownership, offset);
        });
        return copy;
    }

    private MemberOutcome commit(SortedMap<Ownership, Long> offsets, boolean backwards) {
        if (!backwards) {
            offsets.forEach((ownership, offset) -> {
                Held held = membership.holdings().get(ownership.partition());
                if (held != null
                        && held.ownership.equals(ownership)
                        && !held.isReleased()
                        && offset < held.handedIn()) {
                    throw new IllegalArgumentException("offset of " + ownership.partition() + " must be "
                            + held.handedIn() + " or more, was " + offset + "; to work it off again, rewind");
                }
            });
        }
        membership.begin(clock.nowMs());
        membership.commit(offsets);
        return membership.end();
    }

    // What the host says

    /**
     * There are other topics, other numbers of partitions, or other racks of replicas. A leader that has assigned by others
     * calls for a rebalance; for other racks alone only if it is in a rack itself.
     *
     * @throws NullPointerException if {@code topics} is null
     */
    public MemberOutcome topicsChanged(TopicCatalog topics) {
        Objects.requireNonNull(topics, "topics");
        membership.begin(clock.nowMs());
        membership.topicsChanged(topics);
        return membership.end();
    }

    /** The coordinator is found: from now on requests can be sent. Ignored if it was not lost since the last call. */
    public MemberOutcome connected() {
        membership.begin(clock.nowMs());
        membership.connected();
        return membership.end();
    }

    /**
     * The coordinator cannot be reached: what was sent will not be answered. If it is nevertheless, that does no harm.
     * Ignored while there is none.
     */
    public MemberOutcome disconnected() {
        membership.begin(clock.nowMs());
        membership.disconnected();
        return membership.end();
    }

    /**
     * An answer. One that is not awaited, since it was given up, came before, or was overtaken by events, is ignored.
     *
     * @param number the number of the {@link MemberRequest}
     * @throws NullPointerException if {@code response} is null
     * @throws IllegalArgumentException if it answers another kind of request than the one of that number
     */
    public MemberOutcome received(long number, GroupResponse response) {
        Objects.requireNonNull(response, "response");
        GroupRequest<?> request = membership.awaited(number);
        if (request != null) {
            requireAnswer(request, response);
        }
        membership.begin(clock.nowMs());
        membership.received(number, response);
        return membership.end();
    }

    private static void requireAnswer(GroupRequest<?> request, GroupResponse response) {
        Class<?> expected = request.refusedWith(ErrorCode.NOT_COORDINATOR).getClass();
        if (!expected.isInstance(response)) {
            throw new IllegalArgumentException("response must be a " + expected.getSimpleName() + ", was a "
                    + response.getClass().getSimpleName());
        }
    }

    /** Does what is due. Calling it too early, or too often, does no harm. */
    public MemberOutcome advance() {
        membership.begin(clock.nowMs());
        return membership.end();
    }

    // Views

    /** When to call {@link #advance} at the latest, epoch ms; {@link Long#MAX_VALUE}: never. After an input, later than now. */
    public long nextDeadlineMs() {
        return membership.nextDeadlineMs();
    }

    /**
     * Whether work may be begun on what was read under this ownership: whether it is still the member's, was not revoked,
     * and the session is not over by now. Reads the clock; O(log partitions).
     *
     * @throws NullPointerException if {@code ownership} is null
     */
    public boolean mayWorkOn(Ownership ownership) {
        return membership.mayWorkOn(Objects.requireNonNull(ownership, "ownership"), clock.nowMs());
    }

    /** Where the member is. */
    public MemberState state() {
        return membership.state();
    }

    /** The id that the coordinator gave; empty if it has none. */
    public String memberId() {
        return membership.memberId();
    }

    /** The generation that the member is in; -1 if it is in none. */
    public int generationId() {
        return membership.generationId();
    }

    /** What the member holds: given to it, and neither lost nor let go of yet, sorted. A copy. */
    public SortedMap<TopicPartition, Ownership> held() {
        return membership.holdings().ownerships();
    }

    /** The next offsets to read that were handed in for what the member still has, and are not known to be kept. A copy. */
    public SortedMap<TopicPartition, Long> uncommitted() {
        return membership.holdings().uncommitted();
    }

    @Override
    public String toString() {
        return "GroupMember[" + state() + " id=" + memberId() + " generation=" + generationId() + " held="
                + held().keySet() + "]";
    }

    /** Collects a {@link GroupMember}. Not thread-safe. */
    public static final class Builder {

        private static final int GRANT_BITS = 20; // for a million grants in each ms
        private static final long MOST_MS = Long.MAX_VALUE >> GRANT_BITS;

        private final String groupId;
        private Clock clock = Clock.system();
        private List<Assignor> assignors = List.of();
        private String clientId = "";
        private String clientHost = "";
        private @Nullable String groupInstanceId;
        private @Nullable String rack;
        private TopicCatalog topics = TopicCatalog.empty();
        private int sessionTimeoutMs = 45_000;
        private int heartbeatIntervalMs = 3_000;
        private int maxPollIntervalMs = 300_000;
        private int requestTimeoutMs = 30_000;
        private int firstBackoffMs = 100;
        private int mostBackoffMs = 1_000;
        private int closeTimeoutMs = 30_000;
        private @Nullable Boolean leavesOnClose;
        private double leaseDrift = -1;
        private long seed;

        private Builder(String groupId) {
            this.groupId = Lengths.requireBytes(
                    "groupId", Objects.requireNonNull(groupId, "groupId"), 1, ConsumerProtocol.MAX_STRING_BYTES);
        }

        /**
         * Where the member learns the time; the machine's clock unless called.
         *
         * @throws NullPointerException if {@code clock} is null
         */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * The strategies to offer, best first; at least one is needed. The member works cooperatively if all of them do. Where
         * the coordinator assigns, only their names count.
         *
         * @param assignors with names of 1 to {@value ConsumerProtocol#MAX_STRING_BYTES} bytes in UTF-8
         * @throws NullPointerException if the list, an assignor or its name is null
         * @throws IllegalArgumentException if two have the same name, or a name is empty or too long
         */
        public Builder assignors(List<? extends Assignor> assignors) {
            List<Assignor> copy = new ArrayList<>();
            SortedSet<String> names = new TreeSet<>();
            for (Assignor assignor : Objects.requireNonNull(assignors, "assignors")) {
                Objects.requireNonNull(assignor, "element of assignors");
                String name = Lengths.requireBytes(
                        "name of an assignor",
                        Objects.requireNonNull(assignor.name(), "name of an assignor"),
                        1,
                        ConsumerProtocol.MAX_STRING_BYTES);
                if (!names.add(name)) {
                    throw new IllegalArgumentException("assignors must have different names, two have " + name);
                }
                copy.add(assignor);
            }
            this.assignors = Collections.unmodifiableList(copy);
            return this;
        }

        /** As {@link #assignors(List)}. */
        public Builder assignors(Assignor... assignors) {
            return assignors(Arrays.asList(Objects.requireNonNull(assignors, "assignors")));
        }

        /**
         * What the client calls itself; empty unless called.
         *
         * @param clientId {@value ConsumerProtocol#MAX_STRING_BYTES} bytes in UTF-8 at most
         * @throws NullPointerException if {@code clientId} is null
         * @throws IllegalArgumentException if it is too long
         */
        public Builder clientId(String clientId) {
            this.clientId = Lengths.requireBytes(
                    "clientId", Objects.requireNonNull(clientId, "clientId"), 0, ConsumerProtocol.MAX_STRING_BYTES);
            return this;
        }

        /**
         * Where the client is, for people to read; empty unless called.
         *
         * @throws NullPointerException if {@code clientHost} is null
         */
        public Builder clientHost(String clientHost) {
            this.clientHost = Objects.requireNonNull(clientHost, "clientHost");
            return this;
        }

        /**
         * Identity that survives a restart; null, a dynamic member, unless called.
         *
         * @param groupInstanceId 1 to {@value JoinGroupRequest#MAX_INSTANCE_ID_CHARS} characters, or null
         * @throws IllegalArgumentException if it is empty or too long
         */
        public Builder groupInstanceId(@Nullable String groupInstanceId) {
            this.groupInstanceId = groupInstanceId == null
                    ? null
                    : Lengths.requireChars(
                            "groupInstanceId", groupInstanceId, 1, JoinGroupRequest.MAX_INSTANCE_ID_CHARS);
            return this;
        }

        /**
         * In which rack the client is; null unless called.
         *
         * @param rack {@value ConsumerProtocol#MAX_STRING_BYTES} bytes in UTF-8 at most, or null
         * @throws IllegalArgumentException if it is too long
         */
        public Builder rack(@Nullable String rack) {
            this.rack = rack == null ? null : Lengths.requireBytes("rack", rack, 0, ConsumerProtocol.MAX_STRING_BYTES);
            return this;
        }

        /**
         * The topics there are at first; none unless called. Of importance only to a member that leads.
         *
         * @throws NullPointerException if {@code topics} is null
         */
        public Builder topics(TopicCatalog topics) {
            this.topics = Objects.requireNonNull(topics, "topics");
            return this;
        }

        /**
         * How long the member may stay silent; 45 s unless called. 1 ms to {@link Integer#MAX_VALUE} ms.
         *
         * @throws NullPointerException if {@code timeout} is null
         * @throws IllegalArgumentException if it is not within these bounds
         */
        public Builder sessionTimeout(Duration timeout) {
            sessionTimeoutMs = millis("sessionTimeout", timeout, 1);
            return this;
        }

        /**
         * How often it shows that it is alive; 3 s unless called. 1 ms to {@link Integer#MAX_VALUE} ms, and less than the
         * session timeout, which {@link #build} sees to; well below {@link #maxPollInterval} too, since the member hears of a
         * rebalance by a heartbeat and has so long to come to it.
         *
         * @throws NullPointerException if {@code interval} is null
         * @throws IllegalArgumentException if it is not within these bounds
         */
        public Builder heartbeatInterval(Duration interval) {
            heartbeatIntervalMs = millis("heartbeatInterval", interval, 1);
            return this;
        }

        /**
         * How often the application shows that it is alive, and how long the group waits for it in a rebalance; 300 s unless
         * called. 1 ms to {@link Integer#MAX_VALUE} ms.
         *
         * @throws NullPointerException if {@code interval} is null
         * @throws IllegalArgumentException if it is not within these bounds
         */
        public Builder maxPollInterval(Duration interval) {
            maxPollIntervalMs = millis("maxPollInterval", interval, 1);
            return this;
        }

        /**
         * How long an answer is awaited that the coordinator gives at once; 30 s unless called. 1 ms to {@link
         * Integer#MAX_VALUE} ms.
         *
         * @throws NullPointerException if {@code timeout} is null
         * @throws IllegalArgumentException if it is not within these bounds
         */
        public Builder requestTimeout(Duration timeout) {
            requestTimeoutMs = millis("requestTimeout", timeout, 1);
            return this;
        }

        /**
         * How long to wait before trying again: {@code first} at first, twice as long each time, {@code most} at most, and each
         * time up to a fifth more or less; 100 ms and 1 s unless called. 1 ms to {@link Integer#MAX_VALUE} ms.
         *
         * @throws NullPointerException if {@code first} or {@code most} is null
         * @throws IllegalArgumentException if one is not within these bounds, or {@code most} is less than {@code first}
         */
        public Builder retryBackoff(Duration first, Duration most) {
            int firstMs = millis("first", first, 1);
            mostBackoffMs = millis("most", most, firstMs);
            firstBackoffMs = firstMs;
            return this;
        }

        /**
         * How long closing, and unsubscribing, may take; 30 s unless called. 0 ms to {@link Integer#MAX_VALUE} ms.
         *
         * @throws NullPointerException if {@code timeout} is null
         * @throws IllegalArgumentException if it is not within these bounds
         */
        public Builder closeTimeout(Duration timeout) {
            closeTimeoutMs = millis("closeTimeout", timeout, 0);
            return this;
        }

        /**
         * Whether the member says that it leaves when it is closed, or unsubscribes. Unless called, dynamic members do, and
         * static ones do not: they may come back before their session is over, and nobody notices.
         */
        public Builder leaveOnClose(boolean leaves) {
            leavesOnClose = leaves;
            return this;
        }

        /**
         * Makes what the member holds a lease: it counts on none of its timeouts to the last, but leaves room for a coordinator
         * whose clock runs faster, and stops when a rebalance that it holds up may end without it.
         *
         * @param drift by how much the rate of a clock may differ from true time, as a share: 0.01 is 1 %. From 0 to 0.25
         * @throws IllegalArgumentException if {@code drift} is not within these bounds
         */
        public Builder leaseDrift(double drift) {
            if (!(drift >= 0 && drift <= 0.25)) {
                throw new IllegalArgumentException("drift must be from 0 to 0.25, was " + drift);
            }
            leaseDrift = drift;
            return this;
        }

        /** What the differences between the back-offs of members are drawn from; 0 unless called. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        private static int millis(String name, Duration duration, int least) {
            Objects.requireNonNull(duration, name);
            if (duration.compareTo(Duration.ofMillis(least)) < 0
                    || duration.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
                throw new IllegalArgumentException(
                        name + " must be from " + least + " to " + Integer.MAX_VALUE + " ms, was " + duration);
            }
            return (int) duration.toMillis();
        }

        /**
         * The member, subscribed to nothing.
         *
         * @throws IllegalStateException if no assignor was given, or if the heartbeat interval is not less than the session
         *     timeout
         */
        public GroupMember build() {
            if (assignors.isEmpty()) {
                throw new IllegalStateException("a member needs at least one assignor");
            }
            if (heartbeatIntervalMs >= sessionTimeoutMs) {
                throw new IllegalStateException("heartbeatInterval must be less than sessionTimeout, "
                        + sessionTimeoutMs + " ms, was " + heartbeatIntervalMs + " ms");
            }
            boolean isCooperative = assignors.stream().allMatch(a -> a.mode() == RebalanceMode.COOPERATIVE);
            MemberSettings settings = new MemberSettings(
                    groupId,
                    clientId,
                    clientHost,
                    groupInstanceId,
                    rack,
                    assignors,
                    isCooperative ? RebalanceMode.COOPERATIVE : RebalanceMode.EAGER,
                    sessionTimeoutMs,
                    heartbeatIntervalMs,
                    maxPollIntervalMs,
                    requestTimeoutMs,
                    closeTimeoutMs,
                    leavesOnClose != null ? leavesOnClose : groupInstanceId == null,
                    leaseDrift);
            if (heartbeatIntervalMs >= settings.surelyMs(sessionTimeoutMs)) {
                throw new IllegalStateException("heartbeatInterval must be less than the "
                        + settings.surelyMs(sessionTimeoutMs) + " ms that a lease leaves of sessionTimeout, was "
                        + heartbeatIntervalMs + " ms");
            }
            Backoff backoff = new Backoff(firstBackoffMs, mostBackoffMs, seed);
            Holdings holdings = new Holdings((clock.nowMs() & MOST_MS) << GRANT_BITS);
            return new GroupMember(clock, new Membership(settings, topics, backoff, holdings));
        }
    }
}

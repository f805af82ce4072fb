package io.rebalance.testkit.simulation;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import io.rebalance.member.GroupMember;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the world of a simulation is: the group, its timing, its work, and how much goes wrong. Immutable.
 *
 * <p>Make one by {@link #builder}; {@link #storm} and {@link #quiet} are starting points.
 */
public final class SimulationPlan {

    private static final int MOST_DRIFT_PPM = 500_000;

    private static final long MOST_SESSION_MS = 1_800_000; // of coordinators, unless they are told otherwise

    /** Transcripts name topics in a list, and the others in quotation marks. */
    private static final Pattern NO_TOPIC = Pattern.compile("[^a-zA-Z0-9._-]");

    private static final Pattern NO_NAME = Pattern.compile("[\"\\p{Cntrl}]");

    final String name;
    final int members;
    final int staticMembers;
    final SortedMap<String, Integer> topics;
    final Assignor assignor;
    final @Nullable Assignor alternative;
    final boolean coordinatorAssigns;
    final long sessionTimeoutMs;
    final long heartbeatIntervalMs;
    final long maxPollIntervalMs;
    final long requestTimeoutMs;
    final long initialDelayMs;
    final long pollEveryMs;
    final long recordEveryMs;
    final long handlerMs;
    final long commitEveryMs;
    final boolean worksInPool;
    final int slowOneIn;
    final long slowMs;
    final int services;
    final long stormMs;
    final int messageFaultsPerThousand;
    final long worldFaultEveryMs;
    final int driftPpm;
    final double leaseDrift;
    final boolean coalesces;
    final boolean staggersStart;
    final boolean endsAtRest;
    final List<Integer> joinVersions;
    final GroupHost.@Nullable Factory host;

    private SimulationPlan(Builder b) {
        name = b.name;
        members = b.members;
        staticMembers = b.staticMembers;
        topics = new TreeMap<>(b.topics);
        assignor = b.assignor;
        alternative = b.alternative;
        coordinatorAssigns = b.coordinatorAssigns;
        sessionTimeoutMs = b.sessionTimeoutMs;
        heartbeatIntervalMs = b.heartbeatIntervalMs;
        maxPollIntervalMs = b.maxPollIntervalMs;
        requestTimeoutMs = b.requestTimeoutMs;
        initialDelayMs = b.initialDelayMs;
        pollEveryMs = b.pollEveryMs;
        recordEveryMs = b.recordEveryMs;
        handlerMs = b.handlerMs;
        commitEveryMs = b.commitEveryMs;
        worksInPool = b.worksInPool;
        slowOneIn = b.slowOneIn;
        slowMs = b.slowMs;
        services = b.services;
        stormMs = b.stormMs;
        messageFaultsPerThousand = b.messageFaultsPerThousand;
        worldFaultEveryMs = b.worldFaultEveryMs;
        driftPpm = b.driftPpm;
        leaseDrift = b.leaseDrift;
        coalesces = b.coalesces;
        staggersStart = b.staggersStart;
        endsAtRest = b.endsAtRest;
        joinVersions = b.joinVersions;
        host = b.host;
    }

    /** A builder of a calm world: three members at Kafka's default timing, and nothing goes wrong. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A storm: two minutes in which nearly everything goes wrong that can, several times a second. Timing is tight, so that
     * much happens in that time.
     */
    public static Builder storm() {
        return new Builder()
                .name("storm")
                .members(4)
                .session(Duration.ofSeconds(6), Duration.ofMillis(500))
                .maxPollInterval(Duration.ofSeconds(12))
                .requestTimeout(Duration.ofSeconds(3))
                .initialDelay(Duration.ofSeconds(1))
                .pollEvery(Duration.ofMillis(1_000))
                .records(Duration.ofMillis(400), Duration.ofMillis(20))
                .commitEvery(Duration.ofMillis(300))
                .storm(Duration.ofSeconds(120), 150, Duration.ofMillis(400));
    }

    /**
     * Everyday life at Kafka's default timing: a session of 45 s, a heartbeat each 3 s, now and then a record, and about once
     * a day something that goes wrong.
     *
     * @param duration how long
     */
    public static Builder quiet(Duration duration) {
        return new Builder().name("quiet").storm(duration, 0, Duration.ofHours(20));
    }

    /** For how long a member that hears nothing can be sure that it is not given up; less under a lease. */
    long sureOfItselfMs() {
        return leaseDrift < 0
                ? sessionTimeoutMs
                : (long) (Math.min(sessionTimeoutMs, maxPollIntervalMs) * (1 - 2 * leaseDrift));
    }

    /** What the process with that number offers, best first: every second one prefers the alternative, if there is one. */
    List<Assignor> offered(int number) {
        Assignor other = alternative;
        return other == null
                ? List.of(assignor)
                : number % 2 == 0 ? List.of(assignor, other) : List.of(other, assignor);
    }

    /** A member as the plan says; who it is must still be said, and what it prefers. */
    GroupMember.Builder memberBuilder() {
        GroupMember.Builder builder = GroupMember.builder(World.GROUP)
                .assignors(assignor)
                .sessionTimeout(Duration.ofMillis(sessionTimeoutMs))
                .heartbeatInterval(Duration.ofMillis(heartbeatIntervalMs))
                .maxPollInterval(Duration.ofMillis(maxPollIntervalMs))
                .requestTimeout(Duration.ofMillis(requestTimeoutMs));
        return leaseDrift >= 0 ? builder.leaseDrift(leaseDrift) : builder;
    }

    /** How long it goes on, before everything heals, in ms. */
    public long stormMs() {
        return stormMs;
    }

    /** How many members there are to be. */
    public int members() {
        return members;
    }

    /** What the plan is called. */
    public String name() {
        return name;
    }

    /** Collects a {@link SimulationPlan}. Not thread-safe. */
    public static final class Builder {
        private String name = "calm";
        private int members = 3;
        private int staticMembers;
        private SortedMap<String, Integer> topics = new TreeMap<>(Map.of("orders", 6));
        private Assignor assignor = Assignors.named("cooperative-sticky");
        private @Nullable Assignor alternative;
        private boolean coordinatorAssigns = true;
        private long sessionTimeoutMs = 45_000;
        private long heartbeatIntervalMs = 3_000;
        private long maxPollIntervalMs = 300_000;
        private long requestTimeoutMs = 30_000;
        private long initialDelayMs = 3_000;
        private long pollEveryMs = 60_000;
        private long recordEveryMs = 6 * 3_600_000L;
        private long handlerMs = 50;
        private long commitEveryMs = 5_000;
        private boolean worksInPool = true;
        private int slowOneIn;
        private long slowMs;
        private int services = 1;
        private long stormMs = 60_000;
        private int messageFaultsPerThousand;
        private long worldFaultEveryMs;
        private int driftPpm;
        private double leaseDrift = -1;
        private boolean coalesces;
        private boolean staggersStart = true;
        private boolean endsAtRest;
        private List<Integer> joinVersions = List.of(JoinVersion.LATEST);
        private GroupHost.@Nullable Factory host;
        private boolean wantsHost;

        private Builder() {}

        /** What to call it. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** How many members there are to be, 1 or more; 3 unless called. */
        public Builder members(int members) {
            this.members = (int) atLeast("members", members, 1);
            return this;
        }

        /** How many of them, the first ones, are static; 0 unless called. */
        public Builder staticMembers(int staticMembers) {
            this.staticMembers = (int) atLeast("staticMembers", staticMembers, 0);
            return this;
        }

        /** The topics with their number of partitions; {@code orders} with 6 unless called. Copied. */
        public Builder topics(Map<String, Integer> topics) {
            this.topics = new TreeMap<>(Objects.requireNonNull(topics, "topics"));
            return this;
        }

        /** The strategy; cooperative-sticky unless called. */
        public Builder assignor(Assignor assignor) {
            this.assignor = Objects.requireNonNull(assignor, "assignor");
            return this;
        }

        /**
         * A second strategy that every process offers, and every second one prefers, so that the group has to agree; none
         * unless called.
         *
         * @throws NullPointerException if {@code alternative} is null
         */
        public Builder alternative(Assignor alternative) {
            this.alternative = Objects.requireNonNull(alternative, "alternative");
            return this;
        }

        /** Whether the coordinator assigns, and not a leader; true unless called. */
        public Builder coordinatorAssigns(boolean coordinatorAssigns) {
            this.coordinatorAssigns = coordinatorAssigns;
            return this;
        }

        /** How long a member may be silent, and how often it heartbeats; 45 s and 3 s unless called. */
        public Builder session(Duration timeout, Duration heartbeatInterval) {
            sessionTimeoutMs = atLeast("timeout", timeout, 1);
            heartbeatIntervalMs = atLeast("heartbeatInterval", heartbeatInterval, 1);
            return this;
        }

        /** The poll interval and rebalance timeout; 300 s unless called. */
        public Builder maxPollInterval(Duration interval) {
            maxPollIntervalMs = atLeast("interval", interval, 1);
            return this;
        }

        /** How long members wait for answers; 30 s unless called. */
        public Builder requestTimeout(Duration timeout) {
            requestTimeoutMs = atLeast("timeout", timeout, 1);
            return this;
        }

        /** How long a new group waits for more members; 3 s unless called. */
        public Builder initialDelay(Duration delay) {
            initialDelayMs = atLeast("delay", delay, 0);
            return this;
        }

        /** How often applications show that they are alive; 60 s unless called. */
        public Builder pollEvery(Duration interval) {
            pollEveryMs = atLeast("interval", interval, 1);
            return this;
        }

        /** How often each partition gets a record, and how long work on one takes; 6 hours and 50 ms unless called. */
        public Builder records(Duration every, Duration handler) {
            recordEveryMs = atLeast("every", every, 1);
            handlerMs = atLeast("handler", handler, 1);
            return this;
        }

        /** How often a process commits at most; 5 s unless called. */
        public Builder commitEvery(Duration interval) {
            commitEveryMs = atLeast("interval", interval, 0);
            return this;
        }

        /**
         * Whether applications hand records to a pool of workers, so that they show signs of life while one is worked on; true
         * unless called. Otherwise they poll between records, and a slow one makes them overdue.
         */
        public Builder worksInPool(boolean worksInPool) {
            this.worksInPool = worksInPool;
            return this;
        }

        /**
         * Makes some records slow until everything heals; none are unless called.
         *
         * @param oneIn of so many records of a partition it is one, 1 or more
         * @param handler how long work on it takes
         */
        public Builder slowRecords(int oneIn, Duration handler) {
            slowOneIn = (int) atLeast("oneIn", oneIn, 1);
            slowMs = atLeast("handler", handler, 1);
            return this;
        }

        /**
         * How many services share the group by mistake, 1 or more; 1 unless called. The processes and the topics belong to them
         * in turn, and processes subscribe to the topics of their service.
         */
        public Builder services(int services) {
            this.services = (int) atLeast("services", services, 1);
            return this;
        }

        /**
         * How long it goes on, and how much goes wrong.
         *
         * @param duration before everything heals
         * @param messageFaultsPerThousand of a thousand messages, how many are lost, doubled or delayed
         * @param worldFaultEvery the mean time between other faults; zero: none
         */
        public Builder storm(Duration duration, int messageFaultsPerThousand, Duration worldFaultEvery) {
            stormMs = atLeast("duration", duration, 0);
            this.messageFaultsPerThousand = (int) atLeast("messageFaultsPerThousand", messageFaultsPerThousand, 0);
            worldFaultEveryMs = atLeast("worldFaultEvery", worldFaultEvery, 0);
            return this;
        }

        /**
         * Gives members leases, and clocks that differ.
         *
         * @param driftPpm by how much the rate of a clock differs from true time at most, in millionths
         * @param lease the drift that members reckon with, as a share; negative: they have no lease
         */
        public Builder clocks(int driftPpm, double lease) {
            this.driftPpm = (int) atLeast("driftPpm", driftPpm, 0);
            if (driftPpm > MOST_DRIFT_PPM) {
                throw new IllegalArgumentException("driftPpm must be at most " + MOST_DRIFT_PPM + ", was " + driftPpm);
            }
            if (Double.isNaN(lease)) {
                throw new IllegalArgumentException("lease must be a number, was " + lease);
            }
            leaseDrift = lease;
            return this;
        }

        /**
         * Whether stretches in which nothing happens but heartbeats that are answered are left out; false unless called. It gives
         * the same transcript. Without drift and faults of messages only, and if poll and heartbeat interval go into 600 s.
         */
        public Builder coalesces(boolean coalesces) {
            this.coalesces = coalesces;
            return this;
        }

        /** Whether processes start one after the other, within a second, or all at once; true unless called. */
        public Builder staggersStart(boolean staggersStart) {
            this.staggersStart = staggersStart;
            return this;
        }

        /**
         * Whether it ends as soon as the group is at rest; false unless called. Otherwise the group is watched for a while longer, and
         * disturbed in small ways, to see that it comes to rest again.
         */
        public Builder endsAtRest(boolean endsAtRest) {
            this.endsAtRest = endsAtRest;
            return this;
        }

        /**
         * The versions of Kafka's join API that processes take turns to speak, 0 to 9, one or more; 9 unless called. Clients before
         * version 1 have no rebalance timeout, before 4 they are given no id before they join, before 9 they cannot skip the
         * assignment. Static members need 5 or more.
         */
        public Builder joinVersions(List<Integer> versions) {
            for (int version : versions) {
                if (version > JoinVersion.LATEST) {
                    throw new IllegalArgumentException(
                            "versions must be at most " + JoinVersion.LATEST + ", was " + version);
                }
                atLeast("versions", version, JoinVersion.OLDEST);
            }
            atLeast("number of versions", versions.size(), 1);
            joinVersions = List.copyOf(versions);
            return this;
        }

        /** The host of the coordinator; the testkit's own unless called. */
        public Builder host(GroupHost.Factory host) {
            this.host = Objects.requireNonNull(host, "host");
            wantsHost = false;
            return this;
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new IllegalStateException(what);
            }
        }

        private static long atLeast(String name, Duration value, long least) {
            try {
                return atLeast(name, Objects.requireNonNull(value, name).toMillis(), least);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(name + " must be a number of ms, was " + value, e);
            }
        }

        private static long atLeast(String name, long value, long least) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be " + least + " or more, was " + value);
            }
            return value;
        }

        /** It was played with another host than the testkit's, which a text cannot say. */
        void hostOfItsOwn() {
            wantsHost = true;
        }

        /**
         * The plan.
         *
         * @throws IllegalStateException if parts of it do not go together: the heartbeat interval is not less than the session
         *     timeout, and than the poll interval that is allowed (a member hears of a rebalance by a heartbeat, and has so
         *     long to come to it: a group that hears of it later never comes to rest); there are more static members or more
         *     services than members, or more services than topics; there are no topics or one has a negative number of
         *     partitions; the alternative is the assignor itself, or of the other mode; or of a thousand messages more than a
         *     thousand suffer; or if it coalesces, and its clocks drift, its messages suffer, or its intervals do not go into
         *     600 s. Says which
         */
        public SimulationPlan build() {
            require(!wantsHost, "the plan was played with a host of its own, which must be set");
            require(
                    heartbeatIntervalMs < sessionTimeoutMs,
                    "heartbeat interval must be less than the session timeout, " + sessionTimeoutMs + " ms, was "
                            + heartbeatIntervalMs + " ms");
            require(
                    heartbeatIntervalMs < maxPollIntervalMs,
                    "heartbeat interval must be less than the poll interval that is allowed, " + maxPollIntervalMs
                            + " ms, in which members must come to a rebalance, was " + heartbeatIntervalMs + " ms");
            require(
                    staticMembers <= members,
                    "staticMembers must be at most " + members + ", the members, was " + staticMembers);
            require(
                    !topics.isEmpty() && topics.values().stream().allMatch(count -> count >= 0),
                    "topics must be some, of 0 partitions or more, were " + topics);
            topics.keySet().forEach(topic -> requireWord("topics", topic, NO_TOPIC));
            requireWord("name", name, NO_NAME);
            requireWord("name of the assignor", assignor.name(), NO_NAME);
            Assignor other = alternative;
            if (other != null) {
                requireWord("name of the alternative", other.name(), NO_NAME);
                require(
                        other.mode() == assignor.mode() && !other.name().equals(assignor.name()),
                        "the alternative must have the mode " + assignor.mode() + " and a name other than "
                                + assignor.name() + ", was " + other.name() + ", " + other.mode());
            }
            require(services <= members, "services must be at most " + members + ", the members, was " + services);
            require(
                    services <= topics.size(),
                    "services must be at most " + topics.size() + ", the topics, was " + services);
            require(
                    pollEveryMs < maxPollIntervalMs,
                    "poll interval must be less than the one that is allowed, " + maxPollIntervalMs + " ms, was "
                            + pollEveryMs + " ms");
            require(
                    sessionTimeoutMs <= MOST_SESSION_MS,
                    "session timeout must be at most " + MOST_SESSION_MS + " ms, was " + sessionTimeoutMs + " ms");
            require(
                    messageFaultsPerThousand <= 1_000,
                    "messageFaultsPerThousand must be at most 1000, was " + messageFaultsPerThousand);
            require(
                    staticMembers == 0 || joinVersions.stream().allMatch(v -> v >= JoinVersion.FIRST_WITH_INSTANCE_ID),
                    "join versions of static members must be " + JoinVersion.FIRST_WITH_INSTANCE_ID + " or more, were "
                            + joinVersions);
            if (coalesces
                    && (driftPpm != 0
                            || messageFaultsPerThousand != 0 // which message suffers depends on how many were before it
                            || World.LEAP_MS % pollEveryMs != 0
                            || World.LEAP_MS % heartbeatIntervalMs != 0)) {
                throw new IllegalStateException(
                        "to coalesce, clocks must not drift, messages must not suffer, and poll interval " + pollEveryMs
                                + " ms and heartbeat interval " + heartbeatIntervalMs + " ms must go into "
                                + World.LEAP_MS
                                + " ms");
            }
            SimulationPlan plan = new SimulationPlan(this);
            plan.memberBuilder().build(); // has bounds of its own
            return plan;
        }

        private static void requireWord(String what, String word, Pattern not) {
            require(!word.isEmpty() && !not.matcher(word).find(), what + " cannot be written down: \"" + word + "\"");
        }
    }
}

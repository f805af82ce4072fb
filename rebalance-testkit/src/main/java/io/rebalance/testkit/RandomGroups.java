package io.rebalance.testkit;

import io.rebalance.testkit.SampleGroup.Claim;
import io.rebalance.testkit.SampleGroup.Member;
import io.rebalance.testkit.SampleGroup.Topic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Random groups of some kind. The same seed gives the same group, on every machine. Immutable and thread-safe.
 *
 * <p>All kinds have static members, racks, claims with and without generation, stale claims and contested ones, topics
 * without partitions; all but {@link #trap} also members without subscription, topics that do not exist, and owners who
 * are gone or subscribe no more.
 */
public final class RandomGroups {

    private static final int MAX_EXTRA_CLAIMS = 6;
    private static final int RACKS = 3;

    private enum Kind {
        EQUAL,
        UNEQUAL,
        FEW,
        TRAP
    }

    private final List<Kind> kinds;
    private final int maxMembers;
    private final int maxTopics;
    private final int maxPartitions;

    private RandomGroups(List<Kind> kinds, int maxMembers, int maxTopics, int maxPartitions) {
        this.kinds = kinds;
        this.maxMembers = maxMembers;
        this.maxTopics = maxTopics;
        this.maxPartitions = maxPartitions;
    }

    private static RandomGroups of(Kind... kinds) {
        return new RandomGroups(List.of(kinds), 8, 5, 8);
    }

    /** Groups of all kinds, half of them with equal subscriptions. */
    public static RandomGroups any() {
        return of(Kind.EQUAL, Kind.EQUAL, Kind.EQUAL, Kind.UNEQUAL, Kind.FEW, Kind.TRAP);
    }

    /** Groups in which everybody subscribes to the same topics. */
    public static RandomGroups equal() {
        return of(Kind.EQUAL);
    }

    /** Groups in which everybody subscribes to what it likes, or to one of a few choices. */
    public static RandomGroups unequal() {
        return of(Kind.UNEQUAL, Kind.FEW);
    }

    /**
     * Groups in which everybody subscribes to one to three topics, most partitions have an owner who subscribes, and a random
     * share has none: what is to move, moves in long chains. Finds sticky assignors that move more than they need, which
     * others hardly do.
     */
    public static RandomGroups trap() {
        return of(Kind.TRAP);
    }

    /** Groups of which there is not much: no members, no topics, no subscriptions, no partitions, one of each. */
    public static List<SampleGroup> bare() {
        return Stream.of(
                        "",
                        "topic t 3\n",
                        "member m\n",
                        "member m t\n",
                        "topic t 3\nmember m\n",
                        "topic t 0\nmember m t\nmember n t\n",
                        "topic t 1\nmember m t\n",
                        "topic t 1\nmember m t\nmember n t\nmember o t\n",
                        "topic t 1\nmember m t\nclaim gone 1 t 0\n",
                        "topic t 1\nmember m t\nmember n\nclaim n 1 t 0\n",
                        "topic t 1\nmember m t\nmember n t\nclaim m 1 t 0\nclaim n 1 t 0\n",
                        "topic t 1\nmember m instance=i rack=r t\nclaim m -1 t 0 7\n")
                .map(SampleGroup::parse)
                .toList();
    }

    /**
     * The same kind, of another size. The default is at most 8 members, 5 topics and 8 partitions.
     *
     * @param members how many members a group has at most, 1 or more
     * @param topics how many topics it has at most, 1 or more
     * @param partitions how many partitions a topic has at most, 1 or more
     * @throws IllegalArgumentException if an argument is less than 1
     */
    public RandomGroups upTo(int members, int topics, int partitions) {
        return new RandomGroups(
                kinds,
                requirePositive("members", members),
                requirePositive("topics", topics),
                requirePositive("partitions", partitions));
    }

    private static int requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be 1 or more, was " + value);
        }
        return value;
    }

    /** The group of a seed. */
    public SampleGroup next(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Draw(random, kinds.get(random.nextInt(kinds.size()))).group();
    }

    /** How members look back. */
    private enum History {
        NONE,
        ONE_OWNER_EACH,
        DISPUTED
    }

    /** One group, as it is drawn. */
    private final class Draw {

        private final SplittableRandom random;
        private final Kind kind;
        private final boolean isRacked;

        Draw(SplittableRandom random, Kind kind) {
            this.random = random;
            this.kind = kind;
            this.isRacked = random.nextInt(4) == 0;
        }

        SampleGroup group() {
            List<Topic> topics = topics();
            List<Member> members = members(topics);
            History history = kind == Kind.TRAP ? History.ONE_OWNER_EACH : oneOf(List.of(History.values()));
            List<Claim> claims = new ArrayList<>();
            if (history != History.NONE) {
                claims.addAll(ownership(topics, members));
            }
            if (history == History.DISPUTED || (kind == Kind.TRAP && random.nextInt(8) == 0)) {
                claims.addAll(disputes(topics, members, List.copyOf(claims)));
            }
            return new SampleGroup(topics, members, claims);
        }

        private List<Topic> topics() {
            return IntStream.range(0, 1 + random.nextInt(maxTopics))
                    .mapToObj(t -> {
                        int count = random.nextInt(maxPartitions + 1);
                        return new Topic("t" + t, count, isRacked && random.nextInt(4) > 0 ? racks(count) : List.of());
                    })
                    .toList();
        }

        private List<List<String>> racks(int partitionCount) {
            return IntStream.range(0, partitionCount)
                    .<List<String>>mapToObj(p -> IntStream.range(0, RACKS)
                            .filter(r -> random.nextInt(2) == 0)
                            .mapToObj(r -> "r" + r)
                            .toList())
                    .toList();
        }

        private List<Member> members(List<Topic> topics) {
            int count = 1 + random.nextInt(maxMembers);
            List<List<String>> choices = IntStream.range(0, kind == Kind.EQUAL ? 1 : 2 + random.nextInt(3))
                    .mapToObj(c -> subscription(topics))
                    .toList();
            List<Member> members = new ArrayList<>();
            for (int m = 0; m < count; m++) {
                List<String> subscribed =
                        kind == Kind.UNEQUAL || kind == Kind.TRAP ? subscription(topics) : oneOf(choices);
                // ids in another order than the list, instance ids in a third
                members.add(new Member(
                        "m" + name(count - 1 - m, count),
                        random.nextInt(3) == 0 ? "i" + name((m * 7 + 3) % count, count) + "-" + m : null,
                        rack(),
                        subscribed));
            }
            return members;
        }

        private @Nullable String rack() {
            return isRacked && random.nextInt(5) > 0 ? "r" + random.nextInt(RACKS) : null;
        }

        private List<String> subscription(List<Topic> topics) {
            if (kind == Kind.TRAP) {
                Set<String> few = new LinkedHashSet<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    few.add(oneOf(topics).name());
                }
                return List.copyOf(few);
            }
            int chance = 1 + random.nextInt(9);
            List<String> subscribed = new ArrayList<>();
            for (Topic topic : topics) {
                if (random.nextInt(10) < chance) {
                    subscribed.add(topic.name());
                }
            }
            if (random.nextInt(10) == 0) {
                subscribed.add("unknown");
            }
            return subscribed;
        }

        /** Who had what, each partition at most one. */
        private List<Claim> ownership(List<Topic> topics, List<Member> members) {
            int unowned = random.nextInt(11);
            boolean strangers = kind != Kind.TRAP && random.nextInt(3) == 0;
            int generation = random.nextInt(4) - 1;
            List<Claim> claims = new ArrayList<>();
            for (Topic topic : topics) {
                List<String> candidates = new ArrayList<>();
                for (Member member : members) {
                    if (strangers || member.topics().contains(topic.name())) {
                        candidates.add(member.memberId());
                    }
                }
                if (strangers) {
                    candidates.add("gone");
                }
                if (candidates.isEmpty()) {
                    continue;
                }
                String favourite = oneOf(candidates); // often one member has most of a topic
                for (int p = 0; p < topic.partitionCount(); p++) {
                    if (random.nextInt(10) >= unowned) {
                        String owner = random.nextInt(3) == 0 ? favourite : oneOf(candidates);
                        claims.add(new Claim(owner, topic.name(), p, generation));
                    }
                }
            }
            return claims;
        }

        /** Claims beside those of the owners: older, newer and equal ones, of partitions there and gone. */
        private List<Claim> disputes(List<Topic> topics, List<Member> members, List<Claim> others) {
            List<Claim> claims = new ArrayList<>();
            for (int i = random.nextInt(MAX_EXTRA_CLAIMS + 1); i > 0; i--) {
                String memberId = oneOf(members).memberId();
                if (!others.isEmpty() && random.nextInt(2) == 0) {
                    Claim other = oneOf(others);
                    int generation = Math.max(-1, other.generation() + random.nextInt(3) - 1);
                    claims.add(new Claim(memberId, other.topic(), other.partition(), generation));
                } else {
                    String topic =
                            random.nextInt(12) == 0 ? "unknown" : oneOf(topics).name();
                    claims.add(new Claim(memberId, topic, random.nextInt(maxPartitions + 1), random.nextInt(4) - 1));
                }
            }
            return claims;
        }

        private <T> T oneOf(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }

    /** A number as letters, all of one length, so that names have the order of the numbers. */
    private static String name(int number, int count) {
        StringBuilder name = new StringBuilder();
        int rest = number;
        for (int most = count - 1; most > 0 || name.isEmpty(); most /= 26) {
            name.insert(0, (char) ('a' + rest % 26));
            rest /= 26;
        }
        return name.toString();
    }
}

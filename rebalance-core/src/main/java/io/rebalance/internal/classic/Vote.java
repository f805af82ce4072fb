package io.rebalance.internal.classic;

import io.rebalance.internal.group.Seat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which protocol a group chooses: of those that every member offers, each member votes for the one it likes best. */
final class Vote {

    private Vote() {}

    /**
     * The protocol with most votes. Of those with equally many, the one that the leader likes best; Kafka leaves that to
     * chance (reference 10.3).
     */
    static String choose(ClassicGroup group) {
        String only = group.onlySupported();
        return only == null ? count(group) : only;
    }

    private static String count(ClassicGroup group) {
        Map<String, Integer> votes = new TreeMap<>();
        for (Seat seat : group.seats()) {
            String favourite = favourite(group, seat, null);
            if (favourite != null) {
                votes.merge(favourite, 1, Integer::sum);
            }
        }
        int most = votes.values().stream().max(Integer::compare).orElse(0);
        votes.values().removeIf(count -> count < most);
        Seat leader = Objects.requireNonNull(group.leader(), "leader");
        String choice = favourite(group, leader, votes);
        return Objects.requireNonNull(choice, "a protocol that all support");
    }

    private static @Nullable String favourite(ClassicGroup group, Seat seat, @Nullable Map<String, Integer> among) {
        for (String name : seat.member().protocolNames()) {
            if (group.isSupportedByAll(name) && (among == null || among.containsKey(name))) {
                return name;
            }
        }
        return null;
    }
}

package io.rebalance.testkit;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignors.Assignors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Every assignor, held to what it owes and promises, on random groups. */
final class RandomGroupLaws {

    private static final int GROUPS = 5;
    private static final Map<String, List<AssignorLaw>> PROMISES = Map.of(
            "range",
            List.of(AssignorLaw.TOPIC_BALANCED, AssignorLaw.FIXED_POINT, AssignorLaw.CONVERGES),
            "roundrobin",
            List.of(AssignorLaw.BALANCED, AssignorLaw.TOPIC_BALANCED, AssignorLaw.FIXED_POINT, AssignorLaw.CONVERGES));

    private static final List<AssignorLaw> STICKY = List.of(
            AssignorLaw.BALANCED, AssignorLaw.FAIR, AssignorLaw.FIXED_POINT, AssignorLaw.STICKY, AssignorLaw.CONVERGES);

    void assignors_keepTheirLaws(long seed) {
        for (Assignor assignor : Assignors.all()) {
            List<AssignorLaw> promises = PROMISES.getOrDefault(assignor.name(), STICKY);
            AssignorLaws laws = AssignorLaws.of(assignor).with(promises.toArray(AssignorLaw[]::new));
            laws.check(RandomGroups.any(), seed, GROUPS);
            laws.check(RandomGroups.any().upTo(20, 8, 12), seed, 1);
            laws.check(RandomGroups.trap().upTo(10, 8, 6), seed, 1);
            laws.with(AssignorLaw.TOPIC_BALANCED).check(newGroup(seed));
        }
    }

    /** Members that subscribe to all topics, and have had nothing yet: every topic is spread over all of them. */
    private static AssignmentInput newGroup(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AssignmentInput.Builder group = AssignmentInput.builder();
        List<String> topics = new ArrayList<>();
        for (int t = random.nextInt(5); t >= 0; t--) {
            topics.add("t" + t);
            group.topic("t" + t, random.nextInt(9));
        }
        for (int m = random.nextInt(6); m >= 0; m--) {
            group.member("m" + m, topics);
        }
        return group.build();
    }
}

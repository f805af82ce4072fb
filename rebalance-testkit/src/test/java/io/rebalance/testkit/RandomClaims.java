package io.rebalance.testkit;

import io.rebalance.assignor.AssignmentInput;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Who counts as the owner of a partition, by random claims, of what there is and of what there is not (S10, S21). */
final class RandomClaims {

    private record Claim(int member, String topic, int partition, int generation) {}

    private static final List<String> TOPICS = List.of("a", "b", "c"); // the last does not exist

    void owner_isTheOneLatestClaimant(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AssignmentInput.Builder builder = AssignmentInput.builder();
        int members = 1 + random.nextInt(4);
        int[] counts = {1 + random.nextInt(4), 1 + random.nextInt(4), 0};
        builder.topic("a", counts[0]).topic("b", counts[1]);
        for (int m = 0; m < members; m++) {
            builder.member("m" + m, TOPICS);
        }
        List<Claim> claims = new ArrayList<>();
        boolean isOneGeneration = random.nextInt(3) == 0;
        for (int i = random.nextInt(12); i > 0; i--) {
            Claim claim = new Claim(
                    random.nextInt(members),
                    TOPICS.get(random.nextInt(TOPICS.size())),
                    random.nextInt(7) - 2,
                    isOneGeneration ? 7 : random.nextInt(4) - 1);
            claims.add(claim);
            builder.claim("m" + claim.member(), claim.topic(), claim.partition(), claim.generation());
        }
        AssignmentInput input = builder.build();
        for (int t = 0; t < input.topicCount(); t++) {
            for (int p = input.firstPartition(t); p < input.firstPartition(t + 1); p++) {
                int expected = owner(claims, input.topicName(t), p - input.firstPartition(t));
                if (input.previousOwnerOf(p) != expected) {
                    throw new AssertionError("S10: owner of " + input.topicName(t) + "-" + (p - input.firstPartition(t))
                            + " is " + input.previousOwnerOf(p) + ", not " + expected + ", by " + claims);
                }
            }
        }
    }

    private static int owner(List<Claim> claims, String topic, int partition) {
        int since = Integer.MIN_VALUE;
        int owner = AssignmentInput.NONE;
        for (Claim claim : claims) {
            if (claim.topic().equals(topic) && claim.partition() == partition) {
                if (claim.generation() > since) {
                    since = claim.generation();
                    owner = claim.member();
                } else if (claim.generation() == since && claim.member() != owner) {
                    owner = AssignmentInput.CONTESTED;
                }
            }
        }
        return owner;
    }
}

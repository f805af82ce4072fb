package io.rebalance.differential;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of Kafka's member ids, which end in chance, stands for which of ours. */
final class KafkaNames {

    private final Map<String, String> kafkas = new HashMap<>(); // by ours
    private final Map<String, String> ours = new HashMap<>(); // by Kafka's

    /** What Kafka calls the member; the same name, if that is nobody. */
    String kafka(String memberId) {
        return kafkas.getOrDefault(memberId, memberId);
    }

    /** What we call the member; the same name, if that is nobody. */
    String ours(String memberId) {
        return ours.getOrDefault(memberId, memberId);
    }

    @Nullable
    String oursOrNull(@Nullable String memberId) {
        return memberId == null ? null : ours(memberId);
    }

    boolean knows(String kafkasMemberId) {
        return ours.containsKey(kafkasMemberId);
    }

    /** Kafka's ids by ours. */
    Map<String, String> all() {
        return kafkas;
    }

    void put(String memberId, String kafkasMemberId) {
        kafkas.put(memberId, kafkasMemberId);
        ours.put(kafkasMemberId, memberId);
    }
}

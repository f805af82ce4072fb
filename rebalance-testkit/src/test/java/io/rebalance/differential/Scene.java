package io.rebalance.differential;

import io.rebalance.differential.Moment.GroupPicture;
import io.rebalance.differential.Moment.MemberPicture;
import io.rebalance.protocol.GroupRequest;
import io.rebalance.protocol.GroupResponse;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What came of one input on both sides, for {@link ExplainedDifference}s to look at and to set right. */
final class Scene {

    /** The request, or null if time passed. */
    final @Nullable GroupRequest<?> request;

    /** Its ticket; 0 if time passed. */
    final long ticket;

    /** When it was, in epoch ms. */
    final long nowMs;

    /** Whether both looked for what is too old. */
    final boolean isSwept;

    /** The groups before it, the same on both sides. */
    final SortedMap<String, GroupPicture> before;

    /** The requests that waited before it, by ticket. */
    final SortedMap<Long, GroupRequest<?>> waiting;

    /** Kafka, to be led the way that ours went. */
    final KafkaSubject kafka;

    Moment ours;
    Moment kafkas;
    private boolean isLast;

    Scene(
            @Nullable GroupRequest<?> request,
            long ticket,
            long nowMs,
            boolean isSwept,
            SortedMap<String, GroupPicture> before,
            SortedMap<Long, GroupRequest<?>> waiting,
            Moment ours,
            KafkaSubject kafka) {
        this.request = request;
        this.ticket = ticket;
        this.nowMs = nowMs;
        this.isSwept = isSwept;
        this.before = before;
        this.waiting = waiting;
        this.ours = excused(ours, kafka);
        this.kafka = kafka;
        kafkas = kafka.look();
    }

    /** What we see, without the sessions of those that Kafka excuses. */
    private static Moment excused(Moment ours, KafkaSubject kafka) {
        SortedMap<String, GroupPicture> groups = new TreeMap<>();
        ours.groups().forEach((groupId, group) -> {
            SortedMap<String, MemberPicture> members = new TreeMap<>();
            group.members()
                    .forEach((id, member) ->
                            members.put(id, kafka.isExcused(groupId, id) ? member.withoutSession() : member));
            groups.put(groupId, group.with(members));
        });
        return new Moment(ours.answers(), groups, ours.offsets());
    }

    /** From here on the two cannot be compared. */
    void end() {
        isLast = true;
    }

    boolean isLast() {
        return isLast;
    }

    boolean agrees() {
        return ours.equals(kafkas);
    }

    /** Looks at Kafka again, after it was led. The answers are those that there were. */
    void lookAgain() {
        Moment now = kafka.look();
        kafkas = new Moment(kafkas.answers(), now.groups(), now.offsets());
    }

    static @Nullable MemberPicture member(SortedMap<String, GroupPicture> groups, String groupId, String memberId) {
        GroupPicture group = groups.get(groupId);
        return group == null ? null : group.members().get(memberId);
    }

    /** The first thing that differs. */
    Divergence divergence() {
        for (long t : union(ours.answers(), kafkas.answers())) {
            GroupResponse our = ours.answers().get(t);
            GroupResponse kafkas = this.kafkas.answers().get(t);
            if (!Objects.equals(our, kafkas)) {
                String kind = Objects.requireNonNullElse(our, kafkas).getClass().getSimpleName();
                String which = t == ticket ? "own " : "other ";
                String how = our == null ? "only Kafka answers" : kafkas == null ? "only we answer" : "answers differ";
                return new Divergence(
                        which + kind + ": " + how, "t" + t + "\n  ours:  " + our + "\n  Kafka: " + kafkas);
            }
        }
        for (String groupId : union(ours.groups(), kafkas.groups())) {
            GroupPicture our = ours.groups().get(groupId);
            GroupPicture kafkas = this.kafkas.groups().get(groupId);
            if (!Objects.equals(our, kafkas)) {
                return new Divergence(
                        "group: " + what(our, kafkas), groupId + "\n  ours:  " + our + "\n  Kafka: " + kafkas);
            }
        }
        return new Divergence("offsets", "\n  ours:  " + ours.offsets() + "\n  Kafka: " + kafkas.offsets());
    }

    private static String what(@Nullable GroupPicture our, @Nullable GroupPicture kafkas) {
        if (our == null || kafkas == null) {
            return our == null ? "only Kafka has it" : "only we have it";
        }
        if (!our.state().equals(kafkas.state())) {
            return "state";
        }
        if (our.generationId() != kafkas.generationId()) {
            return "generation";
        }
        if (!our.memberIds().equals(kafkas.memberIds())) {
            return "members";
        }
        if (!our.members().equals(kafkas.members())) {
            return "a member";
        }
        if (!our.pending().equals(kafkas.pending())) {
            return "pending ids";
        }
        if (!Objects.equals(our.leader(), kafkas.leader())) {
            return "leader";
        }
        if (!our.protocolType().equals(kafkas.protocolType())
                || !Objects.equals(our.protocolName(), kafkas.protocolName())) {
            return "protocol";
        }
        return "join or sync deadline";
    }

    private static <K extends Comparable<K>> TreeSet<K> union(SortedMap<K, ?> a, SortedMap<K, ?> b) {
        TreeSet<K> keys = new TreeSet<>(a.keySet());
        keys.addAll(b.keySet());
        return keys;
    }

    /** What ours answered, without what the given ticket was answered. */
    void ignoreOurAnswer(long ticket) {
        SortedMap<Long, GroupResponse> answers = new TreeMap<>(ours.answers());
        answers.remove(ticket);
        ours = new Moment(answers, ours.groups(), ours.offsets());
    }

    /** As if Kafka had answered this. */
    void answerForKafka(long ticket, GroupResponse response) {
        SortedMap<Long, GroupResponse> answers = new TreeMap<>(kafkas.answers());
        answers.put(ticket, response);
        kafkas = new Moment(answers, kafkas.groups(), kafkas.offsets());
    }
}

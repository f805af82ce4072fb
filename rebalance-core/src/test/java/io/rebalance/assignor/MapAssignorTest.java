package io.rebalance.assignor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.protocol.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class MapAssignorTest {

    private final AssignmentInput input = AssignmentInput.builder()
            .topic("payments", 1)
            .topic("orders", 2)
            .topic("unwanted", 4)
            .member("b", List.of("payments", "gone", "orders"))
            .member("a", List.of("payments"))
            .build();

    @Test
    void assign_aGroupInNumbers_asksInNamesAndAnswersInNumbers() throws AssignorException {
        Answering assignor =
                new Answering(Map.of("b", List.of(new TopicPartition("orders", 1), new TopicPartition("payments", 0))));

        Assignment assignment = assignor.assign(input);

        assertThat(assignor.subscriptions.toString()).isEqualTo("{a=[payments], b=[orders, payments]}");
        assertThat(assignor.partitionCounts.toString()).isEqualTo("{orders=2, payments=1}");
        assertThat(assignment).isEqualTo(Assignment.of(new int[] {AssignmentInput.NONE, 1, 1}));
        assertThat(assignor.mode()).isEqualTo(RebalanceMode.EAGER);
    }

    @Test
    void assign_anAnswerOfNonsense_isRefused() {
        Answering assignor = new Answering(Map.of("a", List.of(new TopicPartition("unwanted", 0))));

        assertThatThrownBy(() -> assignor.assign(input))
                .isInstanceOf(AssignorException.class)
                .hasMessage("there is no partition unwanted-0");
    }

    private static final class Answering implements MapAssignor {

        private final Map<String, List<TopicPartition>> answer;
        private SortedMap<String, List<String>> subscriptions;
        private SortedMap<String, Integer> partitionCounts;

        Answering(Map<String, List<TopicPartition>> answer) {
            this.answer = answer;
        }

        @Override
        public String name() {
            return "answering";
        }

        @Override
        public Map<String, List<TopicPartition>> assign(
                SortedMap<String, List<String>> subscriptions, SortedMap<String, Integer> partitionCounts) {
            this.subscriptions = subscriptions;
            this.partitionCounts = partitionCounts;
            return answer;
        }
    }
}

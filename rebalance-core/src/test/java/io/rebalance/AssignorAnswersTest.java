package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.ConsumerSubscription;
import io.rebalance.protocol.JoinGroupRequest;
import io.rebalance.view.GroupEvent;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An assignor whose answer makes no sense is told of, and the leader assigns. */
class AssignorAnswersTest {

    /** Members a (orders, payments) and b (orders); orders has 2 partitions, payments 1. */
    private static Driver driver(Function<AssignmentInput, Assignment> answer) {
        return new Driver(
                CoordinatorConfig.builder()
                        .groupInitialRebalanceDelay(java.time.Duration.ofMillis(1))
                        .build(),
                new Assignor() {
                    @Override
                    public String name() {
                        return "range";
                    }

                    @Override
                    public Assignment assign(AssignmentInput input) throws AssignorException {
                        return answer.apply(input);
                    }
                });
    }

    private static GroupEvent.AssignorFailed failure(Function<AssignmentInput, Assignment> answer) {
        Driver driver = driver(answer);
        driver.topics = TopicCatalog.of(Map.of("orders", 2, "payments", 1));
        driver.release(driver.coordinator.topicsChanged(driver.topics));
        driver.submit(Driver.join("", ConsumerSubscription.of(List.of("orders", "payments")))
                .clientId("a")
                .build());
        driver.submit(Driver.join("", ConsumerSubscription.of(List.of("orders")))
                .clientId("b")
                .build());
        Outcome outcome = driver.pass(2);
        for (int i = 0; i < 5 && driver.generation() == 0; i++) {
            outcome = driver.pass(100_000);
        }
        assertThat(driver.generation()).isEqualTo(1);
        return outcome.events().stream()
                .filter(GroupEvent.AssignorFailed.class::isInstance)
                .map(GroupEvent.AssignorFailed.class::cast)
                .findFirst()
                .orElse(null);
    }

    static Stream<Arguments> senseless() {
        return Stream.of(
                arguments(null, "the assignor gave no assignment"),
                arguments(new int[] {0, 1}, "the assignment has 2 partitions, the group has 3"),
                arguments(new int[] {0, 1, 0, 1}, "the assignment has 4 partitions, the group has 3"),
                arguments(
                        new int[] {0, 2, 0},
                        "partition 1 of orders was given to member number 2, which does not subscribe to it"),
                arguments(
                        new int[] {-2, 1, 0},
                        "partition 0 of orders was given to member number -2, which does not subscribe to it"),
                arguments(
                        new int[] {0, 1, 1},
                        "partition 0 of payments was given to member number 1, which does not subscribe to it"));
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void senselessAnswer_isToldOf(int[] owners, String detail) {
        GroupEvent.AssignorFailed failed = failure(input -> owners == null ? null : Assignment.of(owners));

        assertThat(failed).isEqualTo(new GroupEvent.AssignorFailed(Driver.GROUP, "range", detail));
    }

    @Test
    void answersThatMakeSense_areTaken() {
        assertThat(failure(input -> Assignment.of(new int[] {0, 1, 0}))).isNull();
        assertThat(failure(input -> Assignment.of(new int[] {-1, -1, -1}))).isNull();
        assertThat(failure(input -> Assignment.of(new int[] {1, 1, 0}))).isNull();
    }

    @Test
    void longWordsOfADefect_areCut() {
        GroupEvent.AssignorFailed failed = failure(input -> {
            throw new IllegalStateException("x".repeat(5_000));
        });

        assertThat(failed.detail()).hasSize(1_000).startsWith("java.lang.IllegalStateException: xxx");
    }

    @Test
    void subscriptionThatCannotBeRead_isToldOf_andItsMemberNamed() {
        Driver driver = driver(input -> Assignment.of(new int[input.partitionCount()]));
        driver.submit(JoinGroupRequest.builder(Driver.GROUP)
                .clientId("bad")
                .memberIdRequired(false)
                .protocol("range", Bytes.of(new byte[] {0}))
                .build());
        Outcome outcome = driver.pass(2);
        for (int i = 0; i < 5 && driver.generation() == 0; i++) {
            outcome = driver.pass(100_000);
        }

        assertThat(outcome.events())
                .filteredOn(GroupEvent.AssignorFailed.class::isInstance)
                .singleElement()
                .asString()
                .contains("subscription of bad-1");
    }
}

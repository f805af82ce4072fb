package io.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.ApiKey;
import io.rebalance.protocol.ErrorCode;
import io.rebalance.protocol.GroupRequest;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error that a log may give, to every request: what the member is told, and what its client makes of it (field failure C17). */
class StoreErrorsTest {

    /** What the Java client does about an answer (reference 3.6). */
    private enum Action {
        /** Looks for the coordinator, and tries again. */
        REDISCOVER,
        /** Tries again a little later. */
        RETRY,
        /** Gives up. */
        FAIL
    }

    static Stream<Arguments> cells() {
        return Stream.of(ErrorCode.values())
                .filter(error -> !error.isNone())
                .flatMap(error -> OneOfEach.of("c-1", 1).map(request -> Arguments.of(error, request.api(), request)));
    }

    // reference 2.17 too-few-replicas, 2.17 leader-elsewhere, 2.17 too-large, 2.17 other-errors
    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("cells")
    void storeError_everyRequest_isToldSoThatItsClientRecovers_c17(
            ErrorCode error, ApiKey api, GroupRequest<?> request) {
        ErrorCode told = StoreErrors.forMember(error, request);

        assertThat(told).isEqualTo(expected(error, api));
        assertThat(action(told, api)).isEqualTo(actionFor(error, api));
    }

    private static ErrorCode expected(ErrorCode error, ApiKey api) {
        Set<ErrorCode> noReplicas = EnumSet.of(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.REQUEST_TIMED_OUT);
        if (noReplicas.contains(error)) { // reference 2.17
            return api == ApiKey.OFFSET_FETCH ? ErrorCode.NOT_COORDINATOR : ErrorCode.COORDINATOR_NOT_AVAILABLE;
        }
        if (isElsewhere(error)) {
            return ErrorCode.NOT_COORDINATOR;
        }
        if (isLost(error)) {
            return ErrorCode.UNKNOWN_SERVER_ERROR;
        }
        return error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS && api != ApiKey.SYNC_GROUP
                ? error
                : ErrorCode.COORDINATOR_NOT_AVAILABLE;
    }

    private static boolean isElsewhere(ErrorCode error) {
        return error == ErrorCode.NOT_LEADER_OR_FOLLOWER
                || error == ErrorCode.KAFKA_STORAGE_ERROR
                || error == ErrorCode.NOT_COORDINATOR;
    }

    /** Trying again would not help. */
    private static boolean isLost(ErrorCode error) {
        return error == ErrorCode.MESSAGE_TOO_LARGE
                || error == ErrorCode.RECORD_LIST_TOO_LARGE
                || error == ErrorCode.UNKNOWN_SERVER_ERROR;
    }

    private static Action actionFor(ErrorCode error, ApiKey api) {
        if (isLost(error)) {
            return Action.FAIL;
        }
        return error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS && api != ApiKey.SYNC_GROUP
                ? Action.RETRY
                : Action.REDISCOVER;
    }

    private static Action action(ErrorCode told, ApiKey api) {
        return switch (told) {
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> Action.REDISCOVER;
            case COORDINATOR_LOAD_IN_PROGRESS -> api == ApiKey.SYNC_GROUP ? Action.FAIL : Action.RETRY;
            default -> Action.FAIL;
        };
    }
}

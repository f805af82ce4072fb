package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.protocol.ApiKey;
import io.rebalance.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked of a coordinator, in any order: nothing throws, every request is answered once, and one that is
 * refused has changed nothing (design law 8; invariants S11, S12 and S16).
 *
 * <p>{@code -Djqwik.tries.default=100000} tries longer. A failure tells its inputs, as few of them as were found to be
 * enough.
 */
class BadInputPropertyTest {

    private static final int SEEDS = 80;

    // reference 2.13 what-is-refused-does-not
    @Property
    void leaderAssigns_anything_isAnsweredOnceAndRefusedWithoutTrace(@ForAll("inputs") List<Long> inputs) {
        play(false, 0, inputs);
    }

    @Property
    void coordinatorAssigns_anything_isAnsweredOnceAndRefusedWithoutTrace(@ForAll("inputs") List<Long> inputs) {
        play(true, 3_000, inputs);
    }

    @Provide
    Arbitrary<List<Long>> inputs() {
        return Arbitraries.randomValue(random -> random.nextLong())
                .list()
                .ofMinSize(40)
                .ofMaxSize(200);
    }

    private static void play(boolean isAssigning, int initialDelayMs, List<Long> inputs) {
        play(isAssigning, initialDelayMs, inputs, new BadInputTally());
    }

    private static void play(boolean isAssigning, int initialDelayMs, List<Long> inputs, BadInputTally tally) {
        BadInputWorld world = new BadInputWorld(isAssigning, initialDelayMs, tally);
        inputs.forEach(world::input);
        world.end();
    }

    /** Where a group may be when it is asked. */
    private static final List<String> STATES = List.of(
            "none",
            "simple or new",
            "Empty",
            "PreparingRebalance",
            "CompletingRebalance",
            "Stable",
            "loading",
            "resigned");

    /** What each request may be refused with, for what is wrong with it or its group. */
    private static final Map<ApiKey, List<ErrorCode>> VERDICTS = verdicts();

    private static Map<ApiKey, List<ErrorCode>> verdicts() {
        Map<ApiKey, List<ErrorCode>> verdicts = new EnumMap<>(ApiKey.class);
        verdicts.put(
                ApiKey.JOIN_GROUP,
                List.of(
                        ErrorCode.UNKNOWN_SERVER_ERROR,
                        ErrorCode.COORDINATOR_NOT_AVAILABLE,
                        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                        ErrorCode.INVALID_GROUP_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.INVALID_SESSION_TIMEOUT,
                        ErrorCode.REBALANCE_IN_PROGRESS,
                        ErrorCode.INVALID_REQUEST,
                        ErrorCode.MEMBER_ID_REQUIRED,
                        ErrorCode.GROUP_MAX_SIZE_REACHED,
                        ErrorCode.FENCED_INSTANCE_ID));
        verdicts.put(
                ApiKey.SYNC_GROUP,
                List.of(
                        ErrorCode.ILLEGAL_GENERATION,
                        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                        ErrorCode.INVALID_GROUP_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.REBALANCE_IN_PROGRESS,
                        ErrorCode.INVALID_REQUEST,
                        ErrorCode.FENCED_INSTANCE_ID));
        verdicts.put(
                ApiKey.HEARTBEAT,
                List.of(
                        ErrorCode.ILLEGAL_GENERATION,
                        ErrorCode.INVALID_GROUP_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.REBALANCE_IN_PROGRESS,
                        ErrorCode.FENCED_INSTANCE_ID));
        verdicts.put(
                ApiKey.LEAVE_GROUP,
                List.of(ErrorCode.INVALID_GROUP_ID, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.FENCED_INSTANCE_ID));
        verdicts.put(
                ApiKey.OFFSET_COMMIT,
                List.of(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.OFFSET_METADATA_TOO_LARGE,
                        ErrorCode.ILLEGAL_GENERATION,
                        ErrorCode.INVALID_GROUP_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.REBALANCE_IN_PROGRESS,
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        ErrorCode.FENCED_INSTANCE_ID));
        verdicts.put(
                ApiKey.TXN_OFFSET_COMMIT,
                List.of(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.OFFSET_METADATA_TOO_LARGE,
                        ErrorCode.ILLEGAL_GENERATION,
                        ErrorCode.INVALID_GROUP_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.INVALID_REQUEST,
                        ErrorCode.INVALID_PRODUCER_EPOCH,
                        ErrorCode.FENCED_INSTANCE_ID));
        verdicts.put(ApiKey.WRITE_TXN_MARKERS, List.of(ErrorCode.INVALID_PRODUCER_EPOCH));
        verdicts.put(ApiKey.OFFSET_FETCH, List.of(ErrorCode.UNSTABLE_OFFSET_COMMIT));
        verdicts.put(
                ApiKey.OFFSET_DELETE,
                List.of(
                        ErrorCode.INVALID_GROUP_ID,
                        ErrorCode.NON_EMPTY_GROUP,
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC));
        verdicts.put(ApiKey.DESCRIBE_GROUPS, List.of(ErrorCode.GROUP_ID_NOT_FOUND));
        verdicts.put(ApiKey.LIST_GROUPS, List.of());
        verdicts.put(ApiKey.DELETE_GROUPS, List.of(ErrorCode.NON_EMPTY_GROUP, ErrorCode.GROUP_ID_NOT_FOUND));
        return verdicts;
    }

    // the properties are worth nothing if their inputs do not get anywhere
    @Test
    void inputs_reachEveryStateAndEveryVerdict() {
        BadInputTally tally = new BadInputTally();
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Long> inputs = new SplittableRandom(seed).longs(200).boxed().toList();
            play(seed % 2 == 0, seed % 4 < 2 ? 3_000 : 0, inputs, tally);
        }

        List<String> expected =
                new ArrayList<>(List.of("a cancel came in time", "a cancel came too late", "an append failed"));
        for (ApiKey api : ApiKey.values()) {
            boolean isForOneGroup = api != ApiKey.LIST_GROUPS && api != ApiKey.WRITE_TXN_MARKERS;
            if (isForOneGroup) {
                STATES.forEach(state -> expected.add(api + " in " + state));
            }
            expected.add(api + " answered NONE");
            VERDICTS.get(api).forEach(error -> expected.add(api + " answered " + error));
        }
        assertThat(tally.reached()).containsAll(expected);
    }
}

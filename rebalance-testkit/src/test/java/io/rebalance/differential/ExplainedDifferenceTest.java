package io.rebalance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebalance.differential.Operation.Claim;
import io.rebalance.differential.Operation.Commit;
import io.rebalance.differential.Operation.CommitInTransaction;
import io.rebalance.differential.Operation.DeleteOffsets;
import io.rebalance.differential.Operation.EndTransaction;
import io.rebalance.differential.Operation.Era;
import io.rebalance.differential.Operation.Handing;
import io.rebalance.differential.Operation.Heartbeat;
import io.rebalance.differential.Operation.Join;
import io.rebalance.differential.Operation.Leave;
import io.rebalance.differential.Operation.Leaver;
import io.rebalance.differential.Operation.Oversleep;
import io.rebalance.differential.Operation.Pass;
import io.rebalance.differential.Operation.Sync;
import io.rebalance.differential.Operation.Tag;
import io.rebalance.differential.Operation.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way in which the two differ, on the shortest sequence that shows it, and nothing else beside it. */
class ExplainedDifferenceTest {

    private static final Setting DELAYED = new Setting(3_000, Integer.MAX_VALUE, Setting.MANY, 8, Setting.A_WEEK);

    private static void shows(ExplainedDifference difference, Setting setting, boolean ends, Operation... operations) {
        Tally tally = new Tally();
        Comparison comparison = Comparison.of(setting, List.of(operations), tally, Mutant.NONE);

        assertThat(comparison.difference()).isEmpty();
        assertThat(tally.explained()).containsOnlyKeys(difference);
        assertThat(comparison.isOver()).isEqualTo(ends);
    }

    /** A client joins in the first versions of the API, so that it is a member at once. */
    private static Join joins(int client, Tag tag) {
        return new Join(0, client, Who.OWN, tag, 0, 0, 0, 0, 3);
    }

    private static Join joinsAgain(int client) {
        return new Join(0, client, Who.OWN, Tag.OWN, Join.SAME, Join.SAME, Join.SAME, Join.SAME, 9);
    }

    /** Its process starts anew. */
    private static Join restarts(int client) {
        return new Join(0, client, Who.NONE, Tag.OWN, Join.SAME, Join.SAME, Join.SAME, Join.SAME, 9);
    }

    private static Join asksForAnId(int client) {
        return new Join(0, client, Who.OWN, Tag.NONE, 0, 0, 0, 0, 9);
    }

    private static Sync syncs(int client) {
        return new Sync(0, client, Who.OWN, Tag.OWN, Era.TOLD, Claim.RIGHT, Handing.AS_DUE);
    }

    private static Leave leaves(int client) {
        return new Leave(0, List.of(new Leaver(client, Who.OWN, Tag.OWN)));
    }

    @Test
    void supersededRequest() {
        shows(ExplainedDifference.SUPERSEDED_REQUEST, DELAYED, false, asksForAnId(0), joinsAgain(0), joinsAgain(0));
    }

    @Test
    void syncOfARemovedMember() {
        // the first member leads, so the second one waits with its sync
        shows(
                ExplainedDifference.SYNC_OF_A_REMOVED_MEMBER,
                DELAYED,
                false,
                joins(0, Tag.NONE),
                joins(1, Tag.NONE),
                new Pass(6_000),
                syncs(1),
                leaves(1));
    }

    @Test
    void refusedRequestMakesNoGroup() {
        Join withoutProtocols = new Join(0, 0, Who.OWN, Tag.NONE, Cast.OFFERS.indexOf(List.of()), 0, 0, 0, 9);
        shows(ExplainedDifference.REFUSED_REQUEST_MAKES_NO_GROUP, Setting.PLAIN, false, withoutProtocols);

        Commit tooLong = new Commit(0, 0, Who.NONE, Tag.NONE, Era.NEVER, 0, 1, 9);
        shows(ExplainedDifference.REFUSED_REQUEST_MAKES_NO_GROUP, Setting.PLAIN, false, tooLong);
    }

    @Test
    void signOfLifeShortensASession() {
        shows(
                ExplainedDifference.SIGN_OF_LIFE_SHORTENS_A_SESSION,
                DELAYED,
                false,
                joins(0, Tag.NONE),
                new Heartbeat(0, 0, Who.SEATED, Tag.NONE, Era.CURRENT));
    }

    @Test
    void leftOverNewMember() {
        // the two never sync; when the group gathers again, for one member alone, Kafka still thinks of the second of
        // them
        Join impatient = new Join(0, 1, Who.OWN, Tag.NONE, 0, 0, 3, 0, 3);
        shows(
                ExplainedDifference.LEFT_OVER_NEW_MEMBER,
                DELAYED,
                false,
                new Join(0, 0, Who.OWN, Tag.NONE, 0, 0, 3, 0, 3),
                impatient,
                new Pass(6_000),
                joins(2, Tag.NONE),
                new Pass(10_000));
    }

    @Test
    void unchangedRejoinIsHeard() {
        shows(
                ExplainedDifference.UNCHANGED_REJOIN_IS_HEARD,
                Setting.PLAIN,
                false,
                joins(0, Tag.NONE),
                new Pass(1_000),
                joinsAgain(0));
    }

    @Test
    void lastOffsetOfAGroupOfOffsets() {
        Commit commit = new Commit(0, 0, Who.NONE, Tag.NONE, Era.NEVER, 0, 1, -1);
        shows(
                ExplainedDifference.LAST_OFFSET_OF_A_GROUP_OF_OFFSETS,
                Setting.PLAIN,
                false,
                commit,
                new DeleteOffsets(0, 2),
                commit);

        shows(
                ExplainedDifference.LAST_OFFSET_OF_A_GROUP_OF_OFFSETS,
                Setting.PLAIN,
                false,
                new CommitInTransaction(0, 0, Who.NONE, Tag.NONE, Era.NEVER, 1, 0, 1),
                new EndTransaction(1, false),
                commit);
    }

    @Test
    void refusalOfAGroupOfOffsets() {
        int nothing = Cast.OFFERS.indexOf(List.of());
        shows(
                ExplainedDifference.REFUSAL_OF_A_GROUP_OF_OFFSETS,
                Setting.PLAIN,
                false,
                new Commit(0, 0, Who.NONE, Tag.NONE, Era.NEVER, 0, 1, -1),
                new Join(0, 0, Who.STRANGER, Tag.NONE, nothing, 0, 0, 0, 9));
    }

    @Test
    void expiryOfAGroupThatIsAwaited() {
        // the first id has expired when what is too old is looked for, the second one has not
        shows(
                ExplainedDifference.EXPIRY_OF_A_GROUP_THAT_IS_AWAITED,
                Setting.PLAIN,
                true,
                asksForAnId(0),
                new Pass(40_000),
                asksForAnId(1),
                new Pass(6_000));
    }

    @Test
    void sessionAfterARestart() {
        Join withOtherTimeouts = new Join(0, 1, Who.NONE, Tag.S0, 0, 0, 1, 0, 9);
        shows(
                ExplainedDifference.SESSION_AFTER_A_RESTART,
                Setting.PLAIN,
                false,
                joins(0, Tag.S0),
                syncs(0),
                withOtherTimeouts);
    }

    @Test
    void restartThatWantsSomethingElse() {
        Join withOtherTopics = new Join(0, 1, Who.NONE, Tag.S0, 0, 1, 0, 0, 9);
        shows(
                ExplainedDifference.RESTART_THAT_WANTS_SOMETHING_ELSE,
                Setting.PLAIN,
                true,
                joins(0, Tag.S0),
                syncs(0),
                withOtherTopics);
    }

    @Test
    void restartNeedsNoRoom() {
        shows(
                ExplainedDifference.RESTART_NEEDS_NO_ROOM,
                new Setting(0, 1, Setting.MANY, 8, Setting.A_WEEK),
                true,
                joins(0, Tag.S0),
                syncs(0),
                restarts(0));
    }

    @Test
    void restartInheritsTheSync() {
        // a follower that has not synced restarts in the stable group
        shows(
                ExplainedDifference.RESTART_INHERITS_THE_SYNC,
                DELAYED,
                false,
                joins(0, Tag.NONE),
                joins(1, Tag.S0),
                new Pass(6_000),
                syncs(0),
                restarts(1),
                syncs(1),
                new Heartbeat(0, 0, Who.OWN, Tag.OWN, Era.TOLD),
                new Heartbeat(0, 1, Who.OWN, Tag.OWN, Era.TOLD),
                new Pass(8_000));
    }

    @Test
    void takeoverPutOff() {
        shows(
                ExplainedDifference.TAKEOVER_PUT_OFF,
                new Setting(3_000, Integer.MAX_VALUE, 1, 8, Setting.A_WEEK),
                true,
                joins(0, Tag.S0),
                restarts(0),
                restarts(0));
    }

    @Test
    void pendingIdLeaves() {
        shows(
                ExplainedDifference.PENDING_ID_LEAVES,
                Setting.PLAIN,
                true,
                joins(0, Tag.NONE),
                syncs(0),
                asksForAnId(1),
                leaves(1));
    }

    @Test
    void orderOfWhatIsDue() {
        // the host sleeps over the end of a join phase and, after it, that of an absent static member's session: here
        // the
        // sessions of a group are looked at together, when the first of them may be over
        shows(
                ExplainedDifference.ORDER_OF_WHAT_IS_DUE,
                Setting.PLAIN,
                true,
                new Join(0, 0, Who.OWN, Tag.S0, 0, 0, 3, 0, 3),
                syncs(0),
                new Pass(14_000),
                new Heartbeat(0, 0, Who.OWN, Tag.OWN, Era.TOLD),
                new Join(0, 1, Who.OWN, Tag.NONE, 0, 0, 3, 0, 3),
                new Oversleep(20_000));
    }

    // Where Kafka chooses by chance, it may choose as we do

    @Test
    void nextLeader() {
        assertThat(maySay(
                        ExplainedDifference.NEXT_LEADER,
                        joins(0, Tag.NONE),
                        joins(1, Tag.NONE),
                        joins(2, Tag.NONE),
                        new Pass(6_000),
                        leaves(0)))
                .isTrue();
    }

    @Test
    void voteTie() {
        // in one of the two orders Kafka and the leader's preference part
        Join likesRange = new Join(0, 0, Who.OWN, Tag.NONE, 1, 0, 0, 0, 3);
        Join likesRoundRobin = new Join(0, 1, Who.OWN, Tag.NONE, 2, 0, 0, 0, 3);
        boolean either = maySay(ExplainedDifference.VOTE_TIE, likesRange, likesRoundRobin, new Pass(6_000))
                | maySay(ExplainedDifference.VOTE_TIE, likesRoundRobin, likesRange, new Pass(6_000));
        assertThat(either).isTrue();
    }

    @Test
    void voteTieOnARestart() {
        Join likesRange = new Join(0, 0, Who.OWN, Tag.S0, 1, 0, 0, 0, 3);
        Join likesRoundRobin = new Join(0, 1, Who.OWN, Tag.S1, 2, 0, 0, 0, 3);
        boolean either = false;
        for (List<Join> order : List.of(List.of(likesRange, likesRoundRobin), List.of(likesRoundRobin, likesRange))) {
            Tally tally = new Tally();
            Comparison comparison = Comparison.of(
                    DELAYED,
                    List.of(order.get(0), order.get(1), new Pass(6_000), syncs(0), syncs(1), syncs(0), restarts(0)),
                    tally,
                    Mutant.NONE);
            assertThat(comparison.difference()).isEmpty();
            either |= tally.explained().containsKey(ExplainedDifference.VOTE_TIE_ON_A_RESTART);
        }
        assertThat(either).isTrue();
    }

    private static boolean maySay(ExplainedDifference difference, Operation... operations) {
        boolean said = false;
        for (int time = 0; time < 100; time++) { // Kafka's member ids, and so its choice, are new each time
            Tally tally = new Tally();
            Comparison comparison = Comparison.of(DELAYED, List.of(operations), tally, Mutant.NONE);
            assertThat(comparison.difference()).isEmpty();
            assertThat(tally.explained().keySet()).isSubsetOf(difference);
            said |= tally.explained().containsKey(difference);
        }
        return said;
    }

    @ParameterizedTest
    @EnumSource
    void difference_isInTheCompatibilityPage(ExplainedDifference difference) throws IOException {
        assertThat(Files.readString(Path.of("../docs/kafka-compatibility.md"))).contains("`" + difference + "`");
    }
}

package io.rebalance.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.protocol.ConsumerProtocol;
import io.rebalance.protocol.JoinGroupRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol cannot write is refused where it comes in, and the member is as it was. */
class MemberDoorTest {

    private static final int MOST = ConsumerProtocol.MAX_STRING_BYTES;

    // A name counts in bytes: 'ä' has two
    @ParameterizedTest
    @ValueSource(strings = {"x", "ä"})
    void subscribe_toANameThatCannotBeWritten_changesNothing(String letter) {
        Alone alone = Alone.cooperative();
        alone.take(alone.member.connected());
        String tooLong = letter.repeat(40_000);
        int bytes = letter.equals("x") ? 40_000 : 80_000;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alone.member.subscribe(List.of("orders", tooLong)))
                .withMessage("element of topics must have 1 to 32767 bytes in UTF-8, had " + bytes);
        assertThat(alone.member.state()).isEqualTo(MemberState.IDLE);

        alone.take(alone.member.subscribe(List.of("orders")));
        assertThat(alone.count(JoinGroupRequest.class)).isEqualTo(1);
    }

    @Test
    void subscribe_toANameThatCannotBeWrittenWhileStable_changesNothing() {
        Alone alone = Alone.cooperative().stable();
        assertThatIllegalArgumentException().isThrownBy(() -> alone.member.subscribe(List.of("x".repeat(MOST + 1))));
        assertThat(alone.member.state()).isEqualTo(MemberState.STABLE);
        assertThat(alone.member.held()).hasSize(2);
    }

    @Test
    void subscribe_toTheEmptyName_isRefused() {
        Alone alone = Alone.cooperative();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alone.member.subscribe(List.of("")))
                .withMessage("element of topics must have 1 to 32767 bytes in UTF-8, had 0");
    }

    @Test
    void join_withTheLongestNames_isSent() throws Exception {
        String longest = "x".repeat(MOST);
        Alone alone = new Alone(b -> b.rack(longest).groupInstanceId("i".repeat(249)));
        alone.take(alone.member.subscribe(List.of(longest))).take(alone.member.connected());
        var said = ConsumerProtocol.readSubscription(
                alone.lastJoin().protocols().get(0).metadata());
        assertThat(said.topics()).containsExactly(longest);
        assertThat(said.rackId()).isEqualTo(longest);
    }

    @Test
    void builder_refusesNamesThatCannotBeWritten() {
        GroupMember.Builder builder = GroupMember.builder("shop");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.rack("r".repeat(MOST + 1)))
                .withMessage("rack must have 0 to 32767 bytes in UTF-8, had 32768");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.groupInstanceId(""))
                .withMessage("groupInstanceId must have 1 to 249 characters, had 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.groupInstanceId("i".repeat(250)))
                .withMessage("groupInstanceId must have 1 to 249 characters, had 250");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupMember.builder(""))
                .withMessage("groupId must have 1 to 32767 bytes in UTF-8, had 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupMember.builder("g".repeat(MOST + 1)))
                .withMessage("groupId must have 1 to 32767 bytes in UTF-8, had 32768");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.clientId("c".repeat(MOST + 1)))
                .withMessage("clientId must have 0 to 32767 bytes in UTF-8, had 32768");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.assignors(new NamedAssignor("")))
                .withMessage("name of an assignor must have 1 to 32767 bytes in UTF-8, had 0");
    }

    private record NamedAssignor(String name) implements Assignor {

        @Override
        public Assignment assign(AssignmentInput input) {
            throw new UnsupportedOperationException();
        }
    }
}

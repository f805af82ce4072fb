package io.rebalance.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignors.Assignors;
import io.rebalance.testkit.text.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of scenarios; what they tell is in the files that {@link ScenarioFilesTest} plays. */
class ScenarioTest {

    private static String run(String text) {
        return Scenario.run(text, Assignors.all());
    }

    @Test
    void run_commandsOnly_writesOutcomeBeneath() {
        assertThat(run("""
                # who are you?

                join shop client=a topics=orders
                """)).isEqualTo("""
                # who are you?

                join shop client=a topics=orders
                  store shop: generation 0, no type, no members
                  answer t1 join: MEMBER_ID_REQUIRED, member id a-1
                  next deadline: 45s
                """);
    }

    @Test
    void run_ownResult_isTheSame() {
        String once = run("""
                topics orders=3
                assignors sticky
                join shop client=a protocols=sticky topics=orders v3
                advance 3s
                commit shop a-1 orders:0=7"half way"
                snapshot
                crash
                snapshot
                """);

        assertThat(run(once)).isEqualTo(once);
    }

    @Test
    void run_wrongOutput_isThrownAway() {
        assertThat(run("""
                show
                  a group that there is not
                      and more of it
                """)).isEqualTo("""
                show
                  no groups
                """);
    }

    @Test
    void bytes_ofOtherProtocolTypes_areShownAsTheyAre() {
        assertThat(run("""
                config initial-delay=0s
                join work client=w type=connect protocols=default metadata="url=http://w" v3
                sync work w-1 w-1<-"task 1"
                show
                """)).contains("w-1 {\"url=http://w\"}").contains("connect/default, has \"task 1\"");
    }

    @Test
    void cancel_waitingTicket_freesIt() {
        assertThat(run("""
                join shop client=a topics=orders v3
                cancel t1
                advance 3s
                """)).doesNotContain("answer t1").contains("empty, generation 1");
    }

    @Test
    void jump_overADeadline_firesItLate() {
        assertThat(run("""
                join shop client=a topics=orders v3
                jump 10s
                """))
                .contains("  now 10s\n  answer t1 join: generation 1")
                .contains("after 10s");
    }

    @Test
    void release_held_isToldInOrder() {
        String text = run("""
                hold
                commit shop orders:0=1
                fetch shop
                release
                """);

        assertThat(text).contains("release\n  store shop offset of orders:0: 1\n  answer t1 commit: NONE\n");
        assertThat(text.indexOf("answer t2 fetch")).isGreaterThan(text.indexOf("answer t1 commit"));
    }

    @Test
    void tooManyHeld_nextRequest_isAFaultOfTheHost() {
        assertThat(run("""
                config max-unacknowledged=1
                hold
                commit shop orders:0=1
                commit shop orders:0=2
                release
                fetch shop
                """))
                .contains("fault: at most 1 outcomes may wait for stored, there are 1")
                .endsWith("orders:0: 1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "dance shop                    | line 2: dance is no command",
                "join                          | line 2: join needs a group",
                "join shop a-1 b-1             | line 2: join does not understand b-1",
                "join shop colour=red          | line 2: join does not understand colour=red",
                "join shop client=a client=b   | line 2: join names client twice",
                "join shop session=soon        | line 2: session must be a time such as 3s, 500ms, 5m, 1h or 7d, was soon",
                "join shop owned=orders        | line 2: owned must be partitions such as orders:0,1;payments:0-3, was orders",
                "join shop reason=\"open       | line 2: there is a quotation mark without its other half",
                "sync shop a-1 orders:0        | line 2: sync does not understand orders:0: who gets what is written a-1<-orders:0-2",
                "commit shop a-1 b-1           | line 2: commit does not understand b-1: an offset is written orders:0=42",
                "cancel t1                     | line 2: cancel needs a ticket that waits, there is none, was t1",
                "config initial-delay=0s       | line 2: config must stand before the first request",
                "fail-append OOPS              | line 2: fail-append does not know the error OOPS",
                "end-transaction 7 commit      | line 2: a producer is written 7@0, with its epoch, was 7",
                "end-transaction 7@0 maybe     | line 2: end-transaction needs commit or abort, was maybe",
                "topics orders=many            | line 2: orders must be a number, was many",
            })
    void run_badLine_isRefusedByItsNumber(String line, String message) {
        assertThatThrownBy(() -> run("show\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assignors mine        | line 1: assignors does not know mine: there are [cooperative-sticky, range, roundrobin, sticky, uniform]",
                "config color=red      | line 1: config does not know color: there are initial-delay, min-session, max-session, new-member-join, max-size, max-groups, max-pending, max-protocols, max-member-bytes, max-text, max-takeovers, max-offset-metadata, offsets-retention, offsets-check and max-unacknowledged",
                "config max-size=0     | line 1: groupMaxSize must be 1 or more, was 0",
                "topics orders=-1      | line 1: partition count of orders must be 0 or more, was -1",
            })
    void run_badSetUp_isRefused(String line, String message) {
        assertThatThrownBy(() -> run(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "1,0.001s", "100,0.1s", "2900,2.9s", "60000,60s", "-500,-0.5s"})
    void ms_shown_inSeconds(long ms, String text) {
        assertThat(Words.ms(ms)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"3s,3000", "2.9s,2900", "500ms,500", "5m,300000", "1h,3600000", "7d,604800000"})
    void readMs_times_areUnderstood(String text, long ms) {
        assertThat(Words.readMs(text)).isEqualTo(ms);
    }
}

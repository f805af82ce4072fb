package io.rebalance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every rule of Kafka's classic coordinator, as the reference writes them in its chapters 2, 6 and 7, is shown by a
 * scenario or held by a test, which cites it by section and name.
 *
 * <p>Not here, since this library has no such thing: groups of other types (2.4, check 5), a broker that is not running
 * (2.4, check 1), static members of a group without members (2.8), settings of brokers, of the consumer protocol and of
 * Connect (6), records of the consumer protocol (7.1, 7.4).
 */
class ReferenceTest {

    private static final String RULES = """
            2.1: new-group-is-stored commit-makes-a-simple-group stable-on-load empty-on-load empty-to-preparing
              stable-to-preparing completing-to-preparing completing-drops-assignments preparing-to-completing
              preparing-to-empty completing-to-stable any-to-dead no-other-way
            2.2: longest-rebalance-timeout later-joins-extend-nothing pending-ids-are-missing-too
              second-join-supersedes second-sync-supersedes subscription-of-the-generation unreadable-is-unknown
            2.3: new-member-has-five-minutes pending-id-has-its-requests-session heartbeat-renews
              join-phase-renews-all answered-sync-renews commit-renews restart-renews load-renews
              join-timer-of-the-delay join-timer-of-the-rebalance-timeout join-timer-again sync-timer expiry-timer
            2.4: order-of-checks check-2-group-id check-3-session-timeout check-4-in-service check-6-group
              check-7-room check-8-dead check-9-protocols check-10-pending-id-with-instance check-11-instance
              check-12-fenced check-13-member own-old-protocols-count static-id-alone-is-enough
              static-newcomer-joins-at-once newcomer-is-given-an-id newcomer-of-an-old-version-joins-at-once
              pending-id-joins preparing-takes-what-is-said completing-same-is-answered completing-other-rebalances
              stable-leader-rebalances stable-follower-same-is-answered stable-follower-other-rebalances
              empty-knows-nobody same-means-order-and-bytes first-member-leads first-member-names-the-type
              newcomer-is-noted-in-a-gathering only-the-leader-hears-of-members metadata-of-the-chosen-protocol
              reason-is-only-told
            2.5: ends-when-all-joined ends-with-its-timer ends-when-who-is-missing-expires expiry-ends-even-the-delay
              absent-dynamic-member-goes absent-static-member-stays leader-that-joined-stays absent-leader-is-replaced
              nobody-joined-waits-on generation-plus-one nobody-left-is-empty sessions-start-anew all-owe-a-sync
              nothing-is-stored-yet pending-ids-stay
            2.6: first-member-waits-one-delay newcomer-extends-once rebalance-timeout-bounds-it
              all-joined-is-not-enough again-when-refilled all-left-is-empty-at-its-end no-delay
            2.7: expires-with-the-first-session expiry-ends-the-join-phase heartbeat-and-sync-are-refused may-leave
              holds-up-the-join-phase not-counted outlives-the-join-phase
            2.8: old-join-is-fenced old-sync-is-fenced keeps-its-assignment keeps-the-lead session-of-the-new-id
              stable-same-protocol-costs-nothing stable-leader-skips-the-assignment
              stable-old-version-hears-of-its-old-self stable-append-fails stable-other-protocol-rebalances
              preparing-counts-as-joined completing-rebalances metadata-alone known-id-is-like-any
              old-id-with-instance-is-fenced old-id-alone-is-unknown removed-by-expiry removed-by-sync-timer
              removed-by-leave removed-by-capacity sync-debt-is-the-new-ids
            2.9: order-of-checks check-0-says-protocol check-1-group-id check-2-group check-3-dead check-4-identity
              check-5-generation check-6-protocol loading-is-a-rebalance preparing-is-refused
              completing-follower-waits leader-answers-all nobody-hears-before-it-is-stored
              missing-member-gets-no-bytes unknown-member-is-ignored late-follower-is-served leaders-append-fails
              stable-is-answered stable-sync-is-no-sign-of-life timer-removes-who-owes timer-removes-the-leader-too
              timer-refuses-the-others-syncs timer-of-another-generation
            2.10: order-of-checks loading-is-well empty-knows-nobody preparing-is-told-and-heard
              completing-is-well-and-heard stable-is-well-and-heard refused-is-not-heard
            2.11: gone-is-ignored pending-id-is-dropped waiting-in-a-join-is-alive waiting-in-a-sync-is-alive
              new-member-may-expire-while-it-waits stable-rebalances completing-rebalances preparing-may-end
            2.12: first-member-leads kept-while-it-rejoins removed-leader-is-followed absent-leader-is-followed
              restart-keeps-the-lead candidates-are-what-all-offer most-votes-win even-vote
            2.13: newcomer-does leader-does changed-follower-does restart-that-changes-the-vote-does leave-does
              pending-id-that-leaves-does-not-here session-expiry-does sync-expiry-does too-large-on-load-does
              handing-out-an-id-does-not heartbeat-and-commit-do-not unchanged-follower-does-not
              unchanged-restart-does-not sync-does-not timeouts-alone-do-not topics-are-the-leaders-business
              pending-id-that-expires-does-not what-is-refused-does-not refused-for-room-does-not
            2.14: empty-has-room preparing-first-come preparing-waiting-member-may-ask-again else-members-and-room
              refused-member-is-removed removal-ends-no-join-phase pending-ids-take-no-room checked-on-load
            2.15: order-of-checks group-id-is-needed missing-group-is-told-each dead-is-refused-whole
              instance-alone-removes unknown-instance-alone pending-id-leaves others-are-identified
              parked-join-is-refused one-rebalance-for-all preparing-may-end delay-does-not-end
              last-member-empties-at-once old-versions-hear-it-at-the-top reason-is-only-told
            2.16: commit-to-a-missing-group commit-to-an-empty-group commit-order-of-checks commit-is-identified
              commit-without-identity commit-while-completing commit-is-a-heartbeat commit-of-the-old-generation
              commit-metadata-too-long commit-with-retention commit-without-group-id
              transactional-commit-is-identified transactional-commit-while-completing
              transactional-commit-without-identity transactional-commit-to-a-missing-group transaction-committed
              transaction-aborted newer-commit-stays fetch-of-a-missing-group fetch-of-all fetch-stable
              fetch-waits-for-appends offset-delete-of-a-missing-group offset-delete-of-other-types
              offset-delete-of-a-read-topic offset-delete-of-an-unknown-subscription offset-delete-removes
              delete-group-verdicts delete-group-with-all-offsets describe-missing describe-stable
              describe-others-without-metadata list-by-state list-by-type list-of-simple-groups
              expiry-of-an-empty-group expiry-of-a-stable-group expiry-of-a-simple-group no-expiry-while-rebalancing
              no-expiry-of-other-types no-expiry-of-open-transactions expiry-at-its-own-time expiry-of-the-group
              expiry-of-deleted-partitions expiry-table
            2.17: too-few-replicas leader-elsewhere too-large other-errors
            6: defaults-of-the-coordinator defaults-of-clients bounds-of-the-config
              session-timeout-bounds-are-inclusive no-delay-is-at-once
            7.1: group-record-of-a-new-group group-record-of-an-assignment group-record-of-a-restart
              group-record-of-an-empty-group group-tombstone-when-deleted group-tombstone-when-expired
              offset-record-and-tombstone tombstone-of-the-unknown offset-makes-a-group every-field-is-kept
            7.2: pending-ids-are-lost parked-requests-are-lost unsynced-generation-is-lost timers-start-afresh
              removed-member-is-back
            7.3: members-are-stable none-is-empty own-session-each too-large-rebalances requests-while-loading
            7.4: offsets-are-taken-back new-group-is-taken-back leaders-sync-is-taken-back restart-is-taken-back
              expiry-is-taken-back
            7.5: every-protocol-is-kept
            """;

    private static final Pattern RULE =
            Pattern.compile("reference ((?:\\d+(?:\\.\\d+)? [a-z0-9]+(?:-[a-z0-9]+)+(?:, and |, | and )?)+)");

    @Test
    void everyRuleOfTheClassicCoordinator_isCited() throws IOException {
        assertThat(Citations.inAllTests(RULE).keySet())
                .as("cited are all rules, and no others")
                .containsExactlyInAnyOrderElementsOf(rules());
    }

    @Test
    void citations_ofAllForms_areRead() {
        assertThat(Citations.in(
                        "// reference 2.1 empty-on-load, 2.12\n    // even-vote: as in (reference 6 no-delay)", RULE))
                .containsExactly("2.1 empty-on-load", "2.12 even-vote", "6 no-delay");
        assertThat(Citations.in("in the order of reference 2.9, then; reference 2.4, check 3", RULE))
                .isEmpty();
    }

    private static List<String> rules() {
        List<String> rules = new ArrayList<>();
        String section = "";
        for (String word : RULES.trim().split("\\s+")) {
            if (word.endsWith(":")) {
                section = word.substring(0, word.length() - 1);
            } else {
                rules.add(section + " " + word);
            }
        }
        assertThat(rules).doesNotHaveDuplicates();
        return rules;
    }
}

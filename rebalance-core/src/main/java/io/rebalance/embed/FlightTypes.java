package io.rebalance.embed;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The types of events that a recording has, as the JDK's Flight Recorder wants them: it reads the fields by itself. */
final class FlightTypes {

    private FlightTypes() {}

    @Name("io.rebalance.Generation")
    @Label("Generation")
    @Category("Rebalance")
    @Description("A rebalance of a consumer group, from its first cause until every member had asked for its part")
    @StackTrace(false)
    static final class Generation extends Event {

        @Label("Group")
        @Nullable
        String group;

        @Label("Generation")
        int generation;

        @Label("Members")
        int members;

        @Label("Protocol")
        @Description("The protocol that the members chose; none if there are no members")
        @Nullable
        String protocol;

        @Label("Leader")
        @Description("The member that assigns; none if the coordinator does")
        @Nullable
        String leader;

        @Label("Causes")
        @Nullable
        String causes;

        @Label("Join Phase")
        @Timespan(Timespan.MILLISECONDS)
        long joinPhase;

        @Label("Assign Phase")
        @Description("From the beginning of the generation until its assignment was known; negative if it never was")
        @Timespan(Timespan.MILLISECONDS)
        long assignPhase = -1;

        @Label("Settle Phase")
        @Description("From the assignment until the last member had asked for its part; negative if one never did")
        @Timespan(Timespan.MILLISECONDS)
        long settlePhase = -1;

        @Label("Partitions Moved")
        @Description("How many partitions have another owner than before; -1 if that is not known")
        int partitionsMoved = -1;

        @Label("Partitions Withheld")
        @Description("How many partitions nobody has until their old owners let go of them")
        int partitionsWithheld;

        @Label("First Moves")
        @Description("The first ten partitions that moved, with whose they were and whose they are")
        @Nullable
        String firstMoves;

        @Label("Settled")
        @Description("Whether the generation settled; if not, another rebalance cut it short")
        boolean settled;
    }

    @Name("io.rebalance.MemberRemoved")
    @Label("Member Removed")
    @Category("Rebalance")
    @StackTrace(false)
    static final class MemberRemoved extends Event {

        @Label("Group")
        @Nullable
        String group;

        @Label("Member")
        @Nullable
        String member;

        @Label("Reason")
        @Nullable
        String reason;

        @Label("Detail")
        @Description("What the client says of it")
        @Nullable
        String detail;
    }

    @Name("io.rebalance.StoreFailed")
    @Label("Store Failed")
    @Category("Rebalance")
    @Description("The log refused records, and what they were of was taken back")
    @StackTrace(false)
    static final class StoreFailed extends Event {

        @Label("Error")
        @Nullable
        String error;

        @Label("Outcomes Taken Back")
        int outcomes;

        @Label("Requests Refused")
        int requests;
    }

    @Name("io.rebalance.AssignorFailed")
    @Label("Assignor Failed")
    @Category("Rebalance")
    @Description("An assignor failed, and the leader assigns instead")
    @StackTrace(false)
    static final class AssignorFailed extends Event {

        @Label("Group")
        @Nullable
        String group;

        @Label("Protocol")
        @Nullable
        String protocol;

        @Label("Detail")
        @Nullable
        String detail;
    }
}

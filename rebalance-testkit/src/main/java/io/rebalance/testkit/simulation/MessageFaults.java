package io.rebalance.testkit.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes wrong with which message: as chance has it, or as a list says. */
interface MessageFaults {

    /** What happens to the how manieth request of a process, or to the answer to it; null: nothing. */
    @Nullable
    Fault of(int who, long number, boolean isAnswer);

    /** So many of a thousand, by the seed. */
    static MessageFaults byChance(long seed, int perThousand) {
        FaultKind[] ofRequests = {FaultKind.REQUEST_LOST, FaultKind.REQUEST_DOUBLED, FaultKind.REQUEST_DELAYED};
        FaultKind[] ofAnswers = {FaultKind.ANSWER_LOST, FaultKind.ANSWER_DOUBLED, FaultKind.ANSWER_DELAYED};
        return (who, number, isAnswer) -> {
            long bits = Dice.bits(seed, 1 + who, number, isAnswer ? 1 : 0);
            if (Dice.below(1000, bits) >= perThousand) {
                return null;
            }
            long more = Dice.bits(seed, -1 - who, number, isAnswer ? 1 : 0);
            FaultKind kind = (isAnswer ? ofAnswers : ofRequests)[Dice.below(3, more)];
            // most are a little late, some very
            long delayMs = Dice.below(4, more << 7) == 0
                    ? Dice.between(1_000, 20_000, more << 3)
                    : Dice.between(1, 1_000, more << 3);
            return new Fault(kind, who, number, delayMs);
        };
    }

    /** What the list says, and nothing else. */
    static MessageFaults listed(List<Fault> faults) {
        Map<List<Object>, Fault> byMessage = new HashMap<>();
        for (Fault fault : faults) {
            if (fault.kind().isOfMessage()) {
                byMessage.put(List.of(fault.who(), fault.at(), fault.kind().isOfAnswer()), fault);
            }
        }
        return (who, number, isAnswer) -> byMessage.get(List.<Object>of(who, number, isAnswer));
    }
}

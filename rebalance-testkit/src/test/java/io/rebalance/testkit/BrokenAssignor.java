package io.rebalance.testkit;

import static io.rebalance.testkit.AssignorLaw.BALANCED;
import static io.rebalance.testkit.AssignorLaw.COMPLETE;
import static io.rebalance.testkit.AssignorLaw.CONVERGES;
import static io.rebalance.testkit.AssignorLaw.DETERMINISTIC;
import static io.rebalance.testkit.AssignorLaw.FAIR;
import static io.rebalance.testkit.AssignorLaw.FIXED_POINT;
import static io.rebalance.testkit.AssignorLaw.ORDER_FREE;
import static io.rebalance.testkit.AssignorLaw.PURE;
import static io.rebalance.testkit.AssignorLaw.STICKY;
import static io.rebalance.testkit.AssignorLaw.SUBSCRIBED;
import static io.rebalance.testkit.AssignorLaw.TOPIC_BALANCED;
import static io.rebalance.testkit.AssignorLaw.TOTAL;
import static io.rebalance.testkit.AssignorLaw.WELL_FORMED;

import io.rebalance.assignor.Assignment;
import io.rebalance.assignor.AssignmentInput;
import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.AssignorException;
import io.rebalance.assignors.RoundRobinAssignor;
import io.rebalance.assignors.StickyAssignor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Assignors with one defect each, and the laws that it breaks; mostly sticky ones, which keep all laws but TOPIC_BALANCED. */
enum BrokenAssignor {
    THROWS_WHERE_CONTESTED(Throwing::new, TOTAL),
    HAS_NO_ANSWER_TO_AN_EMPTY_GROUP(Silent::new, TOTAL),
    COUNTS_MEMBERS_FROM_ONE(OffByOne::new, WELL_FORMED),
    HAS_AN_OWNER_TOO_MANY(TooLong::new, WELL_FORMED),
    KEEPS_WHO_SUBSCRIBES_NO_MORE(Faithful::new, SUBSCRIBED, FAIR),
    FORGETS_WHO_IS_ALONE(Forgetful::new, COMPLETE),
    CHANGES_ITS_MIND(Fickle::new, DETERMINISTIC),
    COMPARES_IDS_BY_OBJECT(Identical::new, ORDER_FREE),
    SHARES_ITS_ANSWERS(Sharing::new, PURE),
    KEEPS_ITS_INPUT(Keeping::new, PURE),
    KEEPS_ITS_FIRST_ANSWERS(Caching::new, PURE),
    TAKES_NOTHING_AWAY(Lazy::new, BALANCED, FAIR),
    TRADES_BALANCE_FOR_MOVES(() -> new Named(new StickyAssignor().withSlack(2)), BALANCED, FAIR, STICKY),
    LOOKS_AT_ALL_TOPICS_AT_ONCE(() -> new Named(new StickyAssignor())),
    DEALS_ROUND_IF_UNEQUAL(Dealing::new, FAIR),
    MOVES_WHAT_IS_SETTLED(Restless::new, FIXED_POINT, CONVERGES),
    BEGINS_ANEW_FOR_A_NEWCOMER(Welcoming::new, STICKY),
    BEGINS_ANEW_HALFWAY(Halfway::new, CONVERGES);

    private final Supplier<Assignor> assignors;
    private final Set<AssignorLaw> broken;

    BrokenAssignor(Supplier<Assignor> assignors, AssignorLaw... broken) {
        this.assignors = assignors;
        this.broken = EnumSet.of(TOPIC_BALANCED, broken);
    }

    Supplier<Assignor> assignors() {
        return assignors;
    }

    /** The laws that it breaks, and no other. */
    Set<AssignorLaw> broken() {
        return broken;
    }

    private static final Assignor STICKY_ONE = new StickyAssignor();
    private static final Assignor ROUND_ROBIN = new RoundRobinAssignor();

    private static Assignment anew(AssignmentInput input) throws AssignorException {
        return STICKY_ONE.assign(SampleGroup.of(input).claiming(List.of()).input());
    }

    private static int[] owners(Assignment assignment) {
        return IntStream.range(0, assignment.partitionCount())
                .map(assignment::ownerOf)
                .toArray();
    }

    private static long ownedCount(AssignmentInput input) {
        return IntStream.range(0, input.partitionCount())
                .filter(p -> input.previousOwnerOf(p) >= 0)
                .count();
    }

    private record Named(Assignor assignor) implements Assignor {
        @Override
        public String name() {
            return "named";
        }

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            return assignor.assign(input);
        }
    }

    private abstract static class Defect implements Assignor {
        @Override
        public String name() {
            return "defect";
        }
    }

    private static final class Throwing extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            for (int p = 0; p < input.partitionCount(); p++) {
                if (input.previousOwnerOf(p) == AssignmentInput.CONTESTED) {
                    throw new IllegalStateException("two owners");
                }
            }
            return STICKY_ONE.assign(input);
        }
    }

    private static final class Silent extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            return input.memberCount() == 0 ? null : STICKY_ONE.assign(input);
        }
    }

    private static final class OffByOne extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            int[] owners = owners(STICKY_ONE.assign(input));
            if (owners.length > 2) {
                owners[2] += owners[2] == input.memberCount() - 1 ? 1 : 0;
            }
            return Assignment.of(owners);
        }
    }

    private static final class TooLong extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            Assignment assignment = STICKY_ONE.assign(input);
            return input.memberCount() < 3
                    ? assignment
                    : Assignment.of(Arrays.copyOf(owners(assignment), input.partitionCount() + 1));
        }
    }

    private static final class Faithful extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            int[] owners = owners(STICKY_ONE.assign(input));
            for (int p = 0; p < owners.length; p++) {
                int owner = input.previousOwnerOf(p);
                if (owner >= 0 && !Answer.subscribes(input, owner, Answer.topicOf(input, p))) {
                    owners[p] = owner;
                }
            }
            return Assignment.of(owners);
        }
    }

    private static final class Forgetful extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            int[] owners = owners(STICKY_ONE.assign(input));
            if (input.memberCount() == 1) {
                Arrays.fill(owners, AssignmentInput.NONE);
            }
            return Assignment.of(owners);
        }
    }

    private static final class Fickle extends Defect {
        private AssignmentInput last;

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            boolean isAgain = input == last;
            last = input;
            return isAgain ? ROUND_ROBIN.assign(input) : STICKY_ONE.assign(input);
        }
    }

    private static final class Identical extends Defect {
        private String lastId = "";

        @Override
        @SuppressWarnings("ReferenceEquality") // the defect
        public Assignment assign(AssignmentInput input) throws AssignorException {
            String id = input.memberCount() == 0 ? "" : input.memberId(0);
            boolean isOther = id.equals(lastId) && id != lastId;
            lastId = id;
            return isOther ? ROUND_ROBIN.assign(input) : STICKY_ONE.assign(input);
        }
    }

    private static final class Sharing extends Defect {
        private int[] shared = {};

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            int[] owners = owners(STICKY_ONE.assign(input));
            if (shared.length != owners.length) {
                shared = owners;
            }
            System.arraycopy(owners, 0, shared, 0, owners.length);
            return Assignment.of(shared);
        }
    }

    private static final class Keeping extends Defect {
        private AssignmentInput last;
        private int most;

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            most = Math.max(most, last == null ? 0 : last.memberCount());
            last = input;
            return STICKY_ONE.assign(input);
        }
    }

    private static final class Caching extends Defect {
        private final Map<String, Assignment> first = new TreeMap<>();

        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            SampleGroup unclaimed = SampleGroup.of(input).claiming(List.of());
            Assignment assignment = first.get(unclaimed.toText());
            if (assignment == null) {
                assignment = STICKY_ONE.assign(input);
                first.put(unclaimed.toText(), assignment);
            }
            return assignment;
        }
    }

    private static final class Lazy extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            if (!input.isHomogeneous() || input.memberCount() == 0) {
                return STICKY_ONE.assign(input);
            }
            int[] loads = new int[input.memberCount()];
            int[] owners = new int[input.partitionCount()];
            for (int p = 0; p < owners.length; p++) {
                owners[p] = Math.max(input.previousOwnerOf(p), AssignmentInput.NONE);
                if (owners[p] >= 0) {
                    loads[owners[p]]++;
                }
            }
            for (int p = 0; p < owners.length; p++) {
                if (owners[p] == AssignmentInput.NONE) {
                    owners[p] = IntStream.range(0, loads.length)
                            .boxed()
                            .min(Comparator.comparing(m -> loads[m]))
                            .orElseThrow();
                    loads[owners[p]]++;
                }
            }
            return Assignment.of(owners);
        }
    }

    private static final class Dealing extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            return (input.isHomogeneous() ? STICKY_ONE : ROUND_ROBIN).assign(input);
        }
    }

    private static final class Restless extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            boolean isSettled = !input.isHomogeneous() && ownedCount(input) == input.partitionCount();
            int[] owners = owners(STICKY_ONE.assign(input));
            // two subscribers of a topic swap what they have of it
            for (int p = 0; isSettled && p < owners.length; p++) {
                for (int q = p + 1; q < owners.length; q++) {
                    if (owners[p] != owners[q] && Answer.topicOf(input, p) == Answer.topicOf(input, q)) {
                        int owner = owners[p];
                        owners[p] = owners[q];
                        owners[q] = owner;
                        return Assignment.of(owners);
                    }
                }
            }
            return Assignment.of(owners);
        }
    }

    private static final class Welcoming extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            boolean isSettled = input.isHomogeneous()
                    && ownedCount(input) == input.partitionCount()
                    && input.partitionCount() >= input.memberCount();
            boolean isSomebodyNew = IntStream.range(0, input.memberCount())
                    .anyMatch(m ->
                            IntStream.range(0, input.partitionCount()).allMatch(p -> input.previousOwnerOf(p) != m));
            return isSettled && isSomebodyNew ? anew(input) : STICKY_ONE.assign(input);
        }
    }

    private static final class Halfway extends Defect {
        @Override
        public Assignment assign(AssignmentInput input) throws AssignorException {
            long owned = ownedCount(input);
            boolean isHalfway = !input.isHomogeneous() && owned > 0 && owned < input.partitionCount();
            return isHalfway ? anew(input) : STICKY_ONE.assign(input);
        }
    }
}

package io.rebalance.differential;

import io.rebalance.differential.Client.Stage;
import io.rebalance.differential.Operation.Claim;
import io.rebalance.differential.Operation.Commit;
import io.rebalance.differential.Operation.CommitInTransaction;
import io.rebalance.differential.Operation.DeleteGroup;
import io.rebalance.differential.Operation.DeleteOffsets;
import io.rebalance.differential.Operation.Describe;
import io.rebalance.differential.Operation.EndTransaction;
import io.rebalance.differential.Operation.Era;
import io.rebalance.differential.Operation.Fetch;
import io.rebalance.differential.Operation.Handing;
import io.rebalance.differential.Operation.Heartbeat;
import io.rebalance.differential.Operation.Join;
import io.rebalance.differential.Operation.Leave;
import io.rebalance.differential.Operation.Leaver;
import io.rebalance.differential.Operation.ListGroups;
import io.rebalance.differential.Operation.Oversleep;
import io.rebalance.differential.Operation.Pass;
import io.rebalance.differential.Operation.PassUntilDue;
import io.rebalance.differential.Operation.Sync;
import io.rebalance.differential.Operation.Tag;
import io.rebalance.differential.Operation.Who;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Thinks of what happens next: mostly what clients that keep to the protocol would do, so that groups get somewhere, and
 * in between what nobody should do.
 */
final class Author {

    /** Short, so that a text may well be too long. */
    private static final int MAX_OFFSET_METADATA = 8;

    private final SplittableRandom random;
    private final int wildness;
    private final boolean isStatic;
    private final int groups;
    private final int clients;
    private final Deque<Operation> planned = new ArrayDeque<>();

    Author(long seed) {
        random = new SplittableRandom(seed);
        wildness = List.of(5, 20, 20, 45).get(random.nextInt(4));
        isStatic = random.nextInt(2) == 0;
        groups = random.nextInt(4) == 0 ? 2 : 1;
        clients = 2 + random.nextInt(Cast.CLIENTS - 1);
    }

    /** How the coordinators of this sequence are set up. */
    Setting setting() {
        int maxSize = random.nextInt(4) == 0 ? 2 + random.nextInt(3) : Integer.MAX_VALUE;
        int takeovers = random.nextInt(10) == 0 ? 3 : Setting.MANY;
        return new Setting(
                random.nextInt(3) == 0 ? 3_000 : 0,
                maxSize,
                takeovers,
                MAX_OFFSET_METADATA,
                random.nextInt(3) == 0 ? 1 : Setting.A_WEEK);
    }

    Operation next(Cast cast) {
        if (planned.isEmpty()) {
            plan(cast);
        }
        return planned.removeFirst();
    }

    private void plan(Cast cast) {
        int dice = random.nextInt(100);
        int group = random.nextInt(groups * 3) == 0 ? groups - 1 : 0;
        if (dice < 18) {
            planTime(cast, group);
        } else if (dice < 18 + wildness) {
            planned.add(wild(group));
        } else {
            planned.add(proper(cast, group, client()));
        }
    }

    private void planTime(Cast cast, int group) {
        int dice = random.nextInt(100);
        if (dice < 50) {
            // everybody shows signs of life first, or most
            int silent = random.nextInt(3 * clients);
            for (int client = 0; client < clients; client++) {
                Stage stage = cast.client(group, client).stage;
                if (client != silent && (stage == Stage.SYNCED || stage == Stage.JOINED)) {
                    planned.add(new Heartbeat(group, client, Who.OWN, Tag.OWN, Era.TOLD));
                }
            }
        }
        if (dice < 60) {
            planned.add(new Pass(1 + random.nextInt(dice < 40 ? 3_500 : 12_000)));
        } else if (dice < 95) {
            planned.add(new PassUntilDue(random.nextInt(3) - 1));
        } else {
            planned.add(new Oversleep(random.nextInt(25_000)));
        }
    }

    private Operation proper(Cast cast, int group, int index) {
        Client client = cast.client(group, index);
        return switch (client.stage) {
            case OUT -> properJoin(group, index, client);
            case JOINED -> new Sync(group, index, Who.OWN, Tag.OWN, Era.TOLD, claim(), Handing.AS_DUE);
            case JOINING, SYNCING -> whileItWaits(cast, group, index);
            case SYNCED -> work(group, index);
        };
    }

    /** Somebody who can go on does; if nobody can, time does. */
    private Operation whileItWaits(Cast cast, int group, int index) {
        if (random.nextInt(20) == 0) {
            return wild(group);
        }
        for (int other = index + 1; other < index + clients; other++) {
            Client client = cast.client(group, other % clients);
            if (client.stage == Stage.OUT || client.stage == Stage.JOINED) {
                return proper(cast, group, other % clients);
            }
        }
        return random.nextInt(10) == 0
                ? new Fetch(group, random.nextBoolean(), random.nextBoolean())
                : new PassUntilDue(0);
    }

    private Operation properJoin(int group, int index, Client client) {
        boolean isKnown = !client.memberId.isEmpty();
        Tag tag = client.instanceId != null || isKnown ? Tag.OWN : newTag();
        boolean isFirst = !isKnown && client.instanceId == null;
        return new Join(
                group,
                index,
                Who.OWN,
                tag,
                isFirst ? random.nextInt(5) : Join.SAME,
                isFirst || random.nextInt(8) == 0 ? random.nextInt(3) : Join.SAME,
                isFirst ? random.nextInt(Cast.TIMINGS.size()) : Join.SAME,
                isFirst ? 0 : Join.SAME,
                version());
    }

    private Tag newTag() {
        return isStatic && random.nextInt(2) == 0 ? tag() : Tag.NONE;
    }

    private Operation work(int group, int index) {
        int dice = random.nextInt(100);
        if (dice < 30) {
            return new Heartbeat(group, index, Who.OWN, Tag.OWN, Era.TOLD);
        }
        if (dice < 55) {
            return new Commit(group, index, Who.OWN, Tag.OWN, Era.TOLD, random.nextInt(3), random.nextInt(100), text());
        }
        if (dice < 70) {
            return new Join(group, index, Who.OWN, Tag.OWN, Join.SAME, Join.SAME, Join.SAME, Join.SAME, version());
        }
        if (dice < 82) {
            return new Join(
                    group,
                    index,
                    Who.OWN,
                    Tag.OWN,
                    random.nextInt(3) == 0 ? random.nextInt(5) : Join.SAME,
                    random.nextInt(3),
                    random.nextInt(3) == 0 ? random.nextInt(Cast.TIMINGS.size()) : Join.SAME,
                    Join.SAME,
                    version());
        }
        if (dice < 85) {
            return random.nextBoolean()
                    ? administration(group)
                    : new CommitInTransaction(
                            group,
                            index,
                            Who.OWN,
                            Tag.OWN,
                            Era.TOLD,
                            1 + random.nextInt(2),
                            random.nextInt(3),
                            random.nextInt(100));
        }
        if (dice < 89) {
            return new Leave(group, List.of(new Leaver(index, Who.OWN, Tag.OWN)));
        }
        if (dice < 93 && isStatic) {
            // its process restarts
            return new Join(
                    group, index, Who.NONE, Tag.OWN, Join.SAME, topicsSeldom(), Join.SAME, Join.SAME, version());
        }
        return new Sync(group, index, Who.OWN, Tag.OWN, Era.TOLD, claim(), Handing.NOTHING);
    }

    private int topicsSeldom() {
        return random.nextInt(4) == 0 ? random.nextInt(3) : Join.SAME;
    }

    private Operation wild(int group) {
        int index = client();
        return switch (random.nextInt(13)) {
            case 0, 1, 2 ->
                new Join(
                        group,
                        index,
                        who(),
                        anyTag(),
                        random.nextInt(3) == 0 ? random.nextInt(Cast.OFFERS.size()) : Join.SAME,
                        topicsSeldom(),
                        random.nextInt(3) == 0 ? random.nextInt(Cast.TIMINGS.size()) : Join.SAME,
                        random.nextInt(10) == 0 ? random.nextInt(3) : Join.SAME,
                        version());
            case 3, 4 ->
                new Sync(
                        group,
                        index,
                        who(),
                        anyTag(),
                        era(),
                        Claim.values()[random.nextInt(Claim.values().length)],
                        Handing.values()[random.nextInt(3)]);
            case 5, 6 -> new Heartbeat(group, index, who(), anyTag(), era());
            case 7 -> leave(group);
            case 8 -> new Commit(group, index, who(), anyTag(), era(), random.nextInt(3), random.nextInt(100), text());
            case 9 -> administration(group);
            case 10, 11 ->
                new CommitInTransaction(
                        group,
                        index,
                        who(),
                        anyTag(),
                        era(),
                        1 + random.nextInt(2),
                        random.nextInt(3),
                        random.nextInt(100));
            default -> new Fetch(group, random.nextBoolean(), random.nextBoolean());
        };
    }

    private Operation administration(int group) {
        return switch (random.nextInt(6)) {
            case 0 -> new DeleteGroup(group);
            case 1 -> new DeleteOffsets(group, random.nextInt(3));
            case 2 -> new Describe(group);
            case 3 -> new ListGroups(random.nextInt(ListGroups.STATES.size()));
            default -> new EndTransaction(1 + random.nextInt(2), random.nextBoolean());
        };
    }

    private Leave leave(int group) {
        List<Leaver> leavers = new ArrayList<>();
        for (int i = 1 + random.nextInt(2) * random.nextInt(3); i > 0; i--) {
            leavers.add(new Leaver(client(), who(), anyTag()));
        }
        return new Leave(group, leavers);
    }

    private int client() {
        return random.nextInt(clients);
    }

    private Who who() {
        return random.nextInt(2) == 0 ? Who.OWN : Who.values()[random.nextInt(Who.values().length)];
    }

    private Tag tag() {
        return List.of(Tag.S0, Tag.S1, Tag.S2).get(random.nextInt(3));
    }

    private Tag anyTag() {
        return !isStatic || random.nextInt(2) == 0 ? Tag.OWN : random.nextInt(3) == 0 ? Tag.NONE : tag();
    }

    private Era era() {
        return random.nextInt(2) == 0 ? Era.TOLD : Era.values()[random.nextInt(Era.values().length)];
    }

    private Claim claim() {
        return random.nextInt(4) == 0 ? Claim.NOTHING : Claim.RIGHT;
    }

    private int version() {
        return List.of(9, 9, 9, 8, 3).get(random.nextInt(5));
    }

    private int text() {
        return List.of(-1, 3, MAX_OFFSET_METADATA + 1).get(random.nextInt(3));
    }
}

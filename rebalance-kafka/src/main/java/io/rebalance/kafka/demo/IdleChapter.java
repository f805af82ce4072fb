package io.rebalance.kafka.demo;

import io.rebalance.kafka.demo.GroupStory.Style;
import io.rebalance.view.GroupEvent;
import io.rebalance.view.GroupEvent.IdleReason;
import io.rebalance.view.GroupEvent.MemberPart;
import java.time.Duration;
import java.util.List;

/** Five consumers on four partitions: one has nothing to do, and the coordinator knows why. */
final class IdleChapter implements Chapter {

    @Override
    public String title() {
        return "2. Five consumers, four partitions: one is idle, and it is said why";
    }

    @Override
    public String teaching() {
        return "A partition is never split, so a group has no use for more members than partitions. The fifth stays in"
                + " the group as a reserve. With Kafka it simply gets nothing; here the coordinator's event carries the"
                + " reason.";
    }

    @Override
    public void play(Stage stage) throws ChapterFailedException, InterruptedException {
        try (DemoGroup group = stage.group("payments", Style.FULL)) {
            for (int i = 1; i <= DemoGroup.PARTITIONS + 1; i++) {
                group.start(ConsumerSettings.of("c" + i));
            }
            group.awaitShares(Duration.ofSeconds(15), DemoGroup.PARTITIONS + 1, 1, 1, 1, 1);
            GroupEvent.Assigned assigned = group.story().assigned();
            List<MemberPart> idle = assigned == null
                    ? List.of()
                    : assigned.members().stream()
                            .filter(part -> part.partitions() == 0)
                            .toList();
            if (idle.size() != 1 || idle.get(0).idleReason() != IdleReason.MORE_MEMBERS_THAN_PARTITIONS) {
                throw new ChapterFailedException(
                        "one idle member was to be, for there are more members than partitions;"
                                + " the coordinator says " + idle);
            }
            group.awaitProgress(Duration.ofSeconds(10), 3);
            group.drain();
        }
    }
}

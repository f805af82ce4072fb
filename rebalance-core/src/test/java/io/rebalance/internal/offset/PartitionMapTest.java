package io.rebalance.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PartitionMapTest {

    @Property(tries = 500)
    void operations_any_equalThoseOfATree(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int spread) {
        SplittableRandom random = new SplittableRandom(seed);
        PartitionMap<String> map = new PartitionMap<>();
        TreeMap<Integer, String> model = new TreeMap<>();
        int stride = 1 << random.nextInt(24); // numbers that clash in their low bits
        for (int i = 0; i < 600; i++) {
            int partition = (random.nextInt(spread) * stride) & Integer.MAX_VALUE;
            if (random.nextInt(i % 300 < 150 ? 4 : 2) > 0) {
                String value = "v" + i;
                assertThat(map.put(partition, value)).isEqualTo(model.put(partition, value));
            } else {
                assertThat(map.remove(partition)).isEqualTo(model.remove(partition));
            }
            assertThat(map.get(partition)).isEqualTo(model.get(partition));
            assertThat(map.size()).isEqualTo(model.size());
        }
        assertThat(map.sorted())
                .containsExactly(model.keySet().stream().mapToInt(p -> p).toArray());
        TreeMap<Integer, String> visited = new TreeMap<>();
        map.forEach(visited::put);
        assertThat(visited).isEqualTo(model);
        assertThat(map.isEmpty()).isEqualTo(model.isEmpty());
    }
}

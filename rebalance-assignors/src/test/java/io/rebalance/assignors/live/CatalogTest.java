package io.rebalance.assignors.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogTest {

    private final Catalog catalog = new Catalog();

    @Test
    void places_veryManyTopicsComeBetweenTwo_areGivenOutOnce() {
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            catalog.put("t%05d".formatted(count - i), 1);
        }
        catalog.place();
        catalog.settle();

        assertThat(catalog.placedAnew).isEqualTo(count);
        assertThat(catalog.present().stream().map(topic -> topic.place))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(catalog.present())
                .allSatisfy(topic -> assertThat(catalog.at(topic.place)).isSameAs(topic));
    }

    @Test
    void places_usedUp_areLostUntilTheyAreGivenOutAnew() {
        catalog.put("b", 1);
        catalog.settle();
        for (int i = 99; !catalog.hasLost(); i--) {
            catalog.put("a%02d".formatted(i), 1);
        }
        catalog.remove("b");
        catalog.put("a00", 1);
        catalog.place();
        catalog.settle();

        assertThat(catalog.hasLost()).isFalse();
        assertThat(catalog.present().stream().map(topic -> topic.place))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(catalog.get("a00")).isSameAs(catalog.at(catalog.get("a00").place));
    }
}

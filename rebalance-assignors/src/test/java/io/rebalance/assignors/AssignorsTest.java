package io.rebalance.assignors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebalance.assignor.Assignor;
import io.rebalance.assignor.RebalanceMode;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class AssignorsTest {

    @Test
    void all_ofThem_haveTheNamesAndModesOfKafka() {
        assertThat(Assignors.all())
                .extracting(assignor -> assignor.name() + " " + assignor.mode())
                .containsExactly(
                        "range EAGER",
                        "roundrobin EAGER",
                        "sticky EAGER",
                        "cooperative-sticky COOPERATIVE",
                        "uniform COOPERATIVE");
    }

    @Test
    void serviceLoader_onTheClassPath_findsThemAll() {
        assertThat(ServiceLoader.load(Assignor.class))
                .extracting(Assignor::name)
                .containsExactlyElementsOf(
                        Assignors.all().stream().map(Assignor::name).toList());
    }

    @Test
    void named_aKnownName_isTheAssignor() {
        assertThat(Assignors.named("cooperative-sticky")).isInstanceOf(CooperativeStickyAssignor.class);
        assertThat(Assignors.named("cooperative-sticky").mode()).isEqualTo(RebalanceMode.COOPERATIVE);
    }

    @Test
    void named_anUnknownName_isRefused() {
        assertThatThrownBy(() -> Assignors.named("Range"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must be one of range, roundrobin, sticky, cooperative-sticky, uniform, was Range");
    }
}

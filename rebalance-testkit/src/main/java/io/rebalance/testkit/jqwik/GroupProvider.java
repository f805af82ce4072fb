package io.rebalance.testkit.jqwik;

import io.rebalance.assignor.AssignmentInput;
import io.rebalance.testkit.SampleGroup;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** What jqwik asks for parameters {@code @ForAll SampleGroup} and {@code @ForAll AssignmentInput}. It finds this by itself. */
public final class GroupProvider implements ArbitraryProvider {

    /** Called by jqwik. */
    public GroupProvider() {}

    @Override
    public boolean canProvideFor(TypeUsage targetType) {
        return targetType.isOfType(SampleGroup.class) || targetType.isOfType(AssignmentInput.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
        GroupArbitrary groups = GroupArbitrary.any();
        return Set.of(targetType.isOfType(SampleGroup.class) ? groups : groups.inputs());
    }
}

package io.rebalance.internal.group;

import io.rebalance.internal.kernel.Room;
import io.rebalance.internal.kernel.Step;
import io.rebalance.log.GroupRecord;
import io.rebalance.log.RecordKey;
import io.rebalance.log.RecordValue;
import io.rebalance.log.RecordValue.ClassicMember;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The groups by id: what is stored of them, and apart from it what lives. */
public final class GroupTable implements Room<RecordKey.Group, RecordValue.ClassicGroup> {

    private final TreeMap<String, RecordValue.ClassicGroup> stored = new TreeMap<>();
    private final Map<String, Group> living = new HashMap<>(); // for look-ups; its order reaches nobody

    @Override
    public RecordValue.@Nullable ClassicGroup apply(RecordKey.Group key, RecordValue.@Nullable ClassicGroup value) {
        return value == null ? stored.remove(key.groupId()) : stored.put(key.groupId(), value);
    }

    @Override
    public Stream<GroupRecord> snapshot() {
        return stored.entrySet().stream().map(e -> new GroupRecord(new RecordKey.Group(e.getKey()), e.getValue()));
    }

    /** What is stored of the group, or null. */
    public RecordValue.@Nullable ClassicGroup stored(String groupId) {
        return stored.get(groupId);
    }

    /** All that is stored, by group id. Unmodifiable. */
    public Map<String, RecordValue.ClassicGroup> stored() {
        return Collections.unmodifiableMap(stored);
    }

    /** Makes the members of all stored groups out of what {@code shared} gives for them, which must be equal. */
    public void shareMembers(UnaryOperator<ClassicMember> shared) {
        stored.replaceAll((groupId, group) -> new RecordValue.ClassicGroup(
                group.protocolType(),
                group.protocolName(),
                group.generationId(),
                group.leader(),
                group.coordinatorAssigned(),
                group.stateSinceMs(),
                group.members().stream().map(shared).toList()));
    }

    /** The group, or null. */
    public @Nullable Group find(String groupId) {
        return living.get(groupId);
    }

    /** How many groups there are. */
    public int size() {
        return living.size();
    }

    /** Adds a group of an id that has none. */
    public void add(Step step, Group group) {
        living.put(group.groupId(), group);
        step.inverse(() -> living.remove(group.groupId()));
    }

    /** Removes a group that is stopped. What is stored of it is for the caller to remove. */
    public void remove(Step step, Group group) {
        living.remove(group.groupId());
        step.inverse(() -> living.put(group.groupId(), group));
    }

    /** Whether there are no groups. */
    public boolean isEmpty() {
        return living.isEmpty();
    }

    /** All groups, by id. */
    public Collection<Group> all() {
        return new TreeMap<>(living).values();
    }
}

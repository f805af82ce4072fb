package io.rebalance.protocol;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A member as its leader sees it.
 *
 * @param memberId its id
 * @param groupInstanceId its instance id, or null for a dynamic member
 * @param metadata what it says about itself under the chosen protocol
 */
public record JoinedMember(String memberId, @Nullable String groupInstanceId, Bytes metadata) {

    /** @throws NullPointerException if {@code memberId} or {@code metadata} is null */
    public JoinedMember {
        Objects.requireNonNull(memberId, "memberId");
        Objects.requireNonNull(metadata, "metadata");
    }
}

package io.rebalance.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is gone.
 *
 * @param error the verdict on the request as a whole; {@code NONE} even if no member of it could leave
 * @param members one verdict a leaver, in the order of the request
 */
public record LeaveGroupResponse(ErrorCode error, List<Left> members) implements GroupResponse {

    /** @throws NullPointerException if an argument is null */
    public LeaveGroupResponse {
        Objects.requireNonNull(error, "error");
        members = Lists.copyOf(members, "members");
    }

    /**
     * The verdict on one leaver.
     *
     * @param memberId its id, as in the request
     * @param groupInstanceId its instance id, as in the request
     * @param error the verdict
     */
    public record Left(String memberId, @Nullable String groupInstanceId, ErrorCode error) {

        /** @throws NullPointerException if {@code memberId} or {@code error} is null */
        public Left {
            Objects.requireNonNull(memberId, "memberId");
            Objects.requireNonNull(error, "error");
        }
    }
}

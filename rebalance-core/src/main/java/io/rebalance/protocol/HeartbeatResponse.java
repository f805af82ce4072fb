package io.rebalance.protocol;

import java.util.Arrays;
import java.util.Objects;

/**
 * Whether the member's generation still lives.
 *
 * @param error the verdict; {@link ErrorCode#REBALANCE_IN_PROGRESS} tells the member to join again
 */
public record HeartbeatResponse(ErrorCode error) implements GroupResponse {

    private static final HeartbeatResponse[] BY_ERROR =
            Arrays.stream(ErrorCode.values()).map(HeartbeatResponse::new).toArray(HeartbeatResponse[]::new);

    /** @throws NullPointerException if {@code error} is null */
    public HeartbeatResponse {
        Objects.requireNonNull(error, "error");
    }

    /** The response with this verdict. Allocates nothing. */
    public static HeartbeatResponse of(ErrorCode error) {
        return BY_ERROR[error.ordinal()];
    }
}

package io.rebalance.protocol;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Whether the member's generation still lives.
 *
 * @param error the verdict; {@link ErrorCode#REBALANCE_IN_PROGRESS} tells the member to join again
 */
public record HeartbeatResponse(ErrorCode error) implements GroupResponse {

    private static final Map<ErrorCode, HeartbeatResponse> BY_ERROR = new EnumMap<>(ErrorCode.class);

    static {
        for (ErrorCode error : ErrorCode.values()) {
            BY_ERROR.put(error, new HeartbeatResponse(error));
        }
    }

    /** @throws NullPointerException if {@code error} is null */
    public HeartbeatResponse {
        Objects.requireNonNull(error, "error");
    }

    /** The response with this verdict. Allocates nothing. */
    public static HeartbeatResponse of(ErrorCode error) {
        return Objects.requireNonNull(BY_ERROR.get(error), "error");
    }
}

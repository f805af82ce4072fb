package io.rebalance.protocol;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether the member's generation still lives.
 *
 * @param error the verdict; {@link ErrorCode#REBALANCE_IN_PROGRESS} tells the member to join again
 */
public record HeartbeatResponse(ErrorCode error) implements GroupResponse {

    private static final Map<ErrorCode, HeartbeatResponse> BY_ERROR = new EnumMap<>(
            Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(Function.identity(), HeartbeatResponse::new)));

    /** @throws NullPointerException if {@code error} is null */
    public HeartbeatResponse {
        Objects.requireNonNull(error, "error");
    }

    /** The response with this verdict. Allocates nothing. */
    public static HeartbeatResponse of(ErrorCode error) {
        return Objects.requireNonNull(BY_ERROR.get(error));
    }
}

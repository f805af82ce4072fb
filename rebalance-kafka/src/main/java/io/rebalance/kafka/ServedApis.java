package io.rebalance.kafka;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;

/**
 * The APIs that are advertised, and so are served, each in the whole range of its stable versions. As a broker does,
 * this one lies about Produce 0 to 2: old clients ask for them and never use them (KAFKA-18659).
 *
 * <p>Not TxnOffsetCommit, though the groups can do it: before it a producer asks a transaction coordinator, and there is
 * none here.
 */
final class ServedApis {

    static final Set<ApiKeys> KEYS = EnumSet.of(
            ApiKeys.PRODUCE,
            ApiKeys.FETCH,
            ApiKeys.LIST_OFFSETS,
            ApiKeys.METADATA,
            ApiKeys.OFFSET_COMMIT,
            ApiKeys.OFFSET_FETCH,
            ApiKeys.FIND_COORDINATOR,
            ApiKeys.JOIN_GROUP,
            ApiKeys.HEARTBEAT,
            ApiKeys.LEAVE_GROUP,
            ApiKeys.SYNC_GROUP,
            ApiKeys.DESCRIBE_GROUPS,
            ApiKeys.LIST_GROUPS,
            ApiKeys.DELETE_GROUPS,
            ApiKeys.OFFSET_DELETE,
            ApiKeys.API_VERSIONS,
            ApiKeys.INIT_PRODUCER_ID,
            ApiKeys.OFFSET_FOR_LEADER_EPOCH,
            ApiKeys.DESCRIBE_CLUSTER);

    private ServedApis() {}

    /** @throws GarbageException if requests of this API and version are not answered at all */
    static void requireServed(ApiKeys api, short version) throws GarbageException {
        // a version of ApiVersions that nobody knows is answered too: that is how versions are negotiated
        boolean served = KEYS.contains(api) && (api == ApiKeys.API_VERSIONS || api.isVersionEnabled(version, false));
        if (!served) {
            throw new GarbageException(api.name + " " + version + " is not served");
        }
    }

    static AbstractResponse answer(ApiVersionsRequest request) {
        if (request.hasUnsupportedRequestVersion()) {
            return request.getErrorResponse(0, Errors.UNSUPPORTED_VERSION.exception());
        }
        if (!request.isValid()) {
            return request.getErrorResponse(0, Errors.INVALID_REQUEST.exception());
        }
        return new ApiVersionsResponse(new ApiVersionsResponseData()
                .setApiKeys(ApiVersionsResponse.collectApis(ListenerType.BROKER, KEYS, false)));
    }
}

package io.rebalance.internal.classic;

import io.rebalance.internal.group.Once;
import io.rebalance.log.RecordValue.ClassicMember;
import io.rebalance.log.RecordValue.Unreleased;
import io.rebalance.protocol.Bytes;
import io.rebalance.protocol.JoinGroupRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What members say about themselves when they join; what many of them say alike is kept once. */
final class Said {

    private final Once once = new Once();
    private final int maxTextChars;

    /** @param maxTextChars how much is kept of texts that are for people to read */
    Said(int maxTextChars) {
        this.maxTextChars = maxTextChars;
    }

    /** What a new member says. */
    ClassicMember by(String memberId, JoinGroupRequest request) {
        return shared(said(memberId, request.groupInstanceId(), request, Bytes.EMPTY, List.of()));
    }

    /**
     * What is known of a member that joins again: who it is, what it says now, and what it was given. For one that says
     * something new: of one generation more that is kept of the group, everybody's words must not be kept once more.
     */
    ClassicMember again(ClassicMember member, JoinGroupRequest request) {
        return shared(
                said(member.memberId(), member.groupInstanceId(), request, member.assignment(), member.unreleased()));
    }

    /** Whether all else than what it offers is as the member said before. */
    boolean isTheRestSame(ClassicMember member, JoinGroupRequest request) {
        return member.sessionTimeoutMs() == request.sessionTimeoutMs()
                && member.rebalanceTimeoutMs() == rebalanceTimeoutMs(request)
                && member.isOf(cut(request.clientId()), cut(request.clientHost()));
    }

    /** What is known of a static member that restarted: what its new process says, and what the old one was given. */
    ClassicMember restarted(ClassicMember old, String memberId, JoinGroupRequest request) {
        return shared(said(memberId, old.groupInstanceId(), request, old.assignment(), old.unreleased()));
    }

    /** The same value, made of what others said. */
    ClassicMember shared(ClassicMember member) {
        return member.with(once);
    }

    /** The same text, as others said it. */
    String shared(String text) {
        return once.text(text);
    }

    private ClassicMember said(
            String memberId,
            @Nullable String instanceId,
            JoinGroupRequest request,
            Bytes assignment,
            List<Unreleased> unreleased) {
        return new ClassicMember(
                memberId,
                instanceId,
                cut(request.clientId()),
                cut(request.clientHost()),
                request.sessionTimeoutMs(),
                rebalanceTimeoutMs(request),
                request.protocols(),
                assignment,
                unreleased);
    }

    /** The first version of JoinGroup has no rebalance timeout: field failure A8. */
    private static int rebalanceTimeoutMs(JoinGroupRequest request) {
        return request.rebalanceTimeoutMs() < 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs();
    }

    private String cut(String text) {
        return text.length() <= maxTextChars ? text : text.substring(0, maxTextChars);
    }
}

package io.rebalance.internal.group;

/**
 * From when on the offsets of a group grow old, unless they have a time of expiry of their own.
 *
 * @kip 211
 */
public enum Aging {
    /** They do not: the group works, or is about to. */
    NEVER,
    /** Since the group has no members. */
    SINCE_EMPTY,
    /** Since each was committed: the group's members tell what they read, or it never had any. */
    SINCE_COMMIT
}

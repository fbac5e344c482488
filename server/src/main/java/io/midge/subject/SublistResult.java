package io.midge.subject;

import org.jspecify.annotations.Nullable;

/**
 * Who is interested in a subject: plain subscriptions, each of which gets the message, and queue groups, of each of which one
 * member does. Immutable, and may be kept and read by any thread. Read by index, without an iterator:
 *
 * <pre>{@code
 * for (int i = 0, n = result.plainCount(); i < n; i++) { deliver(result.plain(i)); }
 * for (int g = 0, n = result.groupCount(); g < n; g++) { deliver(result.member(g, pick(result.groupSize(g)))); }
 * }</pre>
 */
public final class SublistResult<S extends Interest> {
    private static final SublistResult<Interest> EMPTY = new SublistResult<>(0, null, null);

    private final int plainCount;
    private final @Nullable Object plain;
    private final @Nullable Groups<S> groups;

    SublistResult(int plainCount, @Nullable Object plain, @Nullable Groups<S> groups) {
        this.plainCount = plainCount;
        this.plain = plain;
        this.groups = groups;
    }

    /** Nobody is interested: always the same object. */
    @SuppressWarnings("unchecked")
    public static <S extends Interest> SublistResult<S> empty() {
        return (SublistResult<S>) EMPTY;
    }

    public boolean isEmpty() {
        return plainCount == 0 && groups == null;
    }

    public int plainCount() {
        return plainCount;
    }

    /** The plain subscription at {@code i}, which must be below {@link #plainCount()}. */
    @SuppressWarnings("unchecked")
    public S plain(int i) {
        return (S) Chunks.at(plain, plainCount, i);
    }

    /** How many queue groups there are; each has another name and at least one member. */
    public int groupCount() {
        return groups == null ? 0 : groups.count;
    }

    public int groupSize(int g) {
        return group(g).size;
    }

    /** The name of the group, not to be changed. */
    public byte[] groupName(int g) {
        return group(g).name;
    }

    /** The member at {@code i} of the group at {@code g}. */
    public S member(int g, int i) {
        return group(g).member(i);
    }

    /** What nats-server counts as fan-out: plain subscriptions and groups. */
    int fanout() {
        return plainCount + groupCount();
    }

    /** All subscriptions, members of groups included. */
    int size() {
        return plainCount + (groups == null ? 0 : groups.members);
    }

    @Nullable
    Object plainItems() {
        return plain;
    }

    @Nullable
    Groups<S> groups() {
        return groups;
    }

    private Group<S> group(int g) {
        if (groups == null) {
            throw new IndexOutOfBoundsException(g);
        }
        return groups.group(g);
    }

    SublistResult<S> plusPlain(S sub) {
        return new SublistResult<>(plainCount + 1, Chunks.plus(plain, plainCount, sub), groups);
    }

    SublistResult<S> minusPlain(int i) {
        return of(plainCount - 1, Chunks.minus(plain, plainCount, i), groups);
    }

    SublistResult<S> withGroups(@Nullable Groups<S> changed) {
        return of(plainCount, plain, changed);
    }

    private static <S extends Interest> SublistResult<S> of(
            int plainCount, @Nullable Object plain, @Nullable Groups<S> groups) {
        return plainCount == 0 && groups == null ? empty() : new SublistResult<>(plainCount, plain, groups);
    }
}

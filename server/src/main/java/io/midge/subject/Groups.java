package io.midge.subject;

import org.jspecify.annotations.Nullable;

/** The queue groups of one result, one per name and none empty; immutable in the way of {@link Chunks}. */
final class Groups<S extends Interest> {
    final int count;
    /** Members of all groups together. */
    final int members;

    private final @Nullable Object items;

    private Groups(int count, int members, @Nullable Object items) {
        this.count = count;
        this.members = members;
        this.items = items;
    }

    static <S extends Interest> Groups<S> of(Group<S> first) {
        return new Groups<>(1, first.size, first);
    }

    @SuppressWarnings("unchecked")
    Group<S> group(int g) {
        return (Group<S>) Chunks.at(items, count, g);
    }

    /** The same groups in a holder of their own. */
    Groups<S> copy() {
        return new Groups<>(count, members, Chunks.copy(items, count));
    }

    /** The index of the group with this name, or -1. */
    int indexOf(byte[] name) {
        for (int g = 0; g < count; g++) {
            if (group(g).isNamed(name)) {
                return g;
            }
        }
        return -1;
    }

    Groups<S> plus(Group<S> group) {
        return new Groups<>(count + 1, members + group.size, Chunks.plus(items, count, group));
    }

    Groups<S> with(int g, Group<S> group) {
        int change = group.size - group(g).size;
        return new Groups<>(count, members + change, Chunks.with(items, count, g, group));
    }

    /** Without the group at {@code g}, whose place the last one takes; null if it was the only one. */
    @Nullable
    Groups<S> minus(int g) {
        if (count == 1) {
            return null;
        }
        return new Groups<>(count - 1, members - group(g).size, Chunks.minus(items, count, g));
    }
}

package io.midge.subject;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The members of one queue group, at least one of them; immutable in the way of {@link Chunks}. */
final class Group<S extends Interest> {
    final byte[] name;
    final int size;
    final @Nullable Object members;

    Group(byte[] name, int size, @Nullable Object members) {
        this.name = name;
        this.size = size;
        this.members = members;
    }

    boolean isNamed(byte[] queue) {
        return Arrays.equals(name, queue);
    }

    @SuppressWarnings("unchecked")
    S member(int i) {
        return (S) Chunks.at(members, size, i);
    }

    Group<S> plus(S sub) {
        return new Group<>(name, size + 1, Chunks.plus(members, size, sub));
    }

    /** Both together, in a holder of their own. */
    Group<S> union(Group<S> other) {
        Object all = Chunks.copy(members, size);
        int count = size;
        for (int i = 0; i < other.size; i++) {
            all = Chunks.plus(all, count++, other.member(i));
        }
        return new Group<>(name, count, all);
    }

    Group<S> minus(int i) {
        return new Group<>(name, size - 1, Chunks.minus(members, size, i));
    }
}

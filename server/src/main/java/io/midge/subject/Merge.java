package io.midge.subject;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results of several nodes on their way to become one. They are gathered first, by reference, and joined when it is known that
 * they fit together. What the parts hold belongs to their nodes: it is shared as long as only one part has any, and copied
 * before something is appended.
 */
final class Merge<S extends Interest> {
    private final List<SublistResult<S>> parts = new ArrayList<>(4);

    Merge(SublistResult<S> first, SublistResult<S> second) {
        parts.add(first);
        parts.add(second);
    }

    void add(SublistResult<S> part) {
        parts.add(part);
    }

    /** Everybody of all parts; groups of the same name are one group. */
    SublistResult<S> result() {
        SublistResult<S> largest = parts.get(0);
        for (SublistResult<S> part : parts) {
            largest = part.plainCount() > largest.plainCount() ? part : largest;
        }
        Object plain = largest.plainItems();
        int count = largest.plainCount();
        Groups<S> groups = largest.groups();
        boolean owned = false;
        GroupIndex index = new GroupIndex();
        for (SublistResult<S> part : parts) {
            if (part == largest) {
                continue;
            }
            if (part.plainCount() > 0 && !owned) {
                plain = Chunks.copy(plain, count);
                owned = true;
            }
            for (int i = 0, n = part.plainCount(); i < n; i++) {
                plain = Chunks.plus(plain, count++, part.plain(i));
            }
            groups = joined(groups, part.groups(), index);
        }
        return new SublistResult<>(count, plain, groups);
    }

    private static <S extends Interest> @Nullable Groups<S> joined(
            @Nullable Groups<S> groups, @Nullable Groups<S> more, GroupIndex index) {
        if (groups == null || more == null) {
            return groups == null ? more : groups;
        }
        Groups<S> joined = groups.copy();
        for (int i = 0; i < more.count; i++) {
            Group<S> group = more.group(i);
            int g = index.find(joined, group.name);
            joined = g < 0 ? joined.plus(group) : joined.with(g, joined.group(g).union(group));
        }
        return joined;
    }
}

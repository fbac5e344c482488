package io.midge.subject;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a group by name among others to which groups are only ever appended: by looking at each if they are few, else by a map made on the way. */
final class GroupIndex {
    private static final int FEW = 16;

    private @Nullable Map<ByteBuffer, Integer> at;
    private int known;

    /** The index of the group with this name, or -1. */
    int find(Groups<?> groups, byte[] name) {
        if (groups.count <= FEW) {
            return groups.indexOf(name);
        }
        Map<ByteBuffer, Integer> map = at;
        if (map == null) {
            map = new HashMap<>();
            at = map;
        }
        for (; known < groups.count; known++) {
            map.put(ByteBuffer.wrap(groups.group(known).name), known);
        }
        return map.getOrDefault(ByteBuffer.wrap(name), -1);
    }

    /** The group at {@code g} is about to go, and the last one to take its place. */
    void remove(Groups<?> groups, int g) {
        if (at == null) {
            return;
        }
        at.remove(ByteBuffer.wrap(groups.group(g).name));
        int last = groups.count - 1;
        if (known > last) {
            known = last;
            if (g < last) {
                at.put(ByteBuffer.wrap(groups.group(last).name), g);
            }
        } else if (g < known) {
            // The last group is not known yet: from here on all is looked at again.
            at = null;
            known = 0;
        }
    }
}

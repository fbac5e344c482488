package io.midge.account;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Responses by numbers, several of which may be the same: coming and going cost the same however many there are, and nothing
 * is allocated for it. Not safe for several threads.
 */
final class LinkTable {
    private static final int LEAST = 16;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private @Nullable Link[] heads = new Link[LEAST];
    private int size;

    int size() {
        return size;
    }

    void add(Link link) {
        if (size == heads.length) {
            resize(2 * heads.length);
        }
        link.join(head(link.hash));
        size++;
    }

    void remove(Link link) {
        link.leave();
        size--;
        if (heads.length > LEAST && size < heads.length / 8) {
            resize(heads.length / 2);
        }
    }

    /** The first one of this number; null if there is none. */
    @Nullable
    Response get(long hash) {
        Link head = head(hash);
        for (Link each = head.next(); each != head; each = each.next()) {
            if (each.hash == hash) {
                return each.of;
            }
        }
        return null;
    }

    /** All of this number. */
    void each(long hash, Consumer<Response> action) {
        Link head = head(hash);
        for (Link each = head.next(); each != head; each = each.next()) {
            if (each.hash == hash && each.of != null) {
                action.accept(each.of);
            }
        }
    }

    /** Some of them, until there are so many in the list. */
    void collect(List<Response> into, int most) {
        for (Link head : heads) {
            if (head != null) {
                for (Link each = head.next(); each.of != null && into.size() < most; each = each.next()) {
                    into.add(each.of);
                }
            }
        }
    }

    private Link head(long hash) {
        int i = (int) ((hash * SPREAD) >>> 32) & (heads.length - 1);
        Link there = heads[i];
        if (there == null) {
            there = Link.head();
            heads[i] = there;
        }
        return there;
    }

    private void resize(int length) {
        @Nullable Link[] old = heads;
        heads = Arrays.copyOf(new Link[0], length);
        for (Link head : old) {
            while (head != null && head.next() != head) {
                Link each = head.next();
                each.leave();
                each.join(head(each.hash));
            }
        }
    }
}

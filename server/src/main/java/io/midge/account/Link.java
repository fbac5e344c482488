package io.midge.account;

import org.jspecify.annotations.Nullable;

/** The place of a response in a ring, or, being of none, a ring's head. Who guards the ring guards its links. */
final class Link {
    final @Nullable Response of;
    /** What a {@link LinkTable} knows it by. */
    long hash;

    private Link before = this;
    private Link after = this;

    private Link(@Nullable Response of) {
        this.of = of;
    }

    /** Of a response, in no ring. */
    static Link of(Response response) {
        return new Link(response);
    }

    /** Of a ring that is empty. */
    static Link head() {
        return new Link(null);
    }

    /** The next one; of a head, the first, and of the last, the head. */
    Link next() {
        return after;
    }

    /** The response of the next one; null if that is the head. */
    @Nullable
    Response first() {
        return after.of;
    }

    /** Becomes the last in this head's ring. */
    void join(Link head) {
        before = head.before;
        after = head;
        before.after = this;
        head.before = this;
    }

    /** Leaves its ring, if it is in any. */
    void leave() {
        before.after = after;
        after.before = before;
        before = this;
        after = this;
    }
}

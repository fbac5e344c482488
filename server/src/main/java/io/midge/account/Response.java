package io.midge.account;

import org.jspecify.annotations.Nullable;

/**
 * A reply, or several, that a service owes to who asked from another account: what is published on a subject that only the
 * service was told is delivered to the account and subject of who asked.
 *
 * <p>Threads: fields that change are guarded as they say.
 */
final class Response {
    /** How it ended. */
    enum End {
        /** The request did not ask for one. */
        NO_REPLY,
        /** Nobody took the request, or the reply. */
        NOT_DELIVERED,
        /** Nobody waits for the reply any more. */
        NOT_WANTED,
        /** There was none in time. */
        TIMED_OUT
    }

    private static final int PER_WEIGHT = 64;

    final Responses home;
    /** Where it is to be published. */
    final byte[] subject;
    /** Who asked. */
    final Account importer;
    /** Where who asked waits for it. */
    final byte[] to;

    final ServiceImport through;
    final ServiceExport export;
    /** What is measured of the request; null: nothing. */
    final @Nullable Measurement measured;

    // Guarded by home.
    final Link owed = Link.of(this);
    final Link queued = Link.of(this);

    @Nullable
    Queue queue; // null: it is over

    long since;

    // Guarded by the table of who asked.
    final Link awaited = Link.of(this);
    Awaited.@Nullable Group group;
    boolean isOver;

    Response(
            Responses home,
            byte[] subject,
            Account importer,
            byte[] to,
            ServiceImport through,
            @Nullable Measurement measured) {
        this.home = home;
        this.subject = subject;
        this.importer = importer;
        this.to = to;
        this.through = through;
        this.export = through.export();
        this.measured = measured;
    }

    /** How much of what may be owed one takes that is waited for on this subject. */
    static int weight(byte[] to) {
        return 1 + to.length / PER_WEIGHT;
    }

    /** How much of what may be owed it takes: longer subjects take more. */
    int weight() {
        return weight(to);
    }

    /** Responses of one export in the order of their time. */
    static final class Queue {
        final Link head = Link.head();
        /** Whether somebody will come and look for those whose time is up. */
        boolean watched;
    }
}

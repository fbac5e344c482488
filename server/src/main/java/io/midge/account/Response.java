package io.midge.account;

import org.jspecify.annotations.Nullable;

/**
 * A reply, or several, that a service owes to who asked from another account: what is published on a subject that only the
 * service was told is delivered to the account and subject of who asked.
 *
 * <p>Threads: fields that change are guarded by the {@link Responses} that lists it.
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

    final Responses home;
    final long key;
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

    long since;
    boolean listed;
    private @Nullable Response before;
    private @Nullable Response after;

    Response(
            Responses home,
            long key,
            byte[] subject,
            Account importer,
            byte[] to,
            ServiceImport through,
            @Nullable Measurement measured) {
        this.home = home;
        this.key = key;
        this.subject = subject;
        this.importer = importer;
        this.to = to;
        this.through = through;
        this.export = through.export();
        this.measured = measured;
    }

    /** Responses of one export, each linked to its neighbours, so that any of them leaves at once. */
    static final class Queue {
        private @Nullable Response first;
        private @Nullable Response last;
        /** Whether somebody will come and look for those whose time is up. */
        boolean watched;

        @Nullable
        Response first() {
            return first;
        }

        void add(Response one) {
            one.before = last;
            one.after = null;
            if (last == null) {
                first = one;
            } else {
                last.after = one;
            }
            last = one;
        }

        void remove(Response one) {
            if (one.before == null) {
                first = one.after;
            } else {
                one.before.after = one.after;
            }
            if (one.after == null) {
                last = one.before;
            } else {
                one.after.before = one.before;
            }
            one.before = null;
            one.after = null;
        }
    }
}

package io.midge.events;

import io.midge.account.Account;
import io.midge.json.JsonWriter;

/**
 * A message of the server's that waits to be published.
 *
 * @param account where
 * @param subject on which subject
 * @param headers its headers, empty for none
 * @param weight how much of what may wait it takes, in bytes
 * @param body writes it when it is its turn
 */
record Letter(Account account, byte[] subject, byte[] headers, int weight, Body body) {
    /** What an event takes. */
    static final int EVENT = 1024;

    static final byte[] NO_HEADERS = {};

    /** Writes a payload. */
    interface Body {
        /** On the loop that publishes: it has to be quick. The writer is used again. */
        byte[] write(JsonWriter out, Letterhead from);
    }

    /** One that is composed when it is its turn. */
    static Letter event(Account account, byte[] subject, Body body) {
        return new Letter(account, subject, NO_HEADERS, EVENT, body);
    }

    /** One that is complete. */
    static Letter of(Account account, byte[] subject, byte[] headers, byte[] payload) {
        return new Letter(account, subject, headers, EVENT + payload.length, (out, from) -> payload);
    }
}

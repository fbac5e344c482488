package io.midge.events;

import io.midge.account.Account;
import io.midge.json.JsonWriter;

/** A message of the server's that waits to be published. Immutable. */
final class Letter {
    /** How much of what may wait an event takes, in bytes. */
    static final int EVENT = 1024;

    static final byte[] NO_HEADERS = {};

    private final Account account;
    private final byte[] subject;
    private final byte[] headers;
    private final int weight;
    private final Body body;

    private Letter(Account account, byte[] subject, byte[] headers, int weight, Body body) {
        this.account = account;
        this.subject = subject;
        this.headers = headers;
        this.weight = weight;
        this.body = body;
    }

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

    /** Where. */
    Account account() {
        return account;
    }

    /** On which subject. */
    byte[] subject() {
        return subject;
    }

    /** Its headers, empty for none. */
    byte[] headers() {
        return headers;
    }

    /** How much of what may wait it takes, in bytes. */
    int weight() {
        return weight;
    }

    /** Writes it when it is its turn. */
    Body body() {
        return body;
    }
}

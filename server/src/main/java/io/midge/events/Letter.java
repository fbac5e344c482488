package io.midge.events;

import io.midge.account.Account;
import io.midge.json.JsonWriter;
import java.util.List;

/**
 * A message of the server's that waits to be published. Who it comes from, a number included, is written when it is its turn;
 * what may be long is written before. Immutable.
 */
final class Letter {
    /** How much of what may wait an event takes, in bytes. */
    static final int EVENT = 1024;

    static final byte[] NONE = {};

    /** Ends an object of JSON. */
    static final byte[] END = {'}'};

    private final Account account;
    private final byte[] subject;
    private final Encoding encoding;
    private final Body body;
    private final List<byte[]> rest;
    private final boolean forGuest;
    private final int weight;

    private Letter(Account account, byte[] subject, Encoding encoding, Body body, List<byte[]> rest, boolean forGuest) {
        this.account = account;
        this.subject = subject;
        this.encoding = encoding;
        this.body = body;
        this.rest = rest;
        this.forGuest = forGuest;
        int sum = EVENT;
        for (byte[] each : rest) {
            sum = Math.addExact(sum, each.length);
        }
        this.weight = sum;
    }

    /** Writes a payload, or the first part of one. */
    interface Body {
        /** On the loop that publishes: it has to be quick. The writer is used again. */
        byte[] write(JsonWriter out, Letterhead from);
    }

    /** One that is composed when it is its turn. */
    static Letter event(Account account, byte[] subject, Body body) {
        return new Letter(account, subject, Encoding.NONE, body, List.of(), false);
    }

    /** An answer that is composed when it is its turn, but for what follows, which is encoded already. */
    static Letter answer(
            Account account, byte[] subject, Encoding encoding, Body body, List<byte[]> rest, boolean forGuest) {
        return new Letter(account, subject, encoding, body, rest, forGuest);
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
        return encoding.headers();
    }

    /** Whether it answers somebody who is no operator. */
    boolean isForGuest() {
        return forGuest;
    }

    /** How much of what may wait it takes, in bytes. */
    int weight() {
        return weight;
    }

    /** Writes it, in parts, when it is its turn. */
    byte[][] payload(JsonWriter out, Letterhead from) {
        byte[][] parts = new byte[1 + rest.size()][];
        parts[0] = encoding.begin(body.write(out, from));
        for (int i = 0; i < rest.size(); i++) {
            parts[i + 1] = rest.get(i);
        }
        return parts;
    }
}

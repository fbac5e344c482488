package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.jetstream.config.GetRequest;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.subject.Subjects;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** How messages that somebody asked for go out. */
@Confined("stream lane")
final class DirectAnswers {
    static final String NOT_FOUND = "404 Message Not Found";

    private static final long SECOND = 1_000_000_000L;
    private static final byte[] NONE = {};

    private final StreamStore store;
    private final Account account;
    private final Postbox postbox;
    private final StreamHome home;
    private final byte[] stream;
    private final HeaderBlock block = new HeaderBlock();
    private final StoredMessage found = new StoredMessage();

    DirectAnswers(StreamStore store, Account account, Postbox postbox, StreamHome home) {
        this.store = store;
        this.account = account;
        this.postbox = postbox;
        this.home = home;
        this.stream = Utf8.bytes(store.name());
    }

    StreamStore store() {
        return store;
    }

    /** Into which messages are read that are going to be sent. */
    StoredMessage found() {
        return found;
    }

    /** With how many bytes a request may be answered. */
    long most(GetRequest request) {
        return request.maxBytes() == 0 ? home.maxPending() : request.maxBytes();
    }

    void status(byte[] reply, String text) {
        postbox.put(account, reply, NONE, DirectGets.status(text), NONE);
    }

    /** Answers with the last message of a subject, be it with wildcards. */
    void last(byte[] reply, byte[] subject, boolean bare) {
        try {
            if (last(store, subject, found)) {
                send(reply, bare);
                return;
            }
        } catch (IOException e) {
            status(reply, NOT_FOUND); // what cannot be read is not there
            return;
        }
        status(reply, NOT_FOUND);
    }

    /** Reads the last message of a subject, be it with wildcards; false: there is none. */
    static boolean last(StreamStore store, byte[] subject, StoredMessage into) throws IOException {
        if (subject.length > 0 && !Subjects.hasWildcard(subject)) {
            return store.last(subject, into);
        }
        SubjectFilter filter = store.filter(subject.length == 0 ? List.of() : List.of(subject));
        return store.previous(store.lastSeq(), filter, into) != MessageLog.NONE;
    }

    /** The first sequence from a time on; one behind the last if there is none. */
    static long atTime(StreamStore store, Instant time) throws IOException {
        long nanos;
        try {
            nanos = Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano());
        } catch (ArithmeticException e) {
            nanos = time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long seq = store.atTime(nanos);
        return seq == MessageLog.NONE ? store.lastSeq() + 1 : seq;
    }

    /** Sends the message that was read, alone. */
    void send(byte[] reply, boolean bare) {
        if (!bare) {
            where();
            block.end();
        }
        put(reply, bare);
    }

    /** Sends the message that was read, as one of several. */
    void send(byte[] reply, boolean bare, long pending, long lastSeq) {
        if (!bare) {
            where();
            block.line(AddedHeaders.NUM_PENDING, pending)
                    .line(AddedHeaders.LAST_SEQUENCE, lastSeq)
                    .end();
        }
        put(reply, bare);
    }

    private void where() {
        byte[] subject =
                Arrays.copyOfRange(found.subject, found.subjectOffset, found.subjectOffset + found.subjectLength);
        block.begin(found.headers, found.headersOffset, found.headersLength)
                .line(AddedHeaders.STREAM, stream)
                .line(AddedHeaders.SUBJECT, subject)
                .line(AddedHeaders.SEQUENCE, found.seq)
                .line(AddedHeaders.TIME_STAMP, Republisher.time(found.time));
    }

    private void put(byte[] reply, boolean bare) {
        postbox.put(
                account,
                reply,
                NONE,
                0,
                0,
                NONE,
                block.bytes(),
                0,
                bare ? 0 : block.length(),
                found.payload,
                found.payloadOffset,
                found.payloadLength);
    }

    /** Ends an answer of several; {@code upTo} negative: it had no such limit. */
    void end(byte[] reply, long pending, long lastSeq, long upTo) {
        byte[] begin = Utf8.bytes("NATS/1.0 204 EOB\r\n\r\n");
        block.begin(begin, 0, begin.length)
                .line(AddedHeaders.NUM_PENDING, pending)
                .line(AddedHeaders.LAST_SEQUENCE, lastSeq);
        if (upTo >= 0) {
            block.line(AddedHeaders.UP_TO_SEQUENCE, upTo);
        }
        block.end();
        postbox.put(account, reply, NONE, 0, 0, NONE, block.bytes(), 0, block.length(), NONE, 0, 0);
    }

    /** What a message counts in an answer. */
    long bytesOfFound() {
        return (long) found.subjectLength + found.headersLength + found.payloadLength;
    }
}

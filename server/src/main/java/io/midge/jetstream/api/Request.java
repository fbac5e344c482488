package io.midge.jetstream.api;

import io.midge.account.Publisher;
import io.midge.account.RequestInfo;
import io.midge.conf.ByteText;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.Responses;
import io.midge.jetstream.meta.JsAccount;
import io.midge.proto.PubFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What somebody asks of the API, copied, until it is answered, once. Any thread. */
final class Request {
    private static final byte[] NONE = {};

    private final Api api;
    private final JsAccount account;
    private final Verb verb;
    private final String subject;
    private final String[] tokens;
    private final byte[] reply;
    private final byte[] headers;
    private final byte[] payload;
    private final Publisher publisher;
    private boolean ended; // API lane

    Request(Api api, JsAccount account, Verb verb, String subject, String[] tokens, PubFrame f, Publisher publisher) {
        int body = f.bodyOff + Math.max(0, f.headerLen);
        this.api = api;
        this.account = account;
        this.verb = verb;
        this.subject = subject;
        this.tokens = tokens;
        this.reply = f.replyLen == 0 ? NONE : Arrays.copyOfRange(f.reply, f.replyOff, f.replyOff + f.replyLen);
        this.headers = Arrays.copyOfRange(f.buf, f.bodyOff, body);
        this.payload = Arrays.copyOfRange(f.buf, body, f.bodyOff + f.size);
        this.publisher = publisher;
    }

    JsAccount account() {
        return account;
    }

    Verb verb() {
        return verb;
    }

    /** The whole subject. */
    String subject() {
        return subject;
    }

    /** One token of it, counted from 0. */
    String token(int at) {
        return tokens[at];
    }

    byte[] reply() {
        return reply;
    }

    byte[] headers() {
        return headers;
    }

    byte[] payload() {
        return payload;
    }

    /** What it takes while it waits. */
    int weight() {
        return headers.length + payload.length + 2 * subject.length() + 256;
    }

    /** Who asks; null: the server itself. */
    @Nullable
    RequestInfo info() {
        RequestInfo who = publisher.info(true);
        return who == null || who.account().equals(account.name()) || account.isSystem()
                ? who
                : who.via(account.name());
    }

    /** It needs an account with streams. */
    void needsStreams() throws JsException {
        if (!account.isEnabled()) {
            throw new JsException(JsError.NOT_ENABLED_FOR_ACCOUNT);
        }
    }

    /** Answers it. */
    void answer(byte[] json) {
        api.answer(this, json, NONE, Answers.Kind.DONE);
    }

    /** Answers it, with headers. */
    void answer(byte[] json, byte[] withHeaders) {
        api.answer(this, json, withHeaders, Answers.Kind.DONE);
    }

    /** Answers it, and nobody else hears of it. */
    void answerQuietly(byte[] json) {
        api.answer(this, json, NONE, Answers.Kind.QUIET);
    }

    /** Answers with a refusal. */
    void refuse(ApiError why) {
        api.answer(this, Responses.error(verb.answer(), why), NONE, Answers.Kind.REFUSED);
    }

    void refuse(JsError why) {
        refuse(why.error());
    }

    /** Ends it; false: it has ended before. On the API lane. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** As text. */
    String payloadText() {
        return ByteText.of(payload);
    }
}

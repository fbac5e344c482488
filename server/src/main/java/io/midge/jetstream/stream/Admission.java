package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.DiscardPolicy;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.LimitHit;
import io.midge.jetstream.config.StreamConfig;
import io.midge.loop.Confined;
import io.midge.store.op.MessageParts;
import io.midge.store.op.MsgId;
import io.midge.store.op.OpFrame;
import io.midge.store.time.DedupeWindow;
import io.midge.subject.Subjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a message. It looks at the configuration, at what is stored and at what is on its way there,
 * and changes nothing but the view of the message, which loses headers that are not to be stored: the verdict is for
 * whoever asked, as are the few values that go with it, which are those of the last message.
 */
@Confined("stream lane")
final class Admission {
    /** What is to be done. */
    enum Verdict {
        /** It is stored. */
        STORE,
        /** Nobody wants it: its sequence is given, and it is not stored. */
        SKIP,
        /** It is there already: {@link #duplicateOf}. */
        DUPLICATE,
        /** It is on its way already. */
        DUPLICATE_ON_ITS_WAY,
        /** It is refused: {@link #refusal}. */
        REFUSED
    }

    /** What a message removes that is stored. */
    enum Rollup {
        NONE,
        SUBJECT,
        ALL
    }

    private static final int MAX_HEADERS = 0xffff;
    private static final int MAX_SUBJECT = 0xffff;
    private static final long MAX_FILE_MESSAGE = 32 << 20;
    private static final byte[] FAST = {'.', '$', 'F', 'I'};

    private final Proposed proposed;
    private final DedupeWindow ids;
    private final Audience audience;
    private final StreamHome home;
    private final MsgId msgId = new MsgId();
    private final PublishHeaders headers = new PublishHeaders();

    private @Nullable ApiError refusal;
    private long duplicateOf;
    private long ttl;
    private int flags;
    private Rollup rollup = Rollup.NONE;
    private @Nullable Touched touched;

    Admission(Proposed proposed, DedupeWindow ids, Audience audience, StreamHome home) {
        this.proposed = proposed;
        this.ids = ids;
        this.audience = audience;
        this.home = home;
    }

    /**
     * Decides on a message that somebody published.
     *
     * @param pending bytes that were decided and not counted yet
     */
    Verdict decide(Terms terms, Incoming in, long now, long pending) throws IOException {
        MessageParts parts = in.parts;
        begin(in);
        JsError wrong = outside(terms.config, in);
        if (wrong != null) {
            return refuse(
                    wrong == JsError.STREAM_MESSAGE_EXCEEDS_MAXIMUM ? tooLarge(terms.config, parts) : wrong.error());
        }
        if (headers.isEmpty()) {
            return store(terms, parts, pending);
        }
        ApiError refused = expectations(terms.config, parts);
        if (refused != null) {
            return refuse(refused);
        }
        Verdict known = terms.isMirror ? null : known(now);
        if (known != null) {
            return known;
        }
        refused = behind(terms);
        return refused == null ? store(terms, parts, pending) : refuse(refused);
    }

    /** Decides on a message of another stream: limits are kept, and no id comes twice. */
    Verdict decideCopied(Terms terms, Incoming in, long now, long pending) throws IOException {
        MessageParts parts = in.parts;
        begin(in);
        if (terms.config.sealed()) {
            return refuse(JsError.STREAM_SEALED.error());
        }
        Verdict known = terms.isMirror ? null : known(now);
        if (known != null) {
            return known;
        }
        readTtl();
        if (headers.has(HeaderName.ROLLUP)) {
            rollup(headers.text(HeaderName.ROLLUP));
        }
        return store(terms, parts, pending);
    }

    private void begin(Incoming in) {
        MessageParts parts = in.parts;
        refusal = null;
        duplicateOf = 0;
        ttl = 0;
        flags = 0;
        rollup = Rollup.NONE;
        headers.read(parts.headers, parts.headersOffset, parts.headersLength);
        if (headers.isNamed(HeaderName.REQUEST_INFO) || HeaderBlock.hasStatus(parts)) {
            HeaderBlock.clean(in, headers);
        }
        if (headers.has(HeaderName.MSG_ID) && msgId.find(parts.headers, parts.headersOffset, parts.headersLength)) {
            flags = OpFrame.FLAG_MSG_ID;
        }
        touched = proposed.find(parts.subject, parts.subjectOffset, parts.subjectLength);
    }

    /** What can be told from the outside of a message. */
    private @Nullable JsError outside(StreamConfig config, Incoming in) {
        MessageParts parts = in.parts;
        if (config.sealed()) {
            return JsError.STREAM_SEALED;
        }
        int most = config.maxMsgSize();
        if (most >= 0 && (long) parts.headersLength + parts.payloadLength > most) {
            return JsError.STREAM_MESSAGE_EXCEEDS_MAXIMUM;
        }
        if (in.replyEndsWith(FAST)) {
            return JsError.BATCH_PUBLISH_DISABLED;
        }
        if (headers.has(HeaderName.BATCH_ID)) {
            return JsError.ATOMIC_PUBLISH_DISABLED;
        }
        return parts.headersLength > MAX_HEADERS ? JsError.STREAM_HEADER_EXCEEDS_MAXIMUM : null;
    }

    private static ApiError tooLarge(StreamConfig config, MessageParts parts) {
        long size = (long) parts.headersLength + parts.payloadLength;
        return JsError.STREAM_MESSAGE_EXCEEDS_MAXIMUM.of(
                LimitHit.ofStream(config.name(), "max_msg_size", config.maxMsgSize(), LimitHit.UNTOLD, size));
    }

    private @Nullable ApiError expectations(StreamConfig config, MessageParts parts) throws IOException {
        if (headers.has(HeaderName.INCR)) {
            return (isNumber(HeaderName.INCR) ? JsError.MESSAGE_INCR_DISABLED : JsError.MESSAGE_INCR_INVALID).error();
        }
        if (headers.has(HeaderName.EXPECTED_STREAM)
                && !headers.text(HeaderName.EXPECTED_STREAM).equals(config.name())) {
            return JsError.STREAM_NOT_MATCH.error();
        }
        readTtl();
        if (ttl != 0 && ttl != Ttl.INVALID && !config.allowMsgTtl()) {
            return JsError.MESSAGE_TTL_DISABLED.error();
        }
        ApiError wrong = expectedSequences(parts);
        if (wrong != null) {
            return wrong;
        }
        if (headers.has(HeaderName.SCHEDULE)) {
            return JsError.MESSAGE_SCHEDULES_DISABLED.error();
        }
        if (headers.has(HeaderName.SCHEDULE_NEXT)) {
            boolean isPurge = headers.text(HeaderName.SCHEDULE_NEXT).equals("purge");
            boolean valid = isPurge && headers.has(HeaderName.SCHEDULER) && isOther(HeaderName.SCHEDULER, parts);
            return (valid ? JsError.MESSAGE_SCHEDULES_DISABLED : JsError.MESSAGE_SCHEDULES_SCHEDULER_INVALID).error();
        }
        if (headers.has(HeaderName.SCHEDULER)) {
            return JsError.MESSAGE_SCHEDULES_SCHEDULER_INVALID.error();
        }
        return headers.has(HeaderName.STREAM_SOURCE) ? JsError.MESSAGE_SOURCE_HDR_NOT_ALLOWED.error() : null;
    }

    private void readTtl() {
        ttl = headers.has(HeaderName.TTL) ? Ttl.parse(headers.text(HeaderName.TTL)) : 0;
    }

    private boolean isNumber(HeaderName name) {
        int from = headers.offset(name);
        int end = from + headers.length(name);
        byte first = headers.buf()[from];
        int at = first == '-' || first == '+' ? from + 1 : from;
        boolean is = at < end;
        while (at < end) {
            is &= headers.buf()[at] >= '0' && headers.buf()[at] <= '9';
            at++;
        }
        return is;
    }

    private boolean isOther(HeaderName name, MessageParts parts) {
        return !headers.is(name, parts.subject, parts.subjectOffset, parts.subjectLength)
                && Subjects.isValidLiteral(headers.buf(), headers.offset(name), headers.length(name));
    }

    private @Nullable ApiError expectedSequences(MessageParts parts) throws IOException {
        if (headers.has(HeaderName.EXPECTED_LAST_SUBJECT_SEQ)) {
            long last = headers.has(HeaderName.EXPECTED_LAST_SUBJECT_SEQ_SUBJECT)
                    ? proposed.lastOf(headers.bytes(HeaderName.EXPECTED_LAST_SUBJECT_SEQ_SUBJECT))
                    : proposed.last(parts.subject, parts.subjectOffset, parts.subjectLength, touched);
            if (last != headers.number(HeaderName.EXPECTED_LAST_SUBJECT_SEQ)) {
                return JsError.STREAM_WRONG_LAST_SEQUENCE.with(Long.toString(last));
            }
        } else if (headers.has(HeaderName.EXPECTED_LAST_SUBJECT_SEQ_SUBJECT)) {
            return JsError.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID.error();
        }
        if (headers.has(HeaderName.EXPECTED_LAST_SEQ)
                && headers.number(HeaderName.EXPECTED_LAST_SEQ) != proposed.last()) {
            return JsError.STREAM_WRONG_LAST_SEQUENCE.with(Long.toString(proposed.last()));
        }
        return null;
    }

    /** Whether a message with this id came lately; null: none did. */
    private @Nullable Verdict known(long now) {
        if (!hasId()) {
            return null;
        }
        long seq = ids.check(headers.buf(), msgId.offset(), msgId.length(), now);
        if (seq > 0) {
            duplicateOf = seq;
            return Verdict.DUPLICATE;
        }
        return seq == DedupeWindow.IN_FLIGHT ? Verdict.DUPLICATE_ON_ITS_WAY : null;
    }

    /** What is asked once it is known that a message is new. */
    private @Nullable ApiError behind(Terms terms) {
        if (headers.has(HeaderName.EXPECTED_LAST_MSG_ID)) {
            HeaderName name = HeaderName.EXPECTED_LAST_MSG_ID;
            if (!proposed.isLastId(headers.buf(), headers.offset(name), headers.length(name))) {
                return JsError.STREAM_WRONG_LAST_MSG_ID.with(text(proposed.lastId()));
            }
        }
        if (headers.has(HeaderName.ROLLUP)) {
            if (!terms.maysRollup) {
                return JsError.STREAM_ROLLUP_FAILED.with("rollup not permitted");
            }
            String value = headers.text(HeaderName.ROLLUP).toLowerCase(Locale.ROOT);
            if (!rollup(value)) {
                return JsError.STREAM_ROLLUP_FAILED.with("rollup value invalid: " + quoted(value));
            }
        }
        return null;
    }

    private boolean rollup(String value) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "sub" -> rollup = Rollup.SUBJECT;
            case "all" -> rollup = Rollup.ALL;
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** As Go quotes it. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder().append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f) {
                out.append(c == '\t' ? "\\t" : String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return out.append('"').toString();
    }

    // ---- whether there is room

    private Verdict store(Terms terms, MessageParts parts, long pending) throws IOException {
        if (terms.isInterest && !audience.takes(parts.subject, parts.subjectOffset, parts.subjectLength)) {
            return Verdict.SKIP;
        }
        long size = proposed.size(parts);
        ApiError none = home.refusal(terms.config.storage(), pending + size);
        if (none != null) {
            return refuse(none);
        }
        if (ttl == Ttl.INVALID) {
            return refuse(JsError.MESSAGE_TTL_INVALID.error());
        }
        boolean tooLarge = (terms.isInFiles() && size > MAX_FILE_MESSAGE) || parts.subjectLength > MAX_SUBJECT;
        ApiError full =
                tooLarge ? JsError.STREAM_STORE_FAILED.with("message too large") : full(terms.config, parts, size);
        return full == null ? Verdict.STORE : refuse(full);
    }

    private static ApiError full(String why, StreamConfig config, String limit, long value, long used, long more) {
        return JsError.STREAM_STORE_FAILED.with(why).of(LimitHit.ofStream(config.name(), limit, value, used, more));
    }

    private @Nullable ApiError full(StreamConfig config, MessageParts parts, long size) throws IOException {
        if (config.discard() != DiscardPolicy.NEW) {
            return null;
        }
        long each = config.maxMsgsPerSubject();
        long there = each > 0 ? proposed.count(parts.subject, parts.subjectOffset, parts.subjectLength, touched) : 0;
        boolean replaces = each > 0 && there >= each;
        if (replaces && config.discardNewPerSubject() && !headers.has(HeaderName.ROLLUP)) {
            return full("maximum messages per subject exceeded", config, "max_msgs_per_subject", each, there, 1);
        }
        if (config.maxMsgs() > 0 && proposed.messages() >= config.maxMsgs() && !replaces) {
            return full("maximum messages exceeded", config, "max_msgs", config.maxMsgs(), proposed.messages(), 1);
        }
        if (config.maxBytes() > 0 && proposed.bytes() + size > config.maxBytes()) {
            boolean fits = replaces
                    && proposed.first(parts.subject, parts.subjectOffset, parts.subjectLength) > 0
                    && proposed.foundBytes() >= size;
            return fits
                    ? null
                    : full("maximum bytes exceeded", config, "max_bytes", config.maxBytes(), proposed.bytes(), size);
        }
        return null;
    }

    private Verdict refuse(ApiError why) {
        refusal = why;
        return Verdict.REFUSED;
    }

    // ---- what goes with the last verdict

    /** Why the message is refused. */
    ApiError refusal() {
        ApiError why = refusal;
        return why == null ? JsError.BAD_REQUEST.error() : why;
    }

    /** The sequence of the message that it repeats. */
    long duplicateOf() {
        return duplicateOf;
    }

    /** Seconds that it is to live; 0, or {@link OpFrame#FOREVER}. */
    long ttl() {
        return ttl == Ttl.INVALID ? 0 : ttl;
    }

    /** Flags of its operation. */
    int flags() {
        return flags;
    }

    Rollup rollup() {
        return rollup;
    }

    /** Whether it has an id; where that stands, {@link #id} says. */
    boolean hasId() {
        return flags != 0;
    }

    MsgId id() {
        return msgId;
    }

    /** Its headers. */
    PublishHeaders headers() {
        return headers;
    }
}

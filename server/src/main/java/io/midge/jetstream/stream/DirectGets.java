package io.midge.jetstream.stream;

import io.midge.account.Fanout;
import io.midge.account.Postbox;
import io.midge.account.Publisher;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.jetstream.config.GetRequest;
import io.midge.jetstream.config.Levels;
import io.midge.json.JsonException;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.proto.PubFrame;
import io.midge.store.op.MessageParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Answers who asks for messages directly, past the API: {@code $JS.API.DIRECT.GET.<stream>}, also with a subject
 * behind. One after the other, and what is long only as fast as it can be published.
 *
 * <p>Threads: I/O loops put in, the stream's lane answers.
 */
final class DirectGets {
    /** So many may wait. Beyond, nobody answers. */
    private static final int MOST = 16_384;

    private static final long MOST_BYTES = 16 << 20;

    /** So many messages are answered with before others on the lane have their turn. */
    private static final int PIECE = 256;

    private static final int CHUNK = 256;
    private static final int TOKENS_BEFORE_KEY = 5;

    private final Lane lane;
    private final Postbox postbox;
    private final DirectAnswers answers;
    private final PublishHeaders scan = new PublishHeaders();
    private final Incoming in = new Incoming();
    private final MpscUnboundedAtomicArrayQueue<byte[]> queue = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable run = this::run;
    private @Nullable Gathering current;
    private boolean waitsForRoom;
    private boolean ended;

    DirectGets(Lane lane, Postbox postbox, DirectAnswers answers) {
        this.lane = lane;
        this.postbox = postbox;
        this.answers = answers;
    }

    /** Hears requests. On I/O loops. */
    Subscriber listener() {
        return this::deliver;
    }

    @Confined("I/O loop")
    private boolean deliver(Subscription subscription, PubFrame f, Fanout from, Publisher publisher) {
        if (subscription.closed() || waiting.get() >= MOST || waitingBytes.get() + f.size > MOST_BYTES) {
            return false;
        }
        if (f.replyLen == 0) {
            return true;
        }
        byte[] raw = Incoming.copy(f);
        waiting.incrementAndGet();
        waitingBytes.addAndGet(raw.length);
        queue.add(raw);
        wake();
        return true;
    }

    private void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            lane.execute(run);
        }
    }

    void end() {
        ended = true;
    }

    private void run() {
        awake.set(false);
        boolean more = true;
        try {
            more = answer();
        } finally {
            if (more && !ended) { // also when one request could not be answered at all: others wait behind it
                wake();
            }
        }
    }

    /** Answers for a while; false: there is nothing to do now. */
    private boolean answer() {
        int left = PIECE;
        while (left > 0 && !ended) {
            if (!postbox.hasRoom()) {
                waitForRoom();
                return false;
            }
            Gathering now = current == null ? next() : current;
            current = null;
            if (now == null && queue.isEmpty()) {
                return false;
            }
            left = now == null ? left - 1 : go(now, left);
        }
        return true;
    }

    private void waitForRoom() {
        if (!waitsForRoom) {
            waitsForRoom = true;
            postbox.whenRoom(() -> {
                waitsForRoom = false;
                wake();
            });
        }
    }

    /** Goes on with one; how many messages there may still be. */
    private int go(Gathering one, int most) {
        int left = most;
        try {
            while (left > 0 && postbox.hasRoom()) {
                left--;
                if (!one.next()) {
                    return left;
                }
            }
        } catch (IOException e) {
            answers.status(one.reply(), "500 " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return left;
        }
        current = one;
        return left;
    }

    /** Answers the next request; one that has a long answer comes back. */
    private @Nullable Gathering next() {
        byte[] raw = queue.poll();
        if (raw == null) {
            return null;
        }
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-raw.length);
        in.read(raw);
        byte[] reply = Incoming.replyOf(raw);
        MessageParts parts = in.parts;
        scan.read(parts.headers, parts.headersOffset, parts.headersLength);
        if (scan.has(HeaderName.REQUIRED_API_LEVEL) && !isLevel(scan.text(HeaderName.REQUIRED_API_LEVEL))) {
            answers.status(reply, "412 Required Api Level");
            return null;
        }
        int key = key(parts);
        return key < 0 ? asked(reply, parts) : lastOf(reply, parts, key);
    }

    private static boolean isLevel(String text) {
        try {
            return Integer.parseInt(text) <= Levels.LEVEL;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Where the subject begins that stands behind the stream's name; -1 if none does. */
    private static int key(MessageParts parts) {
        int dots = 0;
        int end = parts.subjectOffset + parts.subjectLength;
        for (int at = parts.subjectOffset; at < end; at++) {
            if (parts.subject[at] == '.' && ++dots == TOKENS_BEFORE_KEY) {
                return at + 1;
            }
        }
        return -1;
    }

    private @Nullable Gathering lastOf(byte[] reply, MessageParts parts, int key) {
        GetRequest request = GetRequest.NONE;
        if (parts.payloadLength > 0) {
            try {
                request = GetRequest.direct(parts.payload, parts.payloadOffset, parts.payloadLength);
            } catch (JsonException e) {
                answers.status(reply, "408 Malformed Request");
                return null;
            }
        }
        byte[] subject = Arrays.copyOfRange(parts.subject, key, parts.subjectOffset + parts.subjectLength);
        if (subject.length == 0 || saysMore(request)) {
            answers.status(reply, "408 Bad Request");
            return null;
        }
        answers.last(reply, subject, request.noHeaders());
        return null;
    }

    private static boolean saysMore(GetRequest request) {
        return request.seq() != 0
                || request.batch() != 0
                || request.upToSeq() != 0
                || request.startTime() != null
                || request.upToTime() != null
                || !request.lastBySubject().isEmpty()
                || !request.nextBySubject().isEmpty()
                || !request.multiLast().isEmpty();
    }

    private @Nullable Gathering asked(byte[] reply, MessageParts parts) {
        if (parts.payloadLength == 0) {
            answers.status(reply, "408 Empty Request");
            return null;
        }
        GetRequest request;
        try {
            request = GetRequest.direct(parts.payload, parts.payloadOffset, parts.payloadLength);
        } catch (JsonException e) {
            answers.status(reply, "408 Malformed Request");
            return null;
        }
        String refusal = request.directRefusal();
        if (refusal != null) {
            answers.status(reply, refusal);
            return null;
        }
        if (!request.lastBySubject().isEmpty()) {
            answers.last(reply, Utf8.bytes(request.lastBySubject()), request.noHeaders());
            return null;
        }
        return request.multiLast().isEmpty()
                ? new BatchGathering(answers, reply, request)
                : new MultiGathering(answers, reply, request);
    }

    /** Where streams answer. */
    static String subject(String stream) {
        return "$JS.API.DIRECT.GET." + stream;
    }

    static byte[] status(String text) {
        return ("NATS/1.0 " + text + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }
}

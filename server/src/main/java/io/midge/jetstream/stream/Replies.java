package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.PubAckText;
import io.midge.loop.Confined;
import io.midge.store.time.DedupeWindow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Answers to publishers that go out together, in the order of their messages, when what they speak of is durable. */
@Confined("stream lane")
final class Replies {
    private static final int FIRST = 64;
    private static final int KEPT = 4096;
    private static final byte[] NONE = {};

    private static final byte STORED = 0;
    private static final byte DUPLICATE = 1;
    private static final byte ON_ITS_WAY = 2;
    private static final byte REFUSED = 3;

    private byte[][] raws = new byte[FIRST][];
    private byte[][] ids = new byte[FIRST][];
    private byte[] kinds = new byte[FIRST];
    private long[] seqs = new long[FIRST]; // of an id on its way: where it stands, offset and length
    private @Nullable ApiError[] errors = new @Nullable ApiError[FIRST];
    private int count;

    /** A message is stored, or was not wanted; this is its sequence. */
    void stored(byte[] raw, long seq) {
        put(raw, STORED, seq, null);
    }

    /** A message is there already. */
    void duplicate(byte[] raw, long seq) {
        put(raw, DUPLICATE, seq, null);
    }

    /** A message is on its way already; its id stands in {@code headers}. */
    void onItsWay(byte[] raw, byte[] headers, int off, int length) {
        put(raw, ON_ITS_WAY, (long) off << 32 | length, null);
        ids[count - 1] = headers;
    }

    void refused(byte[] raw, ApiError why) {
        put(raw, REFUSED, 0, why);
    }

    private void put(byte[] raw, byte kind, long seq, @Nullable ApiError why) {
        if (count == kinds.length) {
            raws = Arrays.copyOf(raws, 2 * count);
            ids = Arrays.copyOf(ids, 2 * count);
            kinds = Arrays.copyOf(kinds, 2 * count);
            seqs = Arrays.copyOf(seqs, 2 * count);
            errors = Arrays.copyOf(errors, 2 * count);
        }
        raws[count] = Incoming.toAnswer(raw);
        ids[count] = NONE;
        kinds[count] = kind;
        seqs[count] = seq;
        errors[count++] = why;
    }

    /** Nothing was stored, and nothing that is on its way will be. */
    void refuse(ApiError why) {
        for (int i = 0; i < count; i++) {
            if (kinds[i] == STORED || kinds[i] == ON_ITS_WAY) {
                kinds[i] = REFUSED;
                errors[i] = why;
            }
        }
    }

    /** Sends them. */
    void send(Account account, Postbox postbox, PubAckText text, DedupeWindow window, long now) {
        for (int i = 0; i < count; i++) {
            postbox.put(account, Incoming.replyOf(raws[i]), NONE, NONE, text(i, text, window, now));
        }
    }

    private byte[] text(int i, PubAckText text, DedupeWindow window, long now) {
        ApiError why = errors[i];
        if (why != null) {
            return text.refused(why);
        }
        return switch (kinds[i]) {
            case STORED -> text.stored(seqs[i]);
            case DUPLICATE -> text.duplicate(seqs[i]);
            default -> {
                long seq = window.check(ids[i], (int) (seqs[i] >>> 32), (int) seqs[i], now);
                yield seq > 0 ? text.duplicate(seq) : text.refused(JsError.STREAM_DUPLICATE_MESSAGE_CONFLICT.error());
            }
        };
    }

    void clear() {
        Arrays.fill(raws, 0, count, NONE);
        Arrays.fill(ids, 0, count, NONE);
        Arrays.fill(errors, 0, count, null);
        count = 0;
        if (kinds.length > KEPT) {
            raws = new byte[FIRST][];
            ids = new byte[FIRST][];
            kinds = new byte[FIRST];
            seqs = new long[FIRST];
            errors = new @Nullable ApiError[FIRST];
        }
    }
}

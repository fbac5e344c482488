package io.midge.jetstream.config;

import io.midge.json.JsonException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which messages to get; of STREAM.MSG.GET and of DIRECT.GET.
 *
 * @param seq 0: not set
 * @param batch how many at most; 0: one
 * @param maxBytes how much at most; 0: what the server allows
 * @param multiLast the last of each subject of these filters; empty: not asked for
 * @param upToSeq with {@code multiLast}: nothing behind this; 0: up to the end
 * @param upToTime with {@code multiLast}: nothing behind this; null: up to the end
 * @param noHeaders only the payload
 */
public record GetRequest(
        long seq,
        String lastBySubject,
        String nextBySubject,
        int batch,
        int maxBytes,
        @Nullable Instant startTime,
        List<String> multiLast,
        long upToSeq,
        @Nullable Instant upToTime,
        boolean noHeaders) {
    /** Nothing. */
    public static final GetRequest NONE = new GetRequest(0, "", "", 0, 0, null, List.of(), 0, null, false);

    public GetRequest {
        multiLast = List.copyOf(multiLast);
    }

    /**
     * What a direct get asks for; an empty one for nothing.
     *
     * @throws JsonException if it cannot be read: {@code 408 Malformed Request}
     */
    public static GetRequest direct(byte[] buf, int off, int len) throws JsonException {
        return len == 0 ? NONE : Requests.directGet(buf, off, len);
    }

    /** With what status and text a direct get is refused; null: it is not. */
    public @Nullable String directRefusal() {
        if (seq == 0
                && lastBySubject.isEmpty()
                && nextBySubject.isEmpty()
                && multiLast.isEmpty()
                && startTime == null) {
            return "408 Empty Request";
        }
        boolean last = !lastBySubject.isEmpty();
        boolean wrong = (seq != 0 && (last || startTime != null))
                || (startTime != null && last)
                || (last && (!nextBySubject.isEmpty() || batch > 0 || !multiLast.isEmpty()))
                || (!nextBySubject.isEmpty() && !multiLast.isEmpty())
                || (upToSeq != 0 && upToTime != null);
        return wrong ? "408 Bad Request" : null;
    }

    /** Whether STREAM.MSG.GET refuses it as a bad request. */
    public boolean badMsgGet() {
        boolean last = !lastBySubject.isEmpty();
        return batch > 0
                || maxBytes > 0
                || (seq != 0 && (last || startTime != null))
                || (seq == 0 && !last && nextBySubject.isEmpty() && startTime == null)
                || (startTime != null && last)
                || (last && !nextBySubject.isEmpty());
    }
}

package io.midge.jetstream.stream;

import io.midge.jetstream.config.GetRequest;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.MessageLog;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Messages one behind the other, from a sequence or a time on, of all subjects or some; one, if nobody asked for more.
 */
@Confined("stream lane")
final class BatchGathering implements Gathering {
    private final DirectAnswers answers;
    private final StreamStore store;
    private final byte[] reply;
    private final GetRequest request;
    private final SubjectFilter filter;
    private final boolean isBatch;
    private final long most;
    private boolean begun;
    private long seq;
    private long pending;
    private long validThrough;
    private long lastSeq;
    private long sentBytes;
    private int sent;

    BatchGathering(DirectAnswers answers, byte[] reply, GetRequest request) {
        this.answers = answers;
        this.store = answers.store();
        this.reply = reply;
        this.request = request;
        this.isBatch = request.batch() != 0;
        this.most = answers.most(request);
        String of = request.nextBySubject();
        this.filter = store.filter(of.isEmpty() ? List.of() : List.of(Utf8.bytes(of)));
    }

    @Override
    public byte[] reply() {
        return reply;
    }

    @Override
    public boolean next() throws IOException {
        if (!begun) {
            begin();
        }
        if (request.batch() < 0) {
            return end();
        }
        if (!read()) {
            if (request.batch() > 1 && sent > 0) {
                return end();
            }
            answers.status(reply, DirectAnswers.NOT_FOUND);
            return false;
        }
        if (isBatch) {
            pending -= pending > 0 && !request.noHeaders() ? 1 : 0;
            answers.send(reply, request.noHeaders(), pending, lastSeq);
        } else {
            answers.send(reply, request.noHeaders());
        }
        lastSeq = answers.found().seq;
        sentBytes += answers.bytesOfFound();
        sent++;
        boolean more = isBatch && sent < request.batch() && sentBytes < most;
        return more || end();
    }

    private void begin() throws IOException {
        begun = true;
        Instant start = request.startTime();
        seq = start == null ? request.seq() : DirectAnswers.atTime(store, start);
        if (isBatch) {
            pending = store.numPending(seq, filter);
            validThrough = store.lastSeq();
        }
    }

    // Without a filter and alone, it is this very message; else the next one there is.
    private boolean read() throws IOException {
        if (!isBatch && request.nextBySubject().isEmpty()) {
            return store.read(seq, answers.found());
        }
        long at = seq < 0 ? MessageLog.NONE : store.next(seq, filter, answers.found());
        seq = at + 1;
        return at != MessageLog.NONE;
    }

    private boolean end() throws IOException {
        if (isBatch) {
            if (store.lastSeq() > validThrough) {
                pending = store.numPending(seq, filter);
            }
            answers.end(reply, pending, lastSeq, -1);
        }
        return false;
    }
}

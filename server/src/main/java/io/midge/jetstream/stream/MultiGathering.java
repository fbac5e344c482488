package io.midge.jetstream.stream;

import io.midge.jetstream.config.GetRequest;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectIndex;
import io.midge.store.log.MessageLog;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The last message of each of some subjects, as they were up to a sequence or a time. */
@Confined("stream lane")
final class MultiGathering implements Gathering {
    private static final int MOST = 1024;

    private final DirectAnswers answers;
    private final StreamStore store;
    private final byte[] reply;
    private final GetRequest request;
    private final long most;
    private final TreeSet<Long> found = new TreeSet<>();
    private final List<Long> seqs = new ArrayList<>();
    private int patterns; // that were looked at
    private boolean begun;
    private long upTo;
    private int at;
    private long pending;
    private long lastSeq;
    private long sentBytes;
    private int sent;

    MultiGathering(DirectAnswers answers, byte[] reply, GetRequest request) {
        this.answers = answers;
        this.store = answers.store();
        this.reply = reply;
        this.request = request;
        this.most = answers.most(request);
    }

    @Override
    public byte[] reply() {
        return reply;
    }

    @Override
    public boolean next() throws IOException {
        if (patterns < request.multiLast().size() || !begun) { // a pattern at a time: there may be very many
            String wrong = gather();
            if (wrong != null) {
                answers.status(reply, wrong);
                return false;
            }
            return true;
        }
        while (at < seqs.size()) {
            long seq = seqs.get(at++);
            pending--;
            if (seq >= request.seq()) {
                return send(seq);
            }
        }
        return end();
    }

    private boolean send(long seq) throws IOException {
        if (!store.read(seq, answers.found())) {
            answers.status(reply, DirectAnswers.NOT_FOUND);
            return false;
        }
        answers.send(reply, false, pending, lastSeq);
        lastSeq = seq;
        sentBytes += answers.bytesOfFound();
        sent++;
        boolean isEnough = sentBytes >= most || (request.batch() > 0 && sent >= request.batch());
        return (isEnough || at == seqs.size()) ? end() : true;
    }

    private boolean end() {
        answers.end(reply, pending, lastSeq, upTo);
        return false;
    }

    /** Finds out which messages one more pattern asks for; why there are none. */
    private @Nullable String gather() throws IOException {
        String wrong = begun ? null : begin();
        begun = true;
        if (wrong != null) {
            return wrong;
        }
        if (!add(Utf8.bytes(request.multiLast().get(patterns++)))) {
            return "413 Too Many Results";
        }
        if (patterns < request.multiLast().size()) {
            return null;
        }
        seqs.addAll(found);
        pending = seqs.size();
        return seqs.isEmpty() ? "404 No Results" : null;
    }

    /** Finds out up to where it is looked; why there is nothing. */
    private @Nullable String begin() throws IOException {
        upTo = request.upToSeq();
        Instant time = request.upToTime();
        if (time != null) {
            upTo = DirectAnswers.atTime(store, time);
            if (upTo <= store.firstSeq()) {
                return "404 No Results";
            }
            upTo--;
        }
        if (upTo == 0) {
            upTo = store.lastSeq();
        }
        return null;
    }

    /** False: there are too many. */
    private boolean add(byte[] pattern) throws IOException {
        SubjectIndex subjects = store.subjects();
        List<IOException> wrong = new ArrayList<>();
        subjects.visit(pattern, id -> {
            try {
                long seq = subjects.first(id) > upTo ? MessageLog.NONE : last(subjects.name(id));
                if (seq != MessageLog.NONE) {
                    found.add(seq);
                }
            } catch (IOException e) {
                wrong.add(e);
            }
            return wrong.isEmpty() && found.size() <= MOST;
        });
        if (!wrong.isEmpty()) {
            throw wrong.get(0);
        }
        return found.size() <= MOST;
    }

    private long last(byte[] name) throws IOException {
        long seq = store.lastSeq(name, 0, name.length);
        return seq <= upTo ? seq : store.previous(upTo, store.filter(List.of(name)), answers.found());
    }
}

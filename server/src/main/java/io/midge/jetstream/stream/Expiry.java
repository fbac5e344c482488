package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.json.GoDuration;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.store.StreamState;
import io.midge.store.StreamStore;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.OpFrame;
import io.midge.store.time.DeadlineWheel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes messages whose time is over: the stream's limit of age, or one of their own. Where that is asked for, a
 * marker takes the place of a subject's last message.
 */
@Confined("stream lane")
final class Expiry implements Step {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long SECOND = 1_000_000_000L;

    /** It is not looked more often than this: removing little by little would hold up who publishes. */
    private static final long LEAST_NANOS = 250_000_000L;

    private static final long RETRY_NANOS = 1_000_000_000L;

    /** So many sequences go at one go, where nothing has to be looked at. */
    private static final long SWEPT = 1 << 16;

    private static final byte[] PURGED = "PURGE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAX_AGE = "MaxAge".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SUB = "sub".getBytes(StandardCharsets.US_ASCII);

    private record Due(long seq, long time) {}

    private final StreamStore store;
    private final Lane lane;
    private final Proposed proposed;
    private final Audience audience;
    private final PublishHeaders scan = new PublishHeaders();
    private final List<Due> taken = new ArrayList<>(); // out of the wheel, and not known to be gone
    private Terms terms;
    private @Nullable Filling filling;
    private @Nullable Pipeline pipeline;

    private long ageDue = NEVER; // when the next one is too old
    private long from; // where to go on: what is below outlives the limit
    private Lane.@Nullable Delayed timer;
    private long timerAt = NEVER;
    private boolean queued;

    Expiry(StreamStore store, Proposed proposed, Audience audience, Terms terms) {
        this.store = store;
        this.lane = store.lane();
        this.proposed = proposed;
        this.audience = audience;
        this.terms = terms;
    }

    /** Begins, with what is there. */
    void start(Pipeline itsPipeline, Filling itsFilling) {
        pipeline = itsPipeline;
        filling = itsFilling;
        look();
    }

    /** From now on these are in force. */
    void terms(Terms now) {
        terms = now;
        look();
    }

    /** Looks at all that is there as soon as it can. */
    private void look() {
        ageDue = NEVER;
        from = 0;
        if (terms.hasExpiry() && store.lastSeq() >= store.firstSeq()) {
            fire();
        }
    }

    void end() {
        pipeline = null;
        cancel();
    }

    private void cancel() {
        Lane.Delayed before = timer;
        if (before != null) {
            before.cancel();
        }
        timer = null;
        timerAt = NEVER;
    }

    /** Nanoseconds since 1970. */
    long now() {
        Instant instant = lane.clock().instant();
        return instant.getEpochSecond() * SECOND + instant.getNano();
    }

    /** Messages were stored. */
    void stored() {
        if (!terms.hasExpiry() || queued) {
            return; // what comes in the midst of it is looked for at its end
        }
        if (terms.config.maxAgeNs() > 0 && ageDue == NEVER) {
            ageDue = firstDue();
        }
        arm(LEAST_NANOS);
    }

    private long firstDue() {
        try {
            return proposed.next(from) == 0 ? NEVER : timeOfFound() + terms.config.maxAgeNs();
        } catch (IOException e) {
            return now() + RETRY_NANOS;
        }
    }

    private void arm(long least) {
        long due = Math.min(
                terms.config.maxAgeNs() > 0 ? ageDue : NEVER,
                terms.config.allowMsgTtl() ? store.deadlines().next() : NEVER);
        if (due >= timerAt || pipeline == null) {
            return;
        }
        cancel();
        long now = now();
        timerAt = Math.max(due, now + least);
        timer = lane.schedule(timerAt - now, this::fire);
    }

    private void fire() {
        cancel();
        Pipeline to = pipeline;
        if (to != null && !queued) {
            queued = true;
            to.add(this);
        }
    }

    // ---- a piece

    @Override
    public boolean decide(Assembly assembly, long now) throws IOException {
        taken.clear();
        if (terms.config.maxAgeNs() > 0 && age(assembly, now)) {
            return true;
        }
        return terms.config.allowMsgTtl() && !assembly.isSweeping() && deadlines(assembly, now);
    }

    private boolean age(Assembly assembly, long now) throws IOException {
        long oldest = now - terms.config.maxAgeNs() + 1; // what is as old as that stays
        ageDue = NEVER;
        if (terms.maybeForever) {
            return oneByOne(assembly, oldest, now);
        }
        StreamState state = store.state();
        if (state.messages() == 0) {
            return false;
        }
        long stays = store.atTime(oldest);
        long to = stays == MessageLog.NONE ? state.lastSeq() + 1 : stays;
        boolean more = to <= state.lastSeq() && to - state.firstSeq() > SWEPT;
        long below = more ? state.firstSeq() + SWEPT : to;
        if (below > state.firstSeq()) {
            boolean isAll = below > state.lastSeq();
            long left = isAll ? 0 : store.numPending(below, store.filter(List.of()));
            assembly.sweep(below, left, isAll ? 0 : state.bytes());
        }
        if (!more && proposed.next(to) > 0) {
            ageDue = timeOfFound() + terms.config.maxAgeNs();
        }
        return more;
    }

    private long timeOfFound() {
        StoredMessage found = proposed.found();
        return found == null ? now() : found.time;
    }

    private boolean oneByOne(Assembly assembly, long oldest, long now) throws IOException {
        int left = PIECE;
        long seq = proposed.next(from);
        StoredMessage found = proposed.found();
        while (seq > 0 && found != null && left-- > 0) {
            if (found.time >= oldest) {
                ageDue = found.time + terms.config.maxAgeNs();
                return false;
            }
            from = seq + 1;
            if (found.ttl != OpFrame.FOREVER) {
                expire(assembly, found, now);
            }
            seq = proposed.next(from);
            found = proposed.found();
        }
        return seq > 0 && found != null;
    }

    private boolean deadlines(Assembly assembly, long now) throws IOException {
        DeadlineWheel wheel = store.deadlines();
        int most = PIECE;
        wheel.expired(now, (seq, time) -> {
            taken.add(new Due(seq, time));
            return taken.size() < most;
        });
        taken.sort((one, other) -> Long.compare(one.seq, other.seq));
        for (Due each : taken) {
            StoredMessage found = proposed.findApplied(each.seq) ? proposed.found() : null;
            if (found != null) {
                expire(assembly, found, now);
            }
        }
        return taken.size() >= most;
    }

    private void expire(Assembly assembly, StoredMessage found, long now) throws IOException {
        if (terms.markerTtl == 0) {
            assembly.removeFound();
            return;
        }
        byte[] subject =
                Arrays.copyOfRange(found.subject, found.subjectOffset, found.subjectOffset + found.subjectLength);
        boolean marks = !isMarker(found)
                && proposed.count(subject, 0, subject.length, proposed.find(subject, 0, subject.length)) == 1
                && (!terms.isInterest || audience.takes(subject, 0, subject.length));
        assembly.removeFound();
        Filling by = filling;
        if (marks && by != null) {
            by.marker(subject, markerHeaders(), now);
        }
    }

    private boolean isMarker(StoredMessage message) {
        scan.read(message.headers, message.headersOffset, message.headersLength);
        return scan.has(HeaderName.MARKER_REASON)
                || (scan.has(HeaderName.KV_OPERATION) && scan.is(HeaderName.KV_OPERATION, PURGED));
    }

    private byte[] markerHeaders() {
        String ttl = GoDuration.text(Duration.ofSeconds(terms.markerTtl));
        return new HeaderBlock()
                .begin()
                .line(AddedHeaders.MARKER_REASON, MAX_AGE)
                .line(AddedHeaders.TTL, ttl.getBytes(StandardCharsets.US_ASCII))
                .line(AddedHeaders.ROLLUP, SUB)
                .end()
                .toBytes();
    }

    @Override
    public void ended(@Nullable ApiError why) {
        queued = false;
        if (pipeline == null) {
            return;
        }
        if (why == null) {
            taken.clear();
            ageDue = ageDue == NEVER && terms.config.maxAgeNs() > 0 ? firstDue() : ageDue;
            arm(LEAST_NANOS);
            return;
        }
        from = 0;
        for (Due each : taken) {
            store.deadlines().add(each.seq, each.time);
        }
        taken.clear();
        ageDue = Math.min(ageDue, now());
        arm(RETRY_NANOS);
    }
}

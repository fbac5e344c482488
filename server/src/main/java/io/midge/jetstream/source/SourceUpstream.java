package io.midge.jetstream.source;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.DeliverPolicy;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.StreamSource;
import io.midge.json.ZonedTime;
import io.midge.loop.Confined;
import io.midge.store.StreamState;
import java.io.IOException;
import java.time.Instant;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** One of the streams that a stream copies from: its messages get sequences anew, and say in a header where they are from. */
@Confined("stream lane")
final class SourceUpstream extends Upstream {
    private static final long NEVER = -1;

    private final SourceName name;
    private String identity = "";
    private boolean isAnew;
    private boolean located;
    private long storedSeq;
    private long storedAs; // the last message of it in the stream; 0: that does not say how far it is
    private long noted = NEVER; // so far it was when that was last written down

    SourceUpstream(Target target, StreamSource source, Budget budget) {
        super(target, source, budget);
        this.name = SourceName.of(source);
    }

    /** What tells it from the others. */
    SourceName name() {
        return name;
    }

    /** Whether it is known how far it is. */
    boolean isLocated() {
        return located;
    }

    /** The last message that was copied, which it is in the stream (0: it is gone), and of which stream; 0: none was. */
    void locate(long seq, long as, String of) {
        located = true;
        storedAs = as;
        streamSeq = seq;
        storedSeq = seq;
        identity = of;
    }

    /** The last sequence that is durable. */
    long storedSeq() {
        return storedSeq;
    }

    @Override
    String kind() {
        return "source";
    }

    @Override
    String consumerName() {
        return Names.source(target, source(), target.config().sources());
    }

    @Override
    int level() {
        return Asking.LEVEL_IDENTITY;
    }

    @Override
    String identity() {
        return identity;
    }

    @Override
    boolean saysIdentity() {
        return true;
    }

    @Override
    ApiError setUpFailed(String why) {
        return JsError.SOURCE_CONSUMER_SETUP_FAILED.with(why);
    }

    @Override
    ApiError wrongAckPolicy() {
        return JsError.SOURCE_CONSUMER_REQUIRES_ACK_FC.error();
    }

    private void anew() {
        epoch++; // what is still on its way is of the stream that was there before
        streamSeq = 0;
        storedSeq = 0;
        storedAs = 0;
        noted = NEVER;
    }

    @Override
    boolean isAnother() {
        anew();
        consumerSeq = 0;
        identity = "";
        isAnew = true;
        return true;
    }

    @Override
    ConsumerConfig.Builder wanted(String consumer) {
        StreamSource source = source();
        ConsumerConfig.Builder config =
                ConsumerRequest.config(source, metadata("_nats.src.")).name(consumer);
        if (streamSeq > 0) {
            return config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(streamSeq + 1);
        }
        if (source.optStartSeq() > 0) {
            return config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(source.optStartSeq());
        }
        ZonedTime from = startTime(source);
        return from == null
                ? config.deliverPolicy(DeliverPolicy.ALL)
                : config.deliverPolicy(DeliverPolicy.BY_START_TIME).optStartTime(from);
    }

    // Of what was copied nothing may be left: what came after the last message of all was not.
    private @Nullable ZonedTime startTime(StreamSource source) {
        StreamState state = stored();
        ZonedTime last = state == null || state.lastTime() == 0 ? null : instant(state.lastTime());
        ZonedTime wanted = source.optStartTime();
        if (wanted != null) {
            return last != null && wanted.instant().isBefore(last.instant()) ? last : wanted;
        }
        return state != null && state.firstSeq() > 1 && !isAnew ? last : null;
    }

    private @Nullable StreamState stored() {
        try {
            return target.store().state();
        } catch (IOException e) {
            warn("begins without knowing when the last message came: " + e.getMessage());
            return null;
        }
    }

    private static ZonedTime instant(long nanos) {
        return ZonedTime.utc(Instant.ofEpochSecond(0, nanos));
    }

    @Override
    boolean isSetUp(String of, long delivered) {
        if (isAnew || (!of.isEmpty() && !identity.isEmpty() && !identity.equals(of))) {
            warn("is another stream of that name now, and copied from its beginning");
            anew();
        }
        identity = of;
        isAnew = false;
        streamSeq = Math.max(streamSeq, delivered);
        return true;
    }

    @Override
    boolean copy(Arrival message, Delivery of, Following from) {
        long seq = of.streamSeq;
        if (seq <= streamSeq) {
            knew(of);
            return true;
        }
        if (of.consumerSeq != consumerSeq + 1) {
            if (of.consumerSeq > consumerSeq) {
                again("messages are missing");
            }
            return true;
        }
        byte[] headers = HeaderBlock.without(message.headers(), SourceHeader.LINE, EXPECTED, BATCH);
        headers = HeaderBlock.with(
                headers, SourceHeader.NAME, SourceHeader.value(name, seq, message.subject(), identity));
        if (!store(renaming().apply(message.subject()), headers, message, 0, 0, seq, from)) {
            return false;
        }
        if (isFollowing(from)) {
            took(seq, of);
        }
        return true;
    }

    @Override
    void stored(long seq, long as) {
        if (seq > storedSeq) {
            storedSeq = seq;
            storedAs = as;
        }
    }

    /** Whether nothing says how far it is any more, once these messages of the stream are gone. */
    boolean isNoteDue(LongPredicate isGone) {
        return storedSeq != noted && (storedAs == 0 || isGone.test(storedAs));
    }

    /** All that was written down is not, after all. */
    void forgetNote() {
        noted = NEVER;
    }

    Noted.Place noted() {
        noted = storedSeq;
        return new Noted.Place(storedSeq, identity);
    }

    @Override
    boolean lost(long seq) {
        boolean isNews = seq <= streamSeq;
        streamSeq = Math.min(streamSeq, seq - 1);
        return isNews;
    }
}

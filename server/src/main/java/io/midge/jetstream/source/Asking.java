package io.midge.jetstream.source;

import io.midge.account.Internal;
import io.midge.account.Publisher;
import io.midge.account.Subscription;
import io.midge.conf.ByteText;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.json.JsonException;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks an origin for a consumer, until it has answered. An origin that does not know what is asked for is asked for less, twice at
 * most:
 *
 * <pre>
 *   level 5: says which stream it has to be ─▸ level 4: does not ─▸ none: a consumer as any client makes
 * </pre>
 */
@Confined("stream lane")
final class Asking {
    /** That an origin is told which stream is meant, and says which it is. */
    static final int LEVEL_IDENTITY = 5;

    /** That an origin knows consumers that are there to copy. */
    static final int LEVEL_SOURCING = 4;

    static final byte[] REQUIRED_LEVEL = "Nats-Required-Api-Level".getBytes(StandardCharsets.US_ASCII);
    static final byte[] IDENTITY = "Nats-Stream-Identity".getBytes(StandardCharsets.US_ASCII);

    private static final long PATIENCE_NS = Duration.ofSeconds(30).toNanos();
    private static final long PATIENCE_FOR_DURABLE_NS = Duration.ofSeconds(5).toNanos();
    private static final int MOST = 1 << 20;
    private static final byte[] NONE = {};

    private final Upstream of;
    private final Target target;
    private ConsumerRequest request;
    private int level;
    private final String identity;
    private @Nullable Subscription listed;
    private Lane.@Nullable Delayed timeout;
    private String waitsFor = "";
    private boolean ended;

    /** @param identity of the stream that it has to be; empty: any */
    Asking(Upstream of, ConsumerRequest request, int level, String identity) {
        this.of = of;
        this.target = of.target();
        this.request = request;
        this.level = level;
        this.identity = identity;
    }

    /** What is asked for. */
    ConsumerRequest request() {
        return request;
    }

    void begin() {
        String inbox = Names.inbox(target);
        AtomicBoolean heard = new AtomicBoolean();
        listed = target.internal().subscribe(target.account(), inbox, new Internal.Handler() {
            @Override
            public boolean hasRoom(int size, Publisher publisher) {
                return size <= MOST && !heard.get();
            }

            @Override
            public boolean onMessage(Internal.Message message) {
                boolean first = heard.compareAndSet(false, true);
                if (first) {
                    target.lane().execute(() -> heard(inbox, message));
                }
                return first;
            }
        });
        waitsFor = inbox;
        long patience = request.isDurable() ? PATIENCE_FOR_DURABLE_NS : PATIENCE_NS;
        timeout = target.lane().schedule(patience, this::timedOut);
        byte[] subject = ByteText.bytes(request.subject());
        target.postbox().put(target.account(), subject, ByteText.bytes(inbox), headers(), request.body());
    }

    private byte[] headers() {
        if (level == 0 || (request.isDurable() && !of.saysIdentity())) {
            return NONE;
        }
        byte[] headers = HeaderBlock.with(NONE, REQUIRED_LEVEL, ByteText.bytes(Integer.toString(level)));
        return level == LEVEL_IDENTITY ? HeaderBlock.with(headers, IDENTITY, ByteText.bytes(identity)) : headers;
    }

    /** Waits no more. */
    void end() {
        ended = true;
        endTry();
    }

    private void endTry() {
        if (listed != null) {
            target.internal().unsubscribe(target.account(), listed);
            target.account().unsubscribed(listed.subject());
            listed = null;
        }
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }

    private void timedOut() {
        if (!ended) {
            end();
            of.refused(null, true);
        }
    }

    private void heard(String inbox, Internal.Message message) {
        if (ended || !inbox.equals(waitsFor)) {
            return;
        }
        endTry();
        if (message.payload().length == 0) { // nobody is there
            end();
            of.refused(null, false);
            return;
        }
        try {
            ConsumerAnswer answer = ConsumerAnswer.read(message.payload());
            String said = ByteText.of(HeaderBlock.value(message.headers(), IDENTITY));
            answered(answer, said);
        } catch (JsonException e) {
            end();
            of.refused(JsError.INVALID_JSON.with(String.valueOf(e.getMessage())), false);
        }
    }

    private void answered(ConsumerAnswer answer, String said) {
        ApiError error = answer.error();
        if (error != null && asksForLess(error)) {
            begin();
            return;
        }
        end();
        if (error == null && answer.hasConsumer()) {
            of.answered(request, answer, said);
        } else if (error != null) {
            of.refused(error, false);
        } else {
            of.refused(of.setUpFailed("invalid consumer create response"), false);
        }
    }

    private boolean asksForLess(ApiError error) {
        boolean unknown =
                error.errCode() == JsError.REQUIRED_API_LEVEL.code() || error.errCode() == JsError.INVALID_JSON.code();
        if (!unknown || request.isPlain()) {
            return false;
        }
        if (level > LEVEL_SOURCING) {
            level--;
            return true;
        }
        if (request.isDurable()) {
            return false;
        }
        level = 0;
        request = request.plain(request.consumer() + '_' + Names.token(target));
        return true;
    }
}

package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.json.JsonWriter;
import io.midge.loop.IoLoop;
import io.midge.options.ExportOptions;
import io.midge.proto.PubFrame;
import io.midge.proto.TraceHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the time of requests to one service, of all or of some of them, and publishes in the account of the service what it
 * took. Which ones is a matter of chance, or of headers by which tracing systems ask for it. Safe from any thread.
 */
final class Latency {
    private static final int ALL = 100;
    private static final int HASH = 8;
    private static final byte[] NOTHING = {};

    private final Account account;
    private final int sampling;
    private final byte[] subject;
    private final Reporter reporter;

    /** Publishes the events of a server: soon, and of those that wait no more than {@link #MOST} bytes. */
    static final class Reporter {
        static final int MOST = 16 << 20;

        private final Fanout fanout;
        private final Internal internal;
        private final Nuid ids;
        private final byte[] suffix;
        private final AtomicLong waiting = new AtomicLong();

        /** {@code server}: name of the server, by whose hash others know where a measured reply belongs. */
        Reporter(String server, Fanout fanout, boolean shared, RandomGenerator random) {
            this.fanout = fanout;
            this.internal = new Internal(fanout, shared);
            this.ids = new Nuid(random);
            this.suffix = ByteText.bytes('.' + ByteText.of(Base62.hash(server, HASH)) + ".T");
        }

        void publish(Account account, byte[] subject, byte[] event) {
            if (waiting.addAndGet(event.length) > MOST) {
                waiting.addAndGet(-event.length); // whoever makes so many of them hears of fewer
                return;
            }
            fanout.loop().loop().execute(() -> {
                waiting.addAndGet(-event.length);
                fanout.route(account, Internal.frame(subject, NOTHING, NOTHING, event), internal);
            });
        }
    }

    Latency(Account account, ExportOptions.Latency options, Reporter reporter) {
        this.account = account;
        this.sampling = options.sampling();
        this.subject = ByteText.bytes(options.subject());
        this.reporter = reporter;
    }

    /**
     * A request comes.
     *
     * @param shares whether the service may know who asks
     * @return null if it is none of those that are measured
     */
    @Nullable
    Measurement begin(boolean shares, PubFrame request, Publisher requestor, IoLoop loop) {
        Map<String, List<String>> headers = Map.of();
        if (sampling < ALL && (sampling == 0 || loop.chance().below(ALL) > sampling)) {
            Map<String, List<String>> asking = request.headerLen > 0
                    ? TraceHeaders.sampled(request.buf, request.bodyOff, request.headerLen)
                    : null;
            if (asking == null) {
                return null;
            }
            headers = asking;
        }
        return new Measurement(this, requestor, shares, headers, loop);
    }

    /** What the subject of the reply to a request that is measured ends in. */
    byte[] suffix() {
        return reporter.suffix;
    }

    /** A new event, of which the common part is written. */
    JsonWriter event(IoLoop loop) {
        return JsonWriter.compact()
                .beginObject()
                .string("type", "io.nats.server.metric.v1.service_latency")
                .string("id", reporter.ids.next())
                .time("timestamp", loop.instant());
    }

    void publish(JsonWriter event) {
        reporter.publish(account, subject, event.toBytes());
    }
}

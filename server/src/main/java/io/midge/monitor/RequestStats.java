package io.midge.monitor;

import io.midge.json.JsonWriter;
import java.util.concurrent.atomic.AtomicLong;

/** How often each page was asked for; pages that nobody asked for are not shown. Thread-safe. */
final class RequestStats {
    private final AtomicLong root = new AtomicLong();
    private final AtomicLong connz = new AtomicLong();
    private final AtomicLong healthz = new AtomicLong();
    private final AtomicLong varz = new AtomicLong();

    void root() {
        root.incrementAndGet();
    }

    void connz() {
        connz.incrementAndGet();
    }

    void healthz() {
        healthz.incrementAndGet();
    }

    void varz() {
        varz.incrementAndGet();
    }

    /** Writes the counts, in the order of the paths. */
    void write(JsonWriter out) {
        out.beginObject("http_req_stats");
        out.unsignedIfSet("/", root.get());
        out.unsignedIfSet("/connz", connz.get());
        out.unsignedIfSet("/healthz", healthz.get());
        out.unsignedIfSet("/varz", varz.get());
        out.endObject();
    }
}

package io.midge.monitor;

import io.midge.json.JsonWriter;
import java.util.concurrent.atomic.AtomicLong;

/** How often each page was asked for; pages that nobody asked for are not shown. Thread-safe. */
final class RequestStats {
    private final AtomicLong root = new AtomicLong();
    private final AtomicLong accountz = new AtomicLong();
    private final AtomicLong accstatz = new AtomicLong();
    private final AtomicLong connz = new AtomicLong();
    private final AtomicLong healthz = new AtomicLong();
    private final AtomicLong jsz = new AtomicLong();
    private final AtomicLong subsz = new AtomicLong();
    private final AtomicLong varz = new AtomicLong();

    void root() {
        root.incrementAndGet();
    }

    void accountz() {
        accountz.incrementAndGet();
    }

    void accstatz() {
        accstatz.incrementAndGet();
    }

    void subsz() {
        subsz.incrementAndGet();
    }

    void connz() {
        connz.incrementAndGet();
    }

    void healthz() {
        healthz.incrementAndGet();
    }

    void jsz() {
        jsz.incrementAndGet();
    }

    void varz() {
        varz.incrementAndGet();
    }

    /** Writes the counts, in the order of the paths. */
    void write(JsonWriter out) {
        out.beginObject("http_req_stats");
        out.unsignedIfSet("/", root.get());
        out.unsignedIfSet("/accountz", accountz.get());
        out.unsignedIfSet("/accstatz", accstatz.get());
        out.unsignedIfSet("/connz", connz.get());
        out.unsignedIfSet("/healthz", healthz.get());
        out.unsignedIfSet("/jsz", jsz.get());
        out.unsignedIfSet("/subsz", subsz.get());
        out.unsignedIfSet("/varz", varz.get());
        out.endObject();
    }
}

package io.midge.events;

import io.midge.json.JsonWriter;
import java.time.InstantSource;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Writes who a message comes from: nats-server's {@code ServerInfo}, each with a number of its own. Any thread. */
final class Letterhead {
    private final Home home;
    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    Letterhead(Home home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
    }

    /** Writes it as a field. */
    void write(JsonWriter out) {
        value(out.name("server"));
    }

    /** Writes it as an object. */
    void value(JsonWriter out) {
        Home.Identity who = home.identity();
        out.beginObject();
        out.string("name", who.name()).string("host", who.host()).string("id", who.id());
        out.stringIfSet("cluster", who.cluster()).stringIfSet("domain", who.domain());
        out.string("ver", who.version()).stringsIfSet("tags", who.tags());
        if (!who.metadata().isEmpty()) {
            out.beginObject("metadata");
            new TreeMap<>(who.metadata()).forEach(out::string);
            out.endObject();
        }
        if (!who.flags().isEmpty()) {
            out.beginObject("feature_flags");
            new TreeMap<>(who.flags()).forEach(out::bool);
            out.endObject();
        }
        int flags = home.capabilities();
        out.bool("jetstream", (flags & 1) != 0).unsigned("flags", flags);
        out.unsigned("seq", last.incrementAndGet()).time("time", clock.instant());
        out.endObject();
    }
}

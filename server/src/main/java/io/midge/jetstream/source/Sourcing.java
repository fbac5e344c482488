package io.midge.jetstream.source;

import io.midge.jetstream.config.SourceInfo;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamSource;
import io.midge.loop.Confined;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What a stream copies: the door of this package. One for each stream that has a mirror or sources. */
@Confined("stream lane")
public final class Sourcing {
    private final Target target;
    private final Budget budget;
    private @Nullable MirrorUpstream mirror;
    private List<SourceUpstream> sources = new ArrayList<>();
    private @Nullable Positions positions;
    private boolean running;

    public Sourcing(Target target) {
        this(target, Budget.MOST);
    }

    /** With so many bytes at most that wait to be stored. */
    Sourcing(Target target, long mostWaiting) {
        this.target = target;
        this.budget = new Budget(mostWaiting);
    }

    /** Begins, or goes on where what is stored says that it stood. */
    public void start() {
        if (!running) {
            running = true;
            reconfigured();
        }
    }

    /** The stream has another configuration. */
    public void reconfigured() {
        if (!running) {
            return;
        }
        StreamConfig config = target.config();
        mirrors(config.mirror());
        List<SourceUpstream> before = sources;
        List<SourceUpstream> now = new ArrayList<>();
        List<SourceUpstream> gone = new ArrayList<>(before);
        for (StreamSource each : config.sources()) {
            SourceUpstream there = find(before, SourceName.of(each));
            if (there == null) {
                now.add(new SourceUpstream(target, each, budget));
            } else {
                there.source(each);
                gone.remove(there);
                now.add(there);
            }
        }
        for (SourceUpstream each : gone) {
            each.end(!isUsed(each, now));
        }
        sources = now;
        locate();
    }

    /** Whether it has to be written down how far sources are, as these messages of the stream are gone. */
    public boolean isNoteDue(LongPredicate isGone) {
        boolean isDue = false;
        for (SourceUpstream each : sources) {
            if (!each.isLocated()) {
                return false; // what was written down of it is still to be read
            }
            isDue |= each.isNoteDue(isGone);
        }
        return isDue;
    }

    /** What was to be written down was not. */
    public void forgetNote() {
        sources.forEach(SourceUpstream::forgetNote);
    }

    /**
     * What is to be written down of how far sources are.
     *
     * @param last the stream's last message that is applied
     */
    public byte[] note(long last) {
        TreeMap<String, Noted.Place> places = new TreeMap<>();
        for (SourceUpstream each : sources) {
            places.put(each.name().text(), each.noted());
        }
        return new Noted(last, places).toBytes();
    }

    private void mirrors(@Nullable StreamSource of) {
        if (of == null) {
            if (mirror != null) {
                mirror.end(true);
                mirror = null;
            }
        } else if (mirror == null) {
            mirror = new MirrorUpstream(target, of, budget);
            mirror.begin();
        } else {
            mirror.source(of);
        }
    }

    private static @Nullable SourceUpstream find(List<SourceUpstream> among, SourceName name) {
        for (SourceUpstream each : among) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }

    // A source whose filter is another one now has the consumer of the one that it was.
    private static boolean isUsed(SourceUpstream gone, List<SourceUpstream> among) {
        for (SourceUpstream each : among) {
            if (each.consumerName().equals(gone.askedName())
                    && each.source().name().equals(gone.source().name())
                    && Objects.equals(each.source().external(), gone.source().external())) {
                return true;
            }
        }
        return false;
    }

    private void locate() {
        if (positions != null) {
            positions.end();
            positions = null;
        }
        List<SourceUpstream> missing =
                sources.stream().filter(each -> !each.isLocated()).toList();
        if (!missing.isEmpty()) {
            positions = new Positions(target, missing);
            positions.begin();
        }
    }

    /** Ends it, since the stream is deleted; consumers at the origins are deleted. */
    public void stop() {
        end(true);
    }

    /** Ends it until it is started anew, as the server does: nobody is told, and origins keep what they keep for it. */
    public void close() {
        end(false);
    }

    /** The account imports other streams now, by which deliveries may come. */
    public void reimport() {
        if (mirror != null) {
            mirror.reimport();
        }
        sources.forEach(Upstream::reimport);
    }

    private void end(boolean isDeleted) {
        running = false;
        if (positions != null) {
            positions.end();
            positions = null;
        }
        if (mirror != null) {
            mirror.end(isDeleted);
            mirror = null;
        }
        for (SourceUpstream each : sources) {
            each.end(isDeleted);
        }
        sources = new ArrayList<>();
    }

    /** How far the mirror is, null if it is none. */
    public @Nullable SourceInfo mirror() {
        return mirror == null ? null : mirror.info(0);
    }

    /** How far each source is, in the order of the configuration. */
    public List<SourceInfo> sources() {
        List<SourceInfo> infos = new ArrayList<>();
        for (SourceUpstream each : sources) {
            infos.add(each.info(each.storedSeq()));
        }
        return infos;
    }
}

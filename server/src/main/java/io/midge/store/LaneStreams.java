package io.midge.store;

import io.midge.disk.DiskFull;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The streams of one lane, by group. */
@Confined("stream lane")
final class LaneStreams {
    /** So many streams are looked at in one task, so that others have their turn on the lane. */
    private static final int SLICE = 16;

    private final Lane lane;
    private final TreeMap<Long, StreamStore> streams = new TreeMap<>();

    LaneStreams(Lane lane) {
        this.lane = lane;
    }

    Lane lane() {
        return lane;
    }

    void add(StreamStore stream) {
        streams.put(stream.group(), stream);
    }

    @Nullable
    StreamStore remove(long group) {
        return streams.remove(group);
    }

    @Nullable
    StreamStore get(long group) {
        return streams.get(group);
    }

    /** The first stream from this group on; null: there is none. */
    @Nullable
    StreamStore from(long group) {
        Long next = streams.ceilingKey(group);
        return next == null ? null : streams.get(next);
    }

    List<StreamStore> all() {
        return List.copyOf(streams.values());
    }

    /**
     * What streams have to bring to the disk.
     *
     * @param late groups of those that cannot, since there is no room
     */
    record Swept(List<StreamCheckpoint> taken, List<Long> late) {}

    /** Walks over all that have changed, a few at a time, and passes on what they have to bring to the disk. */
    void sweep(Consumer<Swept> then) {
        sweep(Long.MIN_VALUE, new Swept(new ArrayList<>(), new ArrayList<>()), then);
    }

    private void sweep(long from, Swept swept, Consumer<Swept> then) {
        long next = from;
        for (int n = 0; n < SLICE; ) {
            Long group = streams.ceilingKey(next);
            if (group == null) {
                then.accept(swept);
                return;
            }
            StreamStore stream = streams.get(group);
            if (stream != null && stream.progress().isDirty() && !stream.isStopped()) {
                take(stream, swept);
                n++;
            }
            next = group + 1;
        }
        long rest = next;
        lane.execute(() -> sweep(rest, swept, then));
    }

    private static void take(StreamStore stream, Swept swept) {
        try {
            swept.taken.add(stream.checkpoint());
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                stream.room().look();
                swept.late.add(stream.group());
                return;
            }
            stream.stop("its files cannot be written: " + e.getMessage());
        }
    }
}

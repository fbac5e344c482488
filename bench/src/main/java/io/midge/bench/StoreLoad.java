package io.midge.bench;

import io.midge.loop.Lane;
import io.midge.store.StreamStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Messages for streams, from all their lanes at once. */
final class StoreLoad {
    private final StoreRig rig;
    private final List<StreamStore> streams;
    private final int payload;
    private final StoreFeeder.Subjects subjects;
    private long refused;

    StoreLoad(StoreRig rig, List<StreamStore> streams, int payload, StoreFeeder.Subjects subjects) {
        this.rig = rig;
        this.streams = streams;
        this.payload = payload;
        this.subjects = subjects;
    }

    /**
     * Publishes until so many are durable.
     *
     * @param window how many may be in flight, in all
     * @param checkpoints how many are asked for on the way
     * @return nanoseconds
     */
    long run(long messages, int window, int checkpoints) {
        List<StoreFeeder> feeders = new ArrayList<>();
        long left = messages;
        int lanes = (int)
                rig.streamLanes().stream().filter(lane -> !of(lane).isEmpty()).count();
        for (Lane lane : rig.streamLanes()) {
            List<StreamStore> here = of(lane);
            if (here.isEmpty()) {
                continue;
            }
            long share = feeders.size() + 1 == lanes ? left : messages / lanes;
            left -= share;
            boolean first = feeders.isEmpty();
            long pause = first && checkpoints > 0 ? Math.max(1, share / (checkpoints + 1)) : Long.MAX_VALUE;
            feeders.add(new StoreFeeder(here, window / lanes, share, payload, subjects, pause, rig::checkpoint));
        }
        long start = System.nanoTime();
        List<CompletableFuture<Long>> ends =
                feeders.stream().map(StoreFeeder::start).toList();
        long end = start;
        for (CompletableFuture<Long> each : ends) {
            end = Math.max(end, each.join());
        }
        feeders.forEach(each -> refused += each.refused());
        return end - start;
    }

    private List<StreamStore> of(Lane lane) {
        return streams.stream().filter(each -> each.lane() == lane).toList();
    }

    /** How often the journal had no room. */
    long refused() {
        return refused;
    }

    /** Subjects of one width, in turn: a prefix and so many digits. */
    static StoreFeeder.Subjects inTurn(String prefix, int digits, long count) {
        byte[] start = prefix.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return (to, n) -> {
            System.arraycopy(start, 0, to, 0, start.length);
            return digits(to, start.length, digits, n % count);
        };
    }

    /** Writes a number; where it ends. */
    static int digits(byte[] to, int at, int digits, long number) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }
}

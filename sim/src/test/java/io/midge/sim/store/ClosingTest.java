package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.store.Store;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That a store comes to its end, whatever the disk says. */
class ClosingTest {
    private static final long MINUTE = 60_000_000_000L;

    private final Scheduler scheduler = new Scheduler(1, new Trace());
    private final SimDisk disk = new SimDisk(scheduler, 1);
    private final Findings news = new Findings();
    private final List<StreamStore> streams = new ArrayList<>();

    private Store open() throws IOException {
        Store store = SmallStore.open(disk, scheduler, false, SmallStore.options(0, 128 << 10), news);
        for (String name : List.of("a", "b", "c")) {
            store.make(new StreamSpec("A", name, 1, Storage.FILE, Compression.NONE, new byte[0]), new Store.Made() {
                @Override
                public void made(StreamStore stream) {
                    streams.add(stream);
                }

                @Override
                public void failed(String why) {
                    throw new IllegalStateException(why);
                }
            });
        }
        scheduler.runUntil(() -> streams.size() == 3);
        return store;
    }

    private boolean ends(Store store) {
        boolean[] closed = {false};
        store.close(() -> closed[0] = true);
        scheduler.runFor(MINUTE);
        return closed[0];
    }

    private void append() {
        int[] left = {streams.size()};
        streams.forEach(each -> each.lane().execute(() -> OneMore.append(each, () -> left[0]--)));
        scheduler.runUntil(() -> left[0] == 0);
    }

    @Test
    void whatCannotBeWrittenOnAFullDiskIsInTheJournal() throws IOException {
        Store store = open();
        append();
        disk.capacity(disk.used());
        assertThat(ends(store)).isTrue();
        assertThat(news.failures).isEmpty();
        disk.capacity(1L << 30);
        Findings late = new Findings();
        Store again = SmallStore.open(disk.restart(), new Scheduler(2, new Trace()), false, 0, late);
        assertThat(late.isEmpty()).as(late.toString()).isTrue();
        assertThat(again.streams()).hasSize(3).allMatch(each -> each.lastSeq() == 1);
    }

    @Test
    void whoAsksForCheckpointsWithoutEndDoesNotKeepItOpen() throws IOException {
        Store store = open();
        append();
        boolean[] closed = {false};
        again(store, closed);
        store.close(() -> closed[0] = true);
        scheduler.runUntil(() -> closed[0]);
        assertThat(scheduler.failures()).isEmpty();
        assertThat(news.isEmpty()).as(news.toString()).isTrue();
    }

    private static void again(Store store, boolean[] closed) {
        store.checkpoint(() -> {
            if (!closed[0]) {
                again(store, closed);
            }
        });
    }
}

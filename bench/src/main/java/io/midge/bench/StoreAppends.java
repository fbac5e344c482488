package io.midge.bench;

import io.midge.store.StreamStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rows that write, one round of each. */
final class StoreAppends {
    private static final int WINDOW = 500;
    private static final int CHECKPOINTS = 4;
    private static final StoreFeeder.Subjects SUBJECTS = StoreLoad.inTurn("orders.eu.", 3, 100);

    private final Folders folders;
    private final StoreScale scale;
    private final StoreFigures figures;
    private double lastRate; // of the same round

    /** Gives out directories, and takes away what is in them. */
    interface Folders {
        Path fresh(String name) throws IOException;

        void remove(Path directory) throws IOException;
    }

    StoreAppends(Folders folders, StoreScale scale, StoreFigures figures) {
        this.folders = folders;
        this.scale = scale;
        this.figures = figures;
    }

    void append() throws IOException {
        Path directory = folders.fresh("append");
        figures.remark(StoreRow.APPEND, "sync of 64 KiB before, µs", PlainFile.syncMicros(directory, 200));
        try (StoreRig rig = StoreRig.open(directory.resolve("store"))) {
            StoreLoad load = new StoreLoad(rig, rig.make(1), 128, SUBJECTS);
            load.run(scale.appends() / 10, WINDOW, 0);
            lastRate = scale.appends() * 1e9 / load.run(scale.appends(), WINDOW, 0);
            figures.figure(StoreRow.APPEND, lastRate);
            figures.remark(StoreRow.APPEND, "refused for want of room", (double) load.refused());
        }
        figures.remark(StoreRow.APPEND, "after, µs", PlainFile.syncMicros(directory, 200));
        folders.remove(directory);
    }

    void streams() throws IOException {
        if (lastRate == 0) {
            append();
        }
        Path directory = folders.fresh("streams");
        try (StoreRig rig = StoreRig.open(directory.resolve("store"))) {
            List<StreamStore> streams = rig.make(scale.streams());
            StoreLoad load = new StoreLoad(rig, streams, 128, SUBJECTS);
            load.run(scale.appends() / 10, WINDOW, 0);
            int before = rig.checkpoints();
            double rate = scale.appends() * 1e9 / load.run(scale.appends(), WINDOW, CHECKPOINTS);
            int through = rig.checkpoints() - before;
            figures.figure(StoreRow.STREAMS, rate / lastRate);
            figures.remark(StoreRow.STREAMS, "messages/s", rate);
            figures.remark(StoreRow.STREAMS, "checkpoints", through);
            figures.remark(StoreRow.STREAMS, "refused for want of room", (double) load.refused());
            if (through < 3) {
                throw new IllegalStateException("only " + through + " checkpoints came through");
            }
        }
        folders.remove(directory);
        lastRate = 0;
    }

    void payload16k() throws IOException {
        payload(StoreRow.PAYLOAD_16K, 16 << 10, WINDOW);
    }

    void payload1m() throws IOException {
        payload(StoreRow.PAYLOAD_1M, 1 << 20, 16);
    }

    // The plain file is written before and after, since disks change their minds.
    private void payload(StoreRow row, int payload, int window) throws IOException {
        Path directory = folders.fresh(row.id());
        double before = PlainFile.sequential(directory, scale.payloadBytes());
        double rate;
        try (StoreRig rig = StoreRig.open(directory.resolve("store"))) {
            StoreLoad load = new StoreLoad(rig, rig.make(1), payload, SUBJECTS);
            load.run(8L * window, window, 0);
            long messages = scale.payloadBytes() / payload;
            rate = messages * (double) payload * 1e9 / load.run(messages, window, 0);
        }
        double after = PlainFile.sequential(directory, scale.payloadBytes());
        figures.figure(row, rate / Math.sqrt(before * after));
        figures.remark(row, "MB/s", rate / 1e6);
        figures.remark(row, "plain, MB/s", Math.sqrt(before * after) / 1e6);
        folders.remove(directory);
    }
}

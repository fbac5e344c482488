package io.midge.bench;

import io.midge.loop.Chance;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The rows that read, from a store that was filled before and stays. */
final class StoreReads {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int LOOKUPS = 1_000_000;
    private static final int SEARCHES = 20;

    private final StoreScale scale;
    private final StoreFigures figures;
    private final StoredMessage message = new StoredMessage();
    private double lastPerCpu; // which does not feel what else the machine does

    StoreReads(StoreScale scale, StoreFigures figures) {
        this.scale = scale;
        this.figures = figures;
    }

    /** Reads all, three times: for the compiler, without a filter, and with one. */
    void read(Path directory, List<StoreRow> rows) throws IOException {
        try (StoreRig rig = StoreRig.open(directory)) {
            StreamStore stream = rig.streams().getFirst();
            StoreRig.on(stream.lane(), () -> {
                SubjectFilter all = stream.filter(List.of());
                SubjectFilter wild = filter(stream, "orders.*.*");
                rate(stream, all);
                rate(stream, wild);
                double without = rate(stream, all);
                double perCpu = lastPerCpu;
                double with = rate(stream, wild);
                if (rows.contains(StoreRow.READ)) {
                    figures.figure(StoreRow.READ, without);
                    figures.remark(StoreRow.READ, "per second of CPU", perCpu);
                }
                if (rows.contains(StoreRow.FILTER)) {
                    figures.figure(StoreRow.FILTER, with / without);
                    figures.remark(StoreRow.FILTER, "messages/s", with);
                    figures.remark(StoreRow.FILTER, "÷ by CPU", lastPerCpu / perCpu);
                }
                if (rows.contains(StoreRow.LAST)) {
                    last(stream);
                }
                return true;
            });
        }
    }

    private static SubjectFilter filter(StreamStore stream, String pattern) {
        return stream.filter(List.of(pattern.getBytes(StandardCharsets.US_ASCII)));
    }

    private double rate(StreamStore stream, SubjectFilter filter) throws IOException {
        long start = System.nanoTime();
        long cpu = CPU.getCurrentThreadCpuTime();
        int count = 0;
        long seq = stream.next(1, filter, message);
        while (seq > 0) {
            count++;
            if (message.seq != seq || message.payload[message.payloadOffset] != 'x') {
                throw new IllegalStateException("message " + seq + " is another one");
            }
            seq = stream.next(seq + 1, filter, message);
        }
        if (count != scale.messages()) {
            throw new IllegalStateException(count + " messages were read of " + scale.messages());
        }
        lastPerCpu = count * 1e9 / (CPU.getCurrentThreadCpuTime() - cpu);
        return count * 1e9 / (System.nanoTime() - start);
    }

    private void last(StreamStore stream) throws IOException {
        Chance chance = new Chance(42);
        byte[] subject = new byte[StoreChild.SUBJECT.put(new byte[256], 0)];
        double rate = 0;
        for (int run = 0; run < 2; run++) { // the first one for the compiler
            long start = System.nanoTime();
            long cpu = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < LOOKUPS; i++) {
                StoreChild.subject(subject, chance.below(scale.subjects()));
                if (!stream.last(subject, message)) {
                    throw new IllegalStateException(new String(subject, StandardCharsets.US_ASCII) + " is not there");
                }
            }
            rate = LOOKUPS * 1e9 / (System.nanoTime() - start);
            lastPerCpu = LOOKUPS * 1e9 / (CPU.getCurrentThreadCpuTime() - cpu);
        }
        figures.figure(StoreRow.LAST, rate);
        figures.remark(StoreRow.LAST, "per second of CPU", lastPerCpu);
    }

    /** Searches in a store that was opened just now, and again when it knows its columns. */
    void first(Path directory, List<StoreRow> rows) throws IOException {
        if (rows.contains(StoreRow.FIRST_END)) {
            search(directory, StoreRow.FIRST_END, "needle.end.*", 1);
        }
        if (rows.contains(StoreRow.FIRST_SPREAD)) {
            search(directory, StoreRow.FIRST_SPREAD, "needle.spread.*", scale.haystack());
        }
    }

    private void search(Path directory, StoreRow row, String pattern, int places) throws IOException {
        try (StoreRig rig = StoreRig.open(directory)) {
            StreamStore stream = rig.streams().getFirst();
            figures.remark(row, "open, ms", rig.openNanos() / 1e6);
            StoreRig.on(stream.lane(), () -> {
                SubjectFilter filter = filter(stream, pattern);
                Chance chance = new Chance(42);
                figures.figure(row, millis(stream, filter, 1 + chance.below(places)));
                double[] warm = new double[SEARCHES];
                for (int i = 0; i < SEARCHES; i++) {
                    warm[i] = millis(stream, filter, 1 + chance.below(places) * 9L / 10);
                }
                figures.remark(row, "again, median ms", Stats.median(warm));
                return true;
            });
        }
    }

    private double millis(StreamStore stream, SubjectFilter filter, long from) throws IOException {
        long start = System.nanoTime();
        if (stream.next(from, filter, message) < from) {
            throw new IllegalStateException("nothing matches from " + from + " on");
        }
        return (System.nanoTime() - start) / 1e6;
    }
}

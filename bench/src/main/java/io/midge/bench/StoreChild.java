package io.midge.bench;

import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.Rows;
import io.midge.store.op.PackedOut;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What is done in a process of its own: so that memory is that of the store alone, opening is done by a JVM that has just
 * started, and a process can be killed. What it finds it prints, a line each.
 */
final class StoreChild {
    /** A million subjects like those of a shop: {@code orders.eu.0123456}. */
    static final StoreFeeder.Subjects SUBJECT = StoreChild::subject;

    private static final byte[] PREFIX = "orders.eu.".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int WINDOW = 500;
    private static final int CONSUMERS = 10;

    private StoreChild() {}

    static int subject(byte[] to, long number) {
        System.arraycopy(PREFIX, 0, to, 0, PREFIX.length);
        return StoreLoad.digits(to, PREFIX.length, 7, number);
    }

    static void run(String[] args) throws IOException {
        Path directory = Path.of(args[1]);
        switch (args[0]) {
            case "fill" -> fill(directory, Long.parseLong(args[2]), Long.parseLong(args[3]));
            case "haystack" -> haystack(directory, Long.parseLong(args[2]));
            case "many" -> many(directory, Integer.parseInt(args[2]), Long.parseLong(args[3]));
            case "open" -> open(directory);
            case "load" -> load(directory, Long.parseLong(args[2]), Long.parseLong(args[3]));
            default -> throw new IllegalArgumentException("no such work: " + args[0]);
        }
    }

    private static void fill(Path directory, long messages, long subjects) throws IOException {
        try (StoreRig rig = StoreRig.open(directory)) {
            StoreLoad load = new StoreLoad(rig, rig.make(1), 128, (to, n) -> subject(to, n % subjects));
            say("rate", messages * 1e9 / load.run(messages, WINDOW, 0));
            memory();
        }
    }

    private static void haystack(Path directory, long messages) throws IOException {
        StoreFeeder.Subjects hay = StoreLoad.inTurn("orders.eu.", 4, 1000);
        StoreFeeder.Subjects spread = StoreLoad.inTurn("needle.spread.", 2, 100);
        StoreFeeder.Subjects end = StoreLoad.inTurn("needle.end.", 2, 100);
        try (StoreRig rig = StoreRig.open(directory)) {
            StoreFeeder.Subjects all = (to, n) -> n >= messages - messages / 1000
                    ? end.put(to, n)
                    : n % 1000 == 999 ? spread.put(to, n / 1000) : hay.put(to, n);
            say("rate", messages * 1e9 / new StoreLoad(rig, rig.make(1), 16, all).run(messages, WINDOW, 0));
        }
    }

    private static void many(Path directory, int streams, long bytes) throws IOException {
        int payload = 8 << 10;
        try (StoreRig rig = StoreRig.open(directory)) {
            List<StreamStore> made = rig.make(streams);
            StoreLoad load = new StoreLoad(rig, made, payload, StoreLoad.inTurn("orders.eu.", 3, 100));
            load.run(bytes / payload * streams, WINDOW, 0);
            for (StreamStore each : made) {
                consumers(each);
            }
        }
    }

    // Each has a configuration, and a few messages that wait for their acknowledgement.
    private static void consumers(StreamStore stream) throws IOException {
        CompletableFuture<Long> end = new CompletableFuture<>();
        StoreRig.on(stream.lane(), () -> {
            Decision decision = new Decision();
            for (int i = 1; i <= CONSUMERS; i++) {
                long now = StoreRig.now();
                add(decision, i, new ConsumerOp.Create("c" + i, AckPolicy.EXPLICIT, 0, now, new Blob(new byte[300])));
                add(decision, i, new ConsumerOp.Delivered(100, 100, now, Rows.of(4, 1, 1, 100, now)));
                add(decision, i, new ConsumerOp.Acked(50, 50, now, Rows.of(2, 60, 70)));
            }
            return stream.propose(decision, new Replicator.Proposal() {
                @Override
                public void committed(long index) {
                    end.complete(index);
                }

                @Override
                public void failed(String why) {
                    end.completeExceptionally(new IllegalStateException(why));
                }
            });
        });
        end.join();
    }

    private static void add(Decision to, int number, ConsumerOp op) {
        PackedOut out = new PackedOut(512);
        op.put(out);
        to.consumer(number, StoreRig.now(), out.buf(), out.length());
    }

    private static void open(Path directory) throws IOException {
        CpuClock cpu = new CpuClock();
        long self = ProcessHandle.current().pid();
        long before = cpu.nanos(self);
        try (StoreRig rig = StoreRig.open(directory)) {
            say("cpu", (cpu.nanos(self) - before) / 1e6);
            say("open", rig.openNanos() / 1e6);
            memory();
            long messages = 0;
            for (StreamStore each : rig.streams()) {
                messages += StoreRig.on(each.lane(), each::state).messages();
            }
            say("messages", (double) messages);
        }
    }

    /** No checkpoint is made: what is told here is what the journal alone knows. Ends when it is killed. */
    private static void load(Path directory, long messages, long subjects) throws IOException {
        try (StoreRig rig = StoreRig.openWithoutCheckpoints(directory)) {
            StoreLoad load = new StoreLoad(rig, rig.streams(), 128, (to, n) -> subject(to, n % subjects));
            load.run(messages, WINDOW, 0);
            say("behind", (double) messages);
            load.run(Long.MAX_VALUE, WINDOW, 0);
        }
    }

    private static void memory() {
        System.gc();
        System.gc();
        say("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6);
        for (BufferPoolMXBean each : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (each.getName().equals("direct")) {
                say("direct", each.getMemoryUsed() / 1e6);
            }
        }
        say("rss", new ProcFs().statusKib(ProcessHandle.current().pid(), "VmRSS") * 1024 / 1e6);
    }

    private static void say(String what, double value) {
        System.out.println(what + '=' + value);
    }
}

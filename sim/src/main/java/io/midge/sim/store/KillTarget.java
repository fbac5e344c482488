package io.midge.sim.store;

import io.midge.disk.FileDisk;
import io.midge.loop.Clock;
import io.midge.loop.Entropy;
import io.midge.loop.ThreadLane;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.Store;
import io.midge.store.StoreLanes;
import io.midge.store.StoreListener;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.ConsumerState;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.op.MessageParts;
import io.midge.store.op.PackedOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * A process that is killed: it opens a store in a directory, appends as fast as it can, and says what was acknowledged, line by line:
 * {@code a STREAM SEQ} for a message and {@code d STREAM SEQ} for what a consumer was told of. It ends when nobody listens.
 */
final class KillTarget {
    /** Names of its streams; the second is compressed. */
    static final List<String> NAMES = List.of("plain", "s2");

    /** So many messages a stream keeps. */
    static final int KEPT = 500;

    /** One in so many is acknowledged by its consumer. */
    private static final int ACKED = 3;

    private static final int IN_FLIGHT = 16;
    private static final long TIME = 1_700_000_000_000_000_000L;
    private static final long RETRY_NANOS = 1_000_000;
    private static final long UPKEEP_NANOS = 5_000_000;

    private KillTarget() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws IOException {
        Clock clock = Clock.system();
        StoreLanes lanes = new StoreLanes(
                lane("journal", clock),
                lane("control", clock),
                lane("background", clock),
                List.of(lane("stream-0", clock), lane("stream-1", clock)));
        Store store = Store.open(SmallStore.parts(
                FileDisk.at(Path.of(args[0]), clock),
                lanes,
                false,
                SmallStore.options(UPKEEP_NANOS, SmallStore.JOURNAL),
                Entropy.system(),
                new Loud()));
        TreeSet<String> there = new TreeSet<>();
        for (StreamStore each : store.streams()) {
            there.add(each.name());
            each.lane().execute(() -> new Writer(each).begin());
        }
        for (String name : NAMES) {
            if (!there.contains(name)) {
                make(store, name);
            }
        }
    }

    private static ThreadLane lane(String name, Clock clock) {
        return ThreadLane.start(name, false, clock, KillTarget::fails);
    }

    // Whoever started it sees that it was not he who ended it.
    private static void fails(Throwable why) {
        why.printStackTrace();
        Runtime.getRuntime().halt(3);
    }

    private static void make(Store store, String name) {
        Compression compression = name.equals("s2") ? Compression.S2 : Compression.NONE;
        store.make(new StreamSpec("A", name, 1, Storage.FILE, compression, new byte[0]), new Store.Made() {
            @Override
            public void made(StreamStore stream) {
                new Writer(stream).begin();
            }

            @Override
            public void failed(String why) {
                fails(new IllegalStateException(why));
            }
        });
    }

    /** What an operator would hear. */
    private static final class Loud implements StoreListener {
        @Override
        public void warning(String line) {
            System.err.println(line);
        }

        @Override
        public void damage(Damage damage) {
            if (!damage.what().contains("possibly")) { // the batch that was being written
                System.err.println(damage);
            }
        }

        @Override
        public void failed(String line) {
            fails(new IllegalStateException(line));
        }
    }

    /** The subject of a message, which follows from its sequence. */
    static byte[] subject(long seq) {
        return ("k." + seq % 11).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Its payload. */
    static byte[] payload(long seq) {
        long mixed = seq * 0x9E3779B97F4A7C15L;
        byte[] payload = new byte[(int) (mixed >>> 40) % (seq % 50 == 0 ? 3000 : 120)];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (mixed >>> i % 56);
        }
        return payload;
    }

    /** When it came. */
    static long time(long seq) {
        return TIME + seq;
    }

    /** Appends to one stream. On its lane. */
    private static final class Writer {
        private static final byte[] NONE = new byte[0];

        private final StreamStore stream;
        private final Decision decision = new Decision();
        private ConsumerLog consumer = new ConsumerLog(new ConsumerState(AckPolicy.EXPLICIT, 0));
        private boolean hasConsumer;
        private long next;
        private int inFlight;

        Writer(StreamStore stream) {
            this.stream = stream;
        }

        void begin() {
            next = stream.lastSeq() + 1;
            known();
            more();
        }

        private void known() {
            StoredConsumer there = stream.consumers().find(1);
            if (there != null) {
                hasConsumer = true;
                consumer = new ConsumerLog(there.state());
            }
        }

        private void more() {
            try {
                boolean taken = true;
                while (taken && inFlight < IN_FLIGHT) {
                    taken = append();
                }
                if (!taken) {
                    stream.lane().schedule(RETRY_NANOS, this::more);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean append() throws IOException {
            long seq = next;
            decision.clear();
            stream.message(decision, seq, time(seq), 0, 0, MessageParts.of(subject(seq), NONE, payload(seq)));
            if (seq > KEPT) {
                decision.evict(seq - KEPT, time(seq));
            }
            if (!hasConsumer) {
                op(new ConsumerOp.Create("c", AckPolicy.EXPLICIT, 0, TIME, new Blob(NONE)));
            }
            boolean taken = stream.propose(decision, proposal('a', seq));
            if (taken) {
                hasConsumer = true;
                next++;
                inFlight++;
            }
            return taken;
        }

        private void op(ConsumerOp op) {
            PackedOut out = new PackedOut(64);
            op.put(out);
            decision.consumer(1, TIME, out.buf(), out.length());
        }

        private Replicator.Proposal proposal(char what, long seq) {
            return new Replicator.Proposal() {
                @Override
                public void committed(long index) {
                    say(what, seq);
                    if (what == 'a') {
                        inFlight--;
                        deliver(seq);
                        more();
                    }
                }

                @Override
                public void failed(String why) {
                    if (!stream.failure().isEmpty()) {
                        fails(new IllegalStateException(why));
                    }
                    known(); // there was no room, nor for any that came behind it
                    if (what == 'a') {
                        inFlight--;
                        next = Math.min(next, seq);
                        stream.lane().schedule(RETRY_NANOS, Writer.this::more);
                    }
                }
            };
        }

        // A consumer is told of a message when it is there.
        private void deliver(long seq) {
            decision.clear();
            consumer.delivered(seq, seq, TIME);
            if (seq % ACKED == 0) {
                consumer.acked(seq, seq, TIME, false);
            }
            consumer.flush(this::op);
            if (!decision.isEmpty() && !stream.propose(decision, proposal('d', seq))) {
                known(); // there was no room: the next one will tell
            }
        }

        private void say(char what, long seq) {
            System.out.println(what + " " + stream.name() + " " + seq);
            if (System.out.checkError()) {
                Runtime.getRuntime().halt(0);
            }
        }
    }
}

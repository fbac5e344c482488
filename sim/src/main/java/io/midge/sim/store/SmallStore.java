package io.midge.sim.store;

import io.midge.disk.Disk;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.sim.Dice;
import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.store.Store;
import io.midge.store.StoreLanes;
import io.midge.store.StoreListener;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.CheckpointFile;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.seal.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A store of a few kilobytes that has one of everything: a plain stream and a compressed one, each with sealed segments and one
 * that is not, large payloads, a consumer, a checkpoint and entries of the journal behind it; encrypted or not. All that it was
 * told is durable; it was closed, or has lost its power.
 */
final class SmallStore {
    private static final List<String> NAMES = List.of("plain", "s2");

    /** How long the journal may be, so that it is cut now and then. */
    static final long JOURNAL = 256 << 10;

    /** And of this one, so that few of its bytes are kept for later. */
    private static final long SHORT_JOURNAL = 64 << 10;

    /** Its files are remembered every so many rounds. */
    private static final int AGE = 3;

    final boolean encrypted;
    final TreeMap<String, StreamLife> lives = new TreeMap<>();
    /** Its files at earlier times. */
    final List<Image> earlier = new ArrayList<>();

    private final TreeSet<String> removable = new TreeSet<>();
    private final TreeMap<String, Integer> kept = new TreeMap<>();
    private final TreeSet<String> inUse = new TreeSet<>();
    private final Vital vital = new Vital();
    private Map<String, byte[]> files = Map.of();
    private final Dice dice;

    SmallStore(long seed, boolean encrypted) {
        this.dice = new Dice(seed);
        this.encrypted = encrypted;
    }

    private Image live(boolean closes) throws IOException {
        SimDisk disk = new SimDisk(dice.next());
        Scheduler scheduler = new Scheduler(dice.next(), new Trace());
        Findings news = new Findings();
        Store store = open(disk, scheduler, encrypted, options(0, SHORT_JOURNAL), news);
        TreeMap<String, StreamStore> streams = new TreeMap<>();
        for (String name : NAMES) {
            make(store, name, streams);
        }
        rounds(disk, scheduler, streams, 24);
        until(scheduler, store::checkpoint);
        rounds(disk, scheduler, streams, 12);
        until(scheduler, store::checkpoint);
        rounds(disk, scheduler, streams, 7);
        if (closes) {
            until(scheduler, store::close);
        }
        if (!news.isEmpty() || !scheduler.failures().isEmpty()) {
            throw new IllegalStateException(news.toString() + scheduler.failures());
        }
        for (StreamLife each : lives.values()) {
            if (each.inFlight() > 0) {
                throw new IllegalStateException("not all is durable");
            }
        }
        return Image.of(closes ? disk.restart() : disk.powerLoss(dice.next()));
    }

    /** How it is when nothing was broken: what is removed and shortened then may be at other times. */
    Image image(boolean closes) throws IOException {
        Image image = live(closes);
        SimDisk disk = image.disk(1);
        Checkpoint checkpoint = new CheckpointFile(disk).read(line -> {});
        NavigableMap<String, Long> marked = marked(checkpoint);
        open(disk, new Scheduler(1, new Trace()), encrypted, 0, new Findings());
        Image opened = Image.of(disk);
        for (Map.Entry<String, byte[]> each : image.files().entrySet()) {
            String name = each.getKey();
            byte[] after = opened.files().get(name);
            if (after == null || isBehind(name, marked)) {
                removable.add(name);
            } else {
                long most = Math.min(after.length, marked.getOrDefault(name, Long.MAX_VALUE));
                kept.put(name, (int) most);
            }
            if (name.startsWith("journal/") && begins(name, each.getValue())) {
                inUse.add(name);
                vital.journal(name, each.getValue(), checkpoint.journalStart());
            }
        }
        files = image.files();
        files.forEach((name, bytes) -> needs(name, bytes, marked, checkpoint));
        return image;
    }

    private void needs(String name, byte[] bytes, NavigableMap<String, Long> marked, Checkpoint checkpoint) {
        boolean sealed = name.endsWith(".seg") && !removable(name) && !marked.containsKey(name);
        if (sealed || name.endsWith("/meta") || List.of("keys", "checkpoint").contains(name)) {
            vital.add(name, 0, bytes.length);
        } else if (name.equals("FORMAT")) {
            vital.add(name, 0, bytes.length - 1); // the end of the line
        } else if (name.endsWith(".seg") && !removable(name)) {
            vital.frames(name, bytes, true, kept(name));
        }
        for (Checkpoint.Mark each : checkpoint.marks()) {
            if (name.equals(String.format("streams/%016x/%08x.con", each.group(), each.consumerFile()))) {
                vital.frames(name, bytes, false, (int) each.consumerLength());
            }
        }
    }

    /** Whether something that is needed is different in an image in which this file was changed. */
    boolean needs(String name, Image broken) {
        return vital.differs(files, name, Objects.requireNonNull(broken.files().get(name)));
    }

    /** How many operations nobody can miss when a page of a file is one of another time. */
    int unproven(String name, int page) {
        return vital.operationsIn(name, page);
    }

    /** How much of its last segment's file each stream needs: what follows is in the journal. */
    private static NavigableMap<String, Long> marked(Checkpoint checkpoint) {
        TreeMap<String, Long> marked = new TreeMap<>();
        for (Checkpoint.Mark each : checkpoint.marks()) {
            String name = String.format("streams/%016x/%08x.seg", each.group(), each.segment());
            marked.put(name, each.length());
        }
        return marked;
    }

    /** Whether a segment was begun behind its stream's mark: the journal has all that is in it. */
    private static boolean isBehind(String name, NavigableMap<String, Long> marked) {
        String last = marked.floorKey(name);
        return name.endsWith(".seg")
                && last != null
                && !last.equals(name)
                && last.startsWith(name.substring(0, name.lastIndexOf('/') + 1));
    }

    private static boolean begins(String name, byte[] bytes) {
        String hex = name.substring("journal/".length(), name.length() - ".jrn".length());
        long lsn = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
        return lsn == Long.parseUnsignedLong(hex, 16);
    }

    /** Whether opening removes a file. */
    boolean removable(String name) {
        return removable.contains(name);
    }

    /** How much of a file is left as it was when it is opened. */
    int kept(String name) {
        return kept.getOrDefault(name, 0);
    }

    /** Whether a file of the journal holds batches. */
    boolean isInUse(String name) {
        return inUse.contains(name);
    }

    private void make(Store store, String name, Map<String, StreamStore> streams) {
        Compression compression = name.equals("s2") ? Compression.S2 : Compression.NONE;
        byte[] config = name.getBytes(StandardCharsets.ISO_8859_1);
        store.make(new StreamSpec("A", name, 1, Storage.FILE, compression, config), new Store.Made() {
            @Override
            public void made(StreamStore stream) {
                streams.put(name, stream);
                lives.put(name, new StreamLife(false, 1800));
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
    }

    private void rounds(SimDisk disk, Scheduler scheduler, Map<String, StreamStore> streams, int rounds)
            throws IOException {
        scheduler.runUntil(() -> streams.size() == NAMES.size());
        for (int n = 0; n < rounds; n++) {
            int[] stepped = {0};
            if (n % AGE == 0) {
                earlier.add(Image.of(disk));
            }
            for (StreamStore each : streams.values()) {
                each.lane().execute(() -> {
                    try {
                        Objects.requireNonNull(lives.get(each.name())).step(each, dice);
                        stepped[0]++;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
            scheduler.runUntil(
                    () -> stepped[0] == NAMES.size() && lives.values().stream().allMatch(each -> each.inFlight() == 0));
        }
    }

    /** Runs until something is done that tells when it is. */
    static void until(Scheduler scheduler, Consumer<Runnable> what) {
        boolean[] done = {false};
        what.accept(() -> done[0] = true);
        scheduler.limit(1_000_000);
        scheduler.runUntil(() -> done[0]);
    }

    /** Opens one. */
    static Store open(Disk disk, Scheduler scheduler, boolean encrypted, long upkeepNanos, StoreListener news)
            throws IOException {
        return open(disk, scheduler, encrypted, options(upkeepNanos, JOURNAL), news);
    }

    static Store open(Disk disk, Scheduler scheduler, boolean encrypted, StoreOptions options, StoreListener news)
            throws IOException {
        StoreLanes lanes = new StoreLanes(
                scheduler.lane("journal"),
                scheduler.lane("control"),
                scheduler.lane("background"),
                List.of(scheduler.lane("stream-0"), scheduler.lane("stream-1")));
        return Store.open(parts(disk, lanes, encrypted, options, scheduler.dice()::next, news));
    }

    /** What one is made of. */
    static StoreParts parts(
            Disk disk,
            StoreLanes lanes,
            boolean encrypted,
            StoreOptions options,
            RandomGenerator chance,
            StoreListener news) {
        SecretText key = encrypted ? SecretText.of("a key") : SecretText.NONE;
        Keys keys = new Keys(key, SecretText.NONE, StoreCipher.CHACHA, chance);
        return new StoreParts(disk, lanes, options, keys, StoreCipher.CHACHA, chance, news);
    }

    /** Small, with a journal of so many bytes. */
    static StoreOptions options(long upkeepNanos, long journal) {
        return new StoreOptions(
                "",
                16 << 10,
                journal,
                1 << 20,
                4 << 10,
                1 << 10,
                4 << 10,
                512,
                1 << 10,
                1 << 20,
                4,
                upkeepNanos,
                0,
                1 << 20);
    }
}

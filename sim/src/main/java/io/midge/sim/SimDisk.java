package io.midge.sim;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.LockedException;
import io.midge.disk.Names;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps what was synced and nothing else, fails when it is told to, and takes its time.
 *
 * <pre>
 *   disk ── operations ──▸ stopAtOperation(n): PowerLost        powerLoss(seed) ──▸ another disk, with what is left
 *                                                               restart()       ──▸ another disk, with everything
 * </pre>
 *
 * An operation after which the power goes has begun: what it did is unsynced, and a sync did nothing. So the power going
 * before it, in it and after it are all among what {@link #powerLoss} may leave. Operations are counted if they change something.
 *
 * <p>Any thread, one at a time; in a simulation its only one.
 */
public final class SimDisk implements Disk {
    private static final long NEVER = Long.MAX_VALUE;

    private final @Nullable Scheduler scheduler;
    private final Tree tree;
    private final Latency latency;
    private final Faults faults;
    private final Dice dice;
    private final TreeSet<String> locked = new TreeSet<>();
    private long capacity;

    private long operations;
    private long syncs;
    private long stopAt = NEVER;
    private long stopAtSync = NEVER;
    /** The power goes, for each lane as soon as it is that late. */
    private boolean stopped;
    /** Another disk has what was here. */
    private boolean gone;

    /** An empty disk that is not part of a simulation: it takes no time. */
    public SimDisk(long seed) {
        this(null, new Tree(), 1L << 40, seed);
    }

    /** An empty disk on which lanes wait. */
    public SimDisk(Scheduler scheduler, long seed) {
        this(scheduler, new Tree(), 1L << 40, seed);
    }

    private SimDisk(@Nullable Scheduler scheduler, Tree tree, long capacity, long seed) {
        this.scheduler = scheduler;
        this.tree = tree;
        this.capacity = capacity;
        this.dice = new Dice(seed);
        this.latency = new Latency(dice.fork());
        this.faults = new Faults(dice.fork());
    }

    // ---- what a test does to it ----

    /** Plans that something fails. */
    public synchronized void plan(Fault fault) {
        faults.add(fault);
    }

    /** Nothing fails any more. */
    public synchronized void heal() {
        faults.clear();
    }

    /** How many bytes there is room for. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /** How many bytes its files take, in whole pages. */
    public synchronized long used() {
        return tree.used();
    }

    /** The power goes in the nth operation from the beginning, counted from 1. */
    public synchronized void stopAtOperation(long nth) {
        stopAt = nth;
    }

    /** The power goes in the nth sync, of a file or a directory, counted from 1. */
    public synchronized void stopAtSync(long nth) {
        stopAtSync = nth;
    }

    /** How many operations changed something, syncs included. */
    public synchronized long operations() {
        return operations;
    }

    /** How many of them were syncs, of files and directories. */
    public synchronized long syncs() {
        return syncs;
    }

    /** Whether the power is gone. */
    public synchronized boolean isStopped() {
        return stopped || gone;
    }

    /** The power goes, if it has not gone: what another machine would find on this disk, one of many possibilities. */
    public synchronized SimDisk powerLoss(long seed) {
        gone = true;
        trace("power loss", "", seed, operations);
        Dice chance = new Dice(seed);
        return new SimDisk(scheduler, tree.torn(chance), capacity, chance.next());
    }

    /** The process ends without a word, and its successor finds all that it did; what was not synced can still be lost. */
    public synchronized SimDisk restart() {
        gone = true;
        trace("process ends", "", 0, operations);
        return new SimDisk(scheduler, tree, capacity, dice.next());
    }

    /** To break what lies there. */
    public synchronized Damage damage(String name) throws IOException {
        return new Damage(tree.file(name).content, dice.fork());
    }

    // ---- the disk ----

    @Override
    public synchronized DiskFile create(String name) throws IOException {
        begin(Op.CREATE, Names.check(name), 0, 0);
        Node.File file = tree.create(name);
        end();
        return new Handle(name, file, true);
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        begin(Op.OPEN, Names.check(name), 0, 0);
        return new Handle(name, tree.file(name), true);
    }

    @Override
    public synchronized DiskFile openToRead(String name) throws IOException {
        begin(Op.OPEN, Names.check(name), 1, 0);
        return new Handle(name, tree.file(name), false);
    }

    @Override
    public synchronized boolean exists(String name) throws IOException {
        begin(Op.EXISTS, Names.checkDirectory(name), 0, 0);
        return tree.find(name) != null;
    }

    @Override
    public synchronized List<Entry> list(String directory) throws IOException {
        begin(Op.LIST, Names.checkDirectory(directory), 0, 0);
        List<Entry> entries = new ArrayList<>();
        if (tree.find(directory) == null) {
            return entries;
        }
        for (Map.Entry<String, Node> each : tree.directory(directory).now.entrySet()) {
            boolean isDirectory = each.getValue() instanceof Node.Directory;
            long size = each.getValue() instanceof Node.File file ? file.content.size() : 0;
            entries.add(new Entry(each.getKey(), isDirectory, size));
        }
        return entries;
    }

    @Override
    public synchronized void createDirectories(String directory) throws IOException {
        begin(Op.MAKE_DIRECTORIES, Names.checkDirectory(directory), 0, 0);
        tree.makeDirectories(directory);
        end();
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        begin(Op.DELETE, Names.check(name), 0, 0);
        tree.delete(name);
        end();
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        Names.check(to);
        begin(Op.RENAME, Names.check(from), 0, 0);
        trace("to", to, 0, 0);
        tree.rename(from, to);
        end();
    }

    @Override
    public synchronized void syncDirectory(String directory) throws IOException {
        begin(Op.SYNC_DIRECTORY, Names.checkDirectory(directory), 0, 0);
        tree.sync(tree.directory(directory));
    }

    @Override
    public synchronized long free() throws IOException {
        begin(Op.FREE, "", 0, 0);
        return Math.max(0, capacity - tree.used());
    }

    @Override
    public synchronized Closeable lock(String name) throws IOException {
        begin(Op.LOCK, Names.check(name), 0, 0);
        if (tree.find(name) == null) {
            tree.create(name);
        }
        if (!locked.add(name)) {
            throw new LockedException(where() + "/" + name + " is locked by this process");
        }
        end();
        return new Closeable() {
            private boolean closed;

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    locked.remove(name);
                }
            }
        };
    }

    @Override
    public String where() {
        return "simulated";
    }

    // ---- every operation ----

    /** The operation takes its time, counts, and fails if it is to. */
    private void begin(Op op, String name, long at, long bytes) throws IOException {
        Effect effect = enter(op, name, at, bytes);
        if (effect != null) {
            throw effect.exception();
        }
    }

    private @Nullable Effect enter(Op op, String name, long at, long bytes) {
        if (gone || (stopped && (scheduler == null || scheduler.isHalted()))) {
            throw new PowerLost("the power went at operation " + operations);
        }
        if (op.changes()) {
            operations++;
            syncs += op.syncs() ? 1 : 0;
        }
        trace(op.name(), name, at, bytes);
        if (scheduler != null) {
            scheduler.busy(latency.of(op, bytes));
        }
        Effect effect = faults.next(op, name);
        if (effect != null) {
            trace("fails: " + effect.text(), name, 0, operations);
        }
        if (op.syncs() && syncs == stopAtSync) {
            stopAt = operations;
        }
        if (op.changes() && (op.syncs() || effect != null)) {
            end();
        }
        return effect;
    }

    /** The operation did what it does; if it is the last one, the power goes. */
    private void end() {
        if (operations >= stopAt && !stopped) {
            stopped = true;
            if (scheduler != null) {
                scheduler.halt();
            }
            throw new PowerLost("the power goes at operation " + operations);
        }
    }

    private void trace(String what, String name, long first, long second) {
        if (scheduler != null) {
            scheduler.trace().event(scheduler.nanos(), scheduler.who(), what, name, first, second);
        }
    }

    private final class Handle implements DiskFile {
        private final String name;
        private final Node.File file;
        private final boolean writable;
        private boolean closed;

        Handle(String name, Node.File file, boolean writable) {
            this.name = name;
            this.file = file;
            this.writable = writable;
        }

        @Override
        public long size() throws IOException {
            synchronized (SimDisk.this) {
                check(false, 0);
                begin(Op.SIZE, name, 0, 0);
                return file.content.size();
            }
        }

        @Override
        public int read(ByteBuffer to, long at) throws IOException {
            synchronized (SimDisk.this) {
                check(false, at);
                begin(Op.READ, name, at, to.remaining());
                return file.content.read(to, at);
            }
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            synchronized (SimDisk.this) {
                check(true, at);
                byte[] data = new byte[from.remaining()];
                from.get(from.position(), data);
                Effect effect = enter(Op.WRITE, name, at, data.length);
                trace("bytes", name, checksum(data), data.length);
                // Who fails may have done a part of it.
                int done = effect == null ? data.length : data.length == 0 ? 0 : dice.below(data.length);
                int room = room(at, done);
                put(room < done || effect != null ? Arrays.copyOf(data, room) : data, at);
                from.position(from.position() + room);
                if (effect != null) {
                    throw effect.exception();
                }
                if (room < done) {
                    trace("full", name, room, tree.used());
                    throw Effect.ENOSPC.exception();
                }
                end();
            }
        }

        private void put(byte[] data, long at) {
            if (data.length > 0) {
                tree.resize(file, Math.max(file.content.size(), at + data.length));
                file.content.write(data, at);
            }
        }

        /** How many of so many bytes there is room for. */
        private int room(long at, int wanted) {
            long pages = Pages.count(file.content.size()) + Math.max(0, capacity - tree.used()) / Pages.PAGE;
            return Math.clamp(pages * Pages.PAGE - at, 0, wanted);
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimDisk.this) {
                check(false, 0);
                Effect effect = enter(Op.SYNC, name, 0, 0);
                if (effect != null) {
                    file.content.failSync(dice);
                    throw effect.exception();
                }
                file.content.sync();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimDisk.this) {
                check(true, 0);
                long now = file.content.size();
                if (size < 0 || size > now) {
                    throw new IllegalArgumentException("a file of " + now + " bytes cannot be cut to " + size);
                }
                begin(Op.TRUNCATE, name, size, 0);
                tree.resize(file, size);
                file.content.cut(size);
                end();
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        private void check(boolean toWrite, long at) throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (toWrite && !writable) {
                throw new NonWritableChannelException();
            }
            if (at < 0) {
                throw new IllegalArgumentException("negative position");
            }
        }
    }

    private static long checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return crc.getValue();
    }
}

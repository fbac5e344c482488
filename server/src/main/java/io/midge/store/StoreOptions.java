package io.midge.store;

/**
 * The sizes of a store.
 *
 * @param name of this server, as groups know their members
 * @param journalFile bytes of one file of the journal; default 64 MiB
 * @param journalMax bytes of all of them together; default 1 GiB: beyond it nothing is taken until a checkpoint is through
 * @param checkpoint a checkpoint is made when the journal has grown by so many bytes; default 256 MiB
 * @param batch bytes that may wait for the next sync of the journal; default 4 MiB
 * @param minSegment bytes of a stream's first segment; default 64 KiB
 * @param maxSegment bytes that segments grow to by doubling; default 8 MiB
 * @param flush bytes of a stream that wait to be written to its segment; default 64 KiB
 * @param large payloads from here on go to a file of their own; default 16 KiB
 * @param columns bytes of memory for what finds messages in segments, for all streams; default 64 MiB
 * @param openFiles files of segments that are kept open because somebody may read them again; default 512
 * @param upkeepNanos how often streams have a turn to give back room and to verify what they have; 0: never,
 *     and checkpoints are made when they are asked for only; default 100 ms
 * @param verifyNanos how long it takes to verify once all that a stream has on the disk, and to begin again; 0: there is no pause;
 *     default a day
 * @param memory bytes outside the heap for streams in memory; default 256 MiB
 * @param syncNanos 0, the default: nothing is told to be durable before it was synced; else the journal is synced once in so many
 *     nanoseconds, and what it was told since then may be gone after a loss of power
 */
public record StoreOptions(
        String name,
        int journalFile,
        long journalMax,
        long checkpoint,
        int batch,
        int minSegment,
        int maxSegment,
        int flush,
        int large,
        long columns,
        int openFiles,
        long upkeepNanos,
        long verifyNanos,
        long memory,
        long syncNanos) {
    /** What a server has that says nothing of it. */
    public static final StoreOptions DEFAULTS = new StoreOptions(
            "",
            64 << 20,
            1L << 30,
            256L << 20,
            4 << 20,
            64 << 10,
            8 << 20,
            64 << 10,
            16 << 10,
            64L << 20,
            512,
            100_000_000L,
            86_400_000_000_000L,
            256L << 20,
            0);

    /** With all that is told to be durable on the disk. */
    public StoreOptions(
            String name,
            int journalFile,
            long journalMax,
            long checkpoint,
            int batch,
            int minSegment,
            int maxSegment,
            int flush,
            int large,
            long columns,
            int openFiles,
            long upkeepNanos,
            long verifyNanos,
            long memory) {
        this(
                name,
                journalFile,
                journalMax,
                checkpoint,
                batch,
                minSegment,
                maxSegment,
                flush,
                large,
                columns,
                openFiles,
                upkeepNanos,
                verifyNanos,
                memory,
                0);
    }

    /** The same sizes for a server of this name, with so many bytes of memory, and a journal that is synced this often. */
    public StoreOptions as(String server, long bytes, long nanos) {
        return new StoreOptions(
                server,
                journalFile,
                journalMax,
                checkpoint,
                batch,
                minSegment,
                maxSegment,
                flush,
                large,
                columns,
                openFiles,
                upkeepNanos,
                verifyNanos,
                bytes,
                nanos);
    }

    /** So small that a few hundred messages meet every boundary: for simulations. */
    public static StoreOptions tiny() {
        return new StoreOptions(
                "",
                64 << 10,
                1 << 20,
                128 << 10,
                16 << 10,
                1 << 10,
                4 << 10,
                512,
                1 << 10,
                1 << 20,
                4,
                5_000_000L,
                0,
                4 << 20);
    }
}

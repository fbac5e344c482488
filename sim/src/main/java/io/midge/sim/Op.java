package io.midge.sim;

/** What can be asked of a disk. */
public enum Op {
    CREATE(true),
    OPEN(false),
    SIZE(false),
    READ(false),
    WRITE(true),
    SYNC(true),
    TRUNCATE(true),
    EXISTS(false),
    LIST(false),
    MAKE_DIRECTORIES(true),
    DELETE(true),
    RENAME(true),
    SYNC_DIRECTORY(true),
    FREE(false),
    LOCK(true);

    private final boolean changes;

    Op(boolean changes) {
        this.changes = changes;
    }

    /** Whether it makes a difference to what a loss of power leaves. Only these are counted as operations. */
    public boolean changes() {
        return changes;
    }

    /** Whether it makes something durable. */
    public boolean syncs() {
        return this == SYNC || this == SYNC_DIRECTORY;
    }
}

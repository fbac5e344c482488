package io.midge.disk;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * One directory and all below it. Names are relative to it, with {@code /} between their parts; {@code ""} is the directory
 * itself. Any thread.
 *
 * <p>What survives a loss of power: the bytes of a file that {@link DiskFile#sync} has returned for, and the names that
 * {@link #syncDirectory} has returned for. Anything else may be there, in part, torn between sectors of 512 bytes, or not at
 * all. A rename is atomic: the old file or the new one.
 */
public interface Disk {
    /** A name in a directory. */
    record Entry(String name, boolean isDirectory, long size) {}

    /** A new file of size 0. It fails if there is one of that name. */
    DiskFile create(String name) throws IOException;

    /** A file that is there, to be read and written. {@link java.nio.file.NoSuchFileException} if it is not. */
    DiskFile open(String name) throws IOException;

    /** A file that is there, to be read only. {@link java.nio.file.NoSuchFileException} if it is not. */
    DiskFile openToRead(String name) throws IOException;

    /** Whether there is a file or directory of that name. */
    boolean exists(String name) throws IOException;

    /** What is in a directory, by name; nothing if there is no such directory. */
    List<Entry> list(String directory) throws IOException;

    /** Makes a directory and those above it, unless they are there. */
    void createDirectories(String directory) throws IOException;

    /** Removes a file or an empty directory, if it is there. */
    void delete(String name) throws IOException;

    /** Gives a file or directory another name, in place of the file that had it. */
    void rename(String from, String to) throws IOException;

    /** Returns when the names in a directory would survive a loss of power. */
    void syncDirectory(String directory) throws IOException;

    /** How many more bytes can be written. */
    long free() throws IOException;

    /**
     * Takes a lock that one process at a time can have, until it is closed or the process ends.
     *
     * @throws LockedException somebody has it, and who
     */
    Closeable lock(String name) throws IOException;

    /** The directory, for messages. */
    String where();
}

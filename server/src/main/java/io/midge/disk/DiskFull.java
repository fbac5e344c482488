package io.midge.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Tells a disk that has no room from one that is broken: what it refused may work when somebody has made room. */
public final class DiskFull {
    private DiskFull() {}

    /** Whether this is for want of room, or of something else that others may give back. */
    public static boolean is(IOException e) {
        String told = e instanceof FileSystemException of ? of.getReason() : e.getMessage(); // without the file's name
        String message = told == null ? "" : told;
        return message.contains("No space left")
                || message.contains("not enough space")
                || message.contains("quota")
                || message.contains("Too many open files");
    }
}

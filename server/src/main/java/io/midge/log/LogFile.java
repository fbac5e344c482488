package io.midge.log;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The file at whose end log lines are put, and what becomes of it when it has grown: it gets another name, {@code
 * name.2026.11.21.00.45.00.274786000}, and a new one begins. Not thread-safe: a sink calls it under its lock.
 *
 * <p>The old file is let go of only when the new one is open. Whatever fails, there is a file to write to.
 */
final class LogFile extends OutputStream {
    private static final int STAMP_LENGTH = "2026.11.21.00.45.00.274786000".length();

    /** A line that the file's own fate is worth. */
    record Note(Level level, String text) {}

    private final String name;
    private final long sizeLimit;
    private final long maxFiles;
    private FileOutputStream out;
    private long size;
    private long limit;

    /**
     * Opens a file, and makes it if it does not exist.
     *
     * @param sizeLimit size in bytes above which a new one begins, 0 for never
     * @param maxFiles how many files there may be, the current one among them; 0 for any number
     * @throws IOException with a text for operators if the file cannot be opened
     */
    LogFile(String name, long sizeLimit, long maxFiles) throws IOException {
        this.name = name;
        this.sizeLimit = sizeLimit;
        this.maxFiles = maxFiles;
        this.out = open(name);
        measure();
    }

    /** Whether it is time for {@link #rotate}. */
    boolean isFull() {
        return limit > 0 && size > limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        out.write(b, off, len);
        size += len;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /**
     * Opens the file that has the name now.
     *
     * @throws IOException with a text for operators if there is none; the old one stays open
     */
    void reopen() throws IOException {
        replace(open(name));
        measure();
    }

    /** Begins a new file, and returns the lines to begin it with. The stamp is like {@code 2026/11/21 00:45:00.274786}. */
    List<Note> rotate(String stamp) {
        List<Note> notes = new ArrayList<>();
        String backup = null;
        try {
            backup = unused(stamp.replace('/', '.').replace(' ', '.').replace(':', '.'));
            Files.move(path(name), path(backup));
        } catch (NoSuchFileException e) {
            backup = null; // somebody has moved it away, and keeps it
        } catch (IOException e) {
            return List.of(postponed("Unable to rename logfile for rotation (" + LogText.reason(e) + ")"));
        }
        FileOutputStream next;
        try {
            next = open(name);
        } catch (IOException e) {
            if (backup != null) {
                putBack(backup);
            }
            return List.of(postponed("Unable to re-open the logfile " + LogText.quoted(name) + " after rotation: "
                    + String.valueOf(e.getMessage()).replaceFirst("^error opening file: ", "")));
        }
        replace(next);
        measure();
        notes.add(new Note(
                Level.INF,
                backup == null
                        ? "Rotated log, no backup saved: " + LogText.quoted(name) + " had been moved away"
                        : "Rotated log, backup saved as " + LogText.quoted(backup)));
        if (maxFiles > 0) {
            purge(notes);
        }
        return notes;
    }

    private static FileOutputStream open(String name) throws IOException {
        try {
            create(name);
            return new FileOutputStream(name, true);
        } catch (IOException e) {
            throw new IOException("error opening file: open " + name + ": " + LogText.reason(e), e);
        }
    }

    // With nats-server's permissions: others than owner and group are not to read it.
    private static void create(String name) {
        if (new File(name).exists()) {
            return;
        }
        try {
            Files.createFile(
                    path(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException e) {
            return; // by somebody who was faster, or a link to what does not exist
        } catch (IOException | UnsupportedOperationException e) {
            return; // opening it says why, or makes it where there are no such permissions
        }
    }

    // A name may have letters that the process's locale has not.
    private static Path path(String name) throws IOException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException(e.getReason(), e);
        }
    }

    // Devices and pipes keep their names.
    private void measure() {
        File file = new File(name);
        limit = file.isFile() ? sizeLimit : 0;
        size = limit > 0 ? file.length() : 0;
    }

    private void replace(FileOutputStream next) {
        FileOutputStream before = out;
        out = next;
        try {
            before.close();
        } catch (IOException e) {
            return; // its lines are written, and nothing else can be done
        }
    }

    private Note postponed(String what) {
        limit = limit > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * limit;
        return new Note(Level.ERR, what + ", will attempt next rotation at size " + limit);
    }

    private void putBack(String backup) {
        try {
            Files.move(path(backup), path(name));
        } catch (IOException e) {
            return; // it keeps the new name, and gets its lines still
        }
    }

    // The clock may have been turned back, and two files may fill up in one microsecond: no backup is written over.
    private String unused(String stamp) {
        for (int nanos = 0; ; nanos++) {
            String digits = Integer.toString(1000 + nanos).substring(1);
            String candidate = name + "." + stamp + digits;
            if (nanos == 999 || !new File(candidate).exists()) {
                return candidate;
            }
        }
    }

    private void purge(List<Note> notes) {
        File file = new File(name);
        File parent = file.getAbsoluteFile().getParentFile();
        String[] names = parent.list((dir, each) -> isBackup(file.getName(), each) && new File(dir, each).isFile());
        if (names == null) {
            notes.add(new Note(
                    Level.ERR,
                    "Unable to read directory " + LogText.quoted(parent.getPath())
                            + " for log purge, will attempt next rotation"));
            return;
        }
        Arrays.sort(names); // by time
        for (int i = 0; i < names.length - (maxFiles - 1); i++) {
            File oldest = new File(parent, names[i]);
            try {
                Files.delete(oldest.toPath());
            } catch (IOException e) {
                notes.add(new Note(
                        Level.ERR,
                        "Unable to remove backup log file " + LogText.quoted(names[i]) + " (remove " + oldest + ": "
                                + LogText.reason(e) + "), will attempt next rotation"));
                return;
            }
            notes.add(new Note(Level.INF, "Purged log file " + LogText.quoted(names[i])));
        }
    }

    /** Whether a name is that of a file that {@link #rotate} has put aside: nothing else is ever removed. */
    static boolean isBackup(String log, String name) {
        int from = log.length() + 1;
        if (!name.startsWith(log + ".") || name.length() != from + STAMP_LENGTH) {
            return false;
        }
        for (int i = 0; i < STAMP_LENGTH; i++) {
            char c = name.charAt(from + i);
            boolean point = i == 4 || i == 7 || i == 10 || i == 13 || i == 16 || i == 19;
            if (point ? c != '.' : c < '0' || c > '9') {
                return false;
            }
        }
        return number(name, from + 5) >= 1
                && number(name, from + 5) <= 12
                && number(name, from + 8) >= 1
                && number(name, from + 8) <= 31
                && number(name, from + 11) <= 23
                && number(name, from + 14) <= 59
                && number(name, from + 17) <= 59;
    }

    private static int number(String text, int at) {
        return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }
}

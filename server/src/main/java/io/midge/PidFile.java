package io.midge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file that holds the process id, in digits without a newline, as launchers read it. It stays behind. */
final class PidFile {
    private PidFile() {}

    /** Writes it, unless {@code file} is empty. */
    static void write(String file) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(
                    Path.of(file), Long.toString(ProcessHandle.current().pid()));
        } catch (NoSuchFileException e) {
            throw new IOException("Could not write pidfile: open " + file + ": no such file or directory", e);
        } catch (IOException | RuntimeException e) {
            throw new IOException("Could not write pidfile: " + e.getMessage(), e);
        }
    }
}

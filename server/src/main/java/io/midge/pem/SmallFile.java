package io.midge.pem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a configuration names: certificates, keys, tokens of operators. */
public final class SmallFile {
    /** All authorities of the world take a quarter of a mebibyte. */
    private static final int MAX_BYTES = 16 << 20;

    private SmallFile() {}

    /**
     * Its bytes.
     *
     * @throws IOException with a text for operators
     */
    public static byte[] read(String name) throws IOException {
        try {
            Path path = Path.of(name);
            if (name.isEmpty()) {
                throw new IOException("open : no such file or directory");
            }
            if (Files.isDirectory(path)) {
                throw new IOException("read " + name + ": is a directory");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new IOException("read " + name + ": larger than " + MAX_BYTES + " bytes");
                }
                return bytes;
            }
        } catch (NoSuchFileException missing) {
            throw new IOException("open " + name + ": no such file or directory", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException("open " + name + ": permission denied", denied);
        } catch (InvalidPathException invalid) {
            throw new IOException("open " + name + ": invalid argument", invalid);
        }
    }
}

package io.midge.loop;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Chance that nobody can guess, for keys and seeds: the operating system's own generator, read directly where there is a
 * file for it, because {@link SecureRandom} takes 40 ms of a cold start to be found. Safe from any thread.
 */
public final class Entropy {
    private static final String DEVICE = "/dev/urandom";

    private Entropy() {}

    /** The machine's source. */
    public static RandomGenerator system() {
        return new File(DEVICE).canRead() ? new Device() : new SecureRandom();
    }

    /** Opens the file for each read: a server that ends, or does not get as far as to start, leaves none open. */
    private static final class Device implements RandomGenerator {
        @Override
        public long nextLong() {
            byte[] eight = new byte[Long.BYTES];
            nextBytes(eight);
            return ByteBuffer.wrap(eight).getLong();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            try (InputStream in = new FileInputStream(DEVICE)) {
                if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                    throw new IOException(DEVICE + " ended");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no chance to be had from " + DEVICE, e);
            }
        }
    }
}

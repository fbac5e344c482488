package io.midge.loop;

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
        try {
            return new Device(new FileInputStream(DEVICE));
        } catch (IOException e) {
            return new SecureRandom(); // no such file on this system
        }
    }

    private record Device(InputStream in) implements RandomGenerator {
        @Override
        public long nextLong() {
            byte[] eight = new byte[Long.BYTES];
            nextBytes(eight);
            return ByteBuffer.wrap(eight).getLong();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            try {
                if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                    throw new IOException(DEVICE + " ended");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no chance to be had from " + DEVICE, e);
            }
        }
    }
}

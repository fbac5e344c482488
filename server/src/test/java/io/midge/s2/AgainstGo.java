package io.midge.s2;

import io.midge.hash.HighwayHash64;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The codec against the Go packages that nats-server stands on, by way of the program of {@code interop/go/s2}, whose path is the
 * argument: each reads what the other wrote, and what was damaged they read or refuse alike.
 */
final class AgainstGo {
    private static final int SEEDS = 60;

    private final DataInputStream answers;
    private final OutputStream requests;
    private final PrintStream out;
    private int failed;

    private AgainstGo(Process peer, PrintStream out) {
        this.answers = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
        this.requests = new BufferedOutputStream(peer.getOutputStream());
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        Process peer = new ProcessBuilder(args[0])
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int failed;
        try {
            failed = new AgainstGo(peer, System.out).run();
        } finally {
            peer.destroy();
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private int run() throws IOException {
        for (Made made : Made.values()) {
            each("we-read-" + made.name, raw -> read(made, raw));
        }
        S2Encoder s2 = S2Encoder.s2();
        S2Encoder snappy = S2Encoder.snappy();
        each("go-reads-our-block", raw -> go('d', block(s2, raw)));
        each("go-reads-our-snappy-block", raw -> go('d', block(snappy, raw)));
        each("go-reads-our-stream", raw -> go('r', stream(s2, 1 << 20, raw)));
        each("go-reads-our-small-chunks", raw -> go('r', stream(s2, 5000, raw)));
        each("go-reads-our-snappy-stream", raw -> go('r', stream(snappy, 1 << 16, raw)));
        alike("damaged-blocks", 'd', raw -> block(s2, raw), AgainstGo::ourBlock);
        alike("damaged-blocks-of-go", 'd', raw -> go('x', raw), AgainstGo::ourBlock);
        alike("damaged-streams", 'r', raw -> stream(s2, 300, raw), AgainstGo::ourStream);
        hashes();
        return failed;
    }

    private byte @Nullable [] read(Made made, byte[] raw) throws IOException {
        byte[] from = go(made.kind, raw);
        byte[] ours = made.isStream ? ourStream(from) : ourBlock(from);
        // Padding of nothing has no identifier in front of it: Go refuses it as well.
        return made == Made.PADDED && raw.length == 0 && ours == null ? raw : ours;
    }

    /** What Go makes. */
    private enum Made {
        ENCODE('e', "Encode", false),
        BETTER('b', "EncodeBetter", false),
        BEST('x', "EncodeBest", false),
        SNAPPY('n', "EncodeSnappy", false),
        SNAPPY_BEST('m', "EncodeSnappyBest", false),
        WRITER('w', "Writer", true),
        FLUSHED('f', "flushed-Writer", true),
        PADDED('p', "padded-Writer-with-index", true),
        LARGE('l', "best-Writer", true),
        AS_IS('u', "uncompressed-Writer", true),
        SNAPPY_WRITER('s', "snappy-Writer", true);

        private final char kind;
        private final String name;
        private final boolean isStream;

        Made(char kind, String name, boolean isStream) {
            this.kind = kind;
            this.name = name;
            this.isStream = isStream;
        }
    }

    private interface Way {
        byte @Nullable [] go(byte[] from) throws IOException;
    }

    /** There and back, with inputs of each kind, some of them long. */
    private void each(String name, Way way) throws IOException {
        int count = 0;
        for (Inputs inputs : Inputs.values()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                byte[] raw = inputs.make(seed, length(seed));
                if (!Arrays.equals(raw, way.go(raw))) {
                    failed++;
                    out.println("FAIL s2/" + name + " " + inputs + " of seed " + seed);
                    return;
                }
                count++;
            }
        }
        out.println("ok s2/" + name + " (" + count + " inputs)");
    }

    private static int length(int seed) {
        if (seed >= SEEDS - 2) {
            return (4 << 20) + 1000 * seed; // more than a chunk
        }
        return new SplittableRandom(seed).nextInt(1 << (2 + seed % 17));
    }

    /** Some bytes are changed: both read the same, or both refuse. */
    private void alike(String name, char kind, Way make, Way ours) throws IOException {
        int read = 0;
        int refused = 0;
        for (Inputs inputs : Inputs.values()) {
            for (int seed = 0; seed < 2000; seed++) {
                SplittableRandom chance = new SplittableRandom(seed);
                byte[] made = make.go(inputs.make(seed, 128 + chance.nextInt(1000)));
                if (made == null) {
                    throw new IOException("nothing to damage");
                }
                int changes = 1 + chance.nextInt(3);
                for (int i = 0; i < changes; i++) {
                    made[2 + chance.nextInt(made.length - 2)] = (byte) chance.nextInt(); // never the length of a block
                }
                byte[] theirs = go(kind, made);
                if (!Arrays.equals(theirs, ours.go(made))) {
                    failed++;
                    out.println("FAIL s2/" + name + " " + inputs + " of seed " + seed + ": Go "
                            + (theirs == null ? "refuses" : "reads"));
                    return;
                }
                read += theirs == null ? 0 : 1;
                refused += theirs == null ? 1 : 0;
            }
        }
        out.println("ok s2/" + name + " (" + read + " read, " + refused + " refused)");
    }

    private void hashes() throws IOException {
        SplittableRandom chance = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            byte[] request = new byte[32 + chance.nextInt(300)];
            chance.nextBytes(request);
            HighwayHash64 hash = new HighwayHash64(Arrays.copyOf(request, 32));
            hash.update(request, 32, request.length - 32);
            byte[] ours = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(hash.finish())
                    .array();
            if (!Arrays.equals(ours, go('h', request))) {
                failed++;
                out.println("FAIL s2/highwayhash of " + (request.length - 32) + " bytes");
                return;
            }
        }
        out.println("ok s2/highwayhash (500 inputs)");
    }

    private byte @Nullable [] go(char kind, byte[] body) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
        requests.write(head.put((byte) kind).putInt(body.length).array());
        requests.write(body);
        requests.flush();
        boolean refused = answers.readByte() != 0;
        byte[] answer = new byte[Integer.reverseBytes(answers.readInt())];
        answers.readFully(answer);
        if (refused && !new String(answer, StandardCharsets.UTF_8).matches("s2: .*|unexpected EOF")) {
            throw new IOException(new String(answer, StandardCharsets.UTF_8));
        }
        return refused ? null : answer;
    }

    private static byte[] block(S2Encoder encoder, byte[] raw) {
        byte[] to = new byte[S2.maxEncodedLength(raw.length)];
        return Arrays.copyOf(to, encoder.encode(raw, 0, raw.length, to, 0));
    }

    private static byte[] stream(S2Encoder encoder, int blockSize, byte[] raw) throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        try (S2OutputStream stream = new S2OutputStream(made, encoder, blockSize)) {
            stream.write(raw);
        }
        return made.toByteArray();
    }

    private static byte @Nullable [] ourBlock(byte @Nullable [] block) {
        if (block == null) {
            return null;
        }
        try {
            byte[] to = new byte[S2.decodedLength(block, 0, block.length, 1 << 26)];
            S2.decode(block, 0, block.length, to, 0, to.length);
            return to;
        } catch (S2Exception e) {
            return null;
        }
    }

    private static byte @Nullable [] ourStream(byte @Nullable [] stream) throws IOException {
        if (stream == null) {
            return null;
        }
        try (S2InputStream in = new S2InputStream(new ByteArrayInputStream(stream))) {
            return in.readAllBytes();
        } catch (S2Exception e) {
            return null;
        }
    }
}

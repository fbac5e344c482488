package io.midge.conf;

/**
 * SHA-256 (FIPS 180-4). The JDK's takes 20 ms of a start until it is found among the providers of
 * algorithms, also with an AOT cache.
 */
public final class Sha256 {
    private static final int[] ROUNDS = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    };

    private final int[] state = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private final int[] words = new int[64];

    /** What is left until a block is full. */
    private final byte[] rest = new byte[64];

    private long size;

    /** Adds bytes. */
    public void update(byte[] text) {
        int held = (int) (size & 63);
        size += text.length;
        int at = 0;
        if (held > 0) {
            at = Math.min(64 - held, text.length);
            System.arraycopy(text, 0, rest, held, at);
            if (held + at < 64) {
                return;
            }
            block(rest, 0);
        }
        while (text.length - at >= 64) {
            block(text, at);
            at += 64;
        }
        System.arraycopy(text, at, rest, 0, text.length - at);
    }

    /** The digest; nothing can be added then. */
    public byte[] finish() {
        long bits = size * 8;
        int held = (int) (size & 63);
        byte[] padding = new byte[held < 56 ? 64 - held : 128 - held];
        padding[0] = (byte) 0x80;
        for (int i = 1; i <= 8; i++) {
            padding[padding.length - i] = (byte) bits;
            bits >>>= 8;
        }
        update(padding);
        byte[] out = new byte[32];
        for (int i = 0; i < 32; i++) {
            out[i] = (byte) (state[i / 4] >> (24 - i % 4 * 8));
        }
        return out;
    }

    private void block(byte[] text, int at) {
        int[] w = words;
        for (int i = 0; i < 16; i++) {
            int from = at + i * 4;
            w[i] = text[from] << 24
                    | (text[from + 1] & 0xff) << 16
                    | (text[from + 2] & 0xff) << 8
                    | (text[from + 3] & 0xff);
        }
        for (int i = 16; i < 64; i++) {
            int x = w[i - 15];
            int y = w[i - 2];
            int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
            int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        rounds(w);
    }

    private void rounds(int[] w) {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int i = 0; i < 64; i++) {
            int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
            int t1 = h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i];
            int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
            int t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}

package io.midge.nkey;

/**
 * Public keys of Ed25519 and X25519 from their secrets (RFC 8032, RFC 7748).
 *
 * <p>Why not the JDK's: its first key pair loads the security framework, 60 to 100 ms of a start that has 70 in all,
 * while a server needs its id for the first line it sends, and no signature. What is done with the keys later, off the
 * start, is the JDK's work.
 *
 * <p>Both are multiples of one base point. We compute on the Edwards curve -x² + y² = 1 + dx²y², in extended
 * coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z, where one formula adds any two points (Hisil and others,
 * 2008). The number to multiply with is read as four rows of 64 bits, one above the other, of which each column is one
 * addition from {@link BasePoints}:
 *
 * <pre>
 *   bits 255 … 192      ×  2^192 B
 *   bits 191 … 128      ×  2^128 B
 *   bits 127 …  64      ×  2^64 B
 *   bits  63 …   0      ×  B
 *         ▲ one column: double the sum, add entry 0b(bits of the column)
 * </pre>
 *
 * <p>The point of X25519 is the same one seen on the Montgomery curve, u = (1 + y) / (1 - y).
 */
final class Curve25519 {
    private Curve25519() {}

    /** The public key of Ed25519. */
    static byte[] ed25519(byte[] seed) {
        byte[] scalar = new byte[32];
        System.arraycopy(Sha512.of(seed), 0, scalar, 0, 32);
        long[][] point = multiply(clamp(scalar));
        long[] inverse = Field25519.invert(point[2]);
        byte[] out = Field25519.toBytes(Field25519.multiply(point[1], inverse));
        out[31] |= (byte) ((Field25519.toBytes(Field25519.multiply(point[0], inverse))[0] & 1) << 7);
        return out;
    }

    /** The public key of X25519. */
    static byte[] x25519(byte[] secret) {
        long[][] point = multiply(clamp(secret.clone()));
        long[] below = Field25519.invert(Field25519.subtract(point[2], point[1]));
        return Field25519.toBytes(Field25519.multiply(Field25519.add(point[2], point[1]), below));
    }

    /** Both standards fix five bits of the number that they multiply with. */
    private static byte[] clamp(byte[] scalar) {
        scalar[0] &= (byte) 0xf8;
        scalar[31] = (byte) ((scalar[31] & 0x7f) | 0x40);
        return scalar;
    }

    private static long[][] multiply(byte[] scalar) {
        long[] zero = Field25519.of(new long[4], 0);
        long[] one = Field25519.of(new long[] {1, 0, 0, 0}, 0);
        long[][] sum = {zero, one, one, zero};
        for (int i = 63; i >= 0; i--) {
            int column = 0;
            for (int row = 3; row >= 0; row--) {
                column = (column << 1) | ((scalar[8 * row + (i >> 3)] >> (i & 7)) & 1);
            }
            sum = add(twice(sum), BasePoints.entry(column));
        }
        return sum;
    }

    private static long[][] add(long[][] p, long[] entry) {
        long[] a = Field25519.multiply(Field25519.subtract(p[1], p[0]), Field25519.of(entry, 4));
        long[] b = Field25519.multiply(Field25519.add(p[1], p[0]), Field25519.of(entry, 0));
        long[] c = Field25519.multiply(p[3], Field25519.of(entry, 8));
        long[] d = Field25519.add(p[2], p[2]);
        return point(Field25519.subtract(b, a), Field25519.subtract(d, c), Field25519.add(d, c), Field25519.add(b, a));
    }

    private static long[][] twice(long[][] p) {
        long[] a = Field25519.multiply(p[0], p[0]);
        long[] b = Field25519.multiply(p[1], p[1]);
        long[] zz = Field25519.multiply(p[2], p[2]);
        long[] xy = Field25519.add(p[0], p[1]);
        long[] h = Field25519.add(a, b);
        long[] e = Field25519.subtract(h, Field25519.multiply(xy, xy));
        long[] g = Field25519.subtract(a, b);
        return point(e, Field25519.add(Field25519.add(zz, zz), g), g, h);
    }

    /** What both formulas end with. */
    private static long[][] point(long[] e, long[] f, long[] g, long[] h) {
        return new long[][] {
            Field25519.multiply(e, f), Field25519.multiply(g, h), Field25519.multiply(f, g), Field25519.multiply(e, h)
        };
    }
}

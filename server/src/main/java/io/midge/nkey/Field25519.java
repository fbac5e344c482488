package io.midge.nkey;

/**
 * Numbers modulo p = 2^255 - 19, as ten limbs of 26 and 25 bits in turn, so that limb i counts 2^⌈25.5 i⌉. A sum or
 * difference of up to three products may be multiplied before its limbs are carried: nothing then exceeds 63 bits. No
 * branch and no index depends on a value.
 */
final class Field25519 {
    private static final int LIMBS = 10;

    private Field25519() {}

    /** From the four words at this place, the least first. */
    static long[] of(long[] words, int from) {
        long[] out = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            int bit = bit(i);
            int shift = bit & 63;
            long limb = words[from + (bit >> 6)] >>> shift;
            if (shift > 64 - bits(i)) {
                limb |= words[from + (bit >> 6) + 1] << (64 - shift);
            }
            out[i] = limb & mask(i);
        }
        return out;
    }

    private static int bit(int limb) {
        return (51 * limb + 1) >> 1;
    }

    private static int bits(int limb) {
        return 26 - (limb & 1);
    }

    private static long mask(int limb) {
        return (1L << bits(limb)) - 1;
    }

    static long[] add(long[] a, long[] b) {
        long[] out = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            out[i] = a[i] + b[i];
        }
        return out;
    }

    static long[] subtract(long[] a, long[] b) {
        long[] out = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            out[i] = a[i] - b[i];
        }
        return out;
    }

    /**
     * A product. Written out, because much of it runs in the interpreter: a product of limbs that passes limb 9 counts
     * 19 times (n), one of two odd limbs, each of which counts half a bit more, twice (d).
     */
    static long[] multiply(long[] a, long[] b) {
        long a0 = a[0];
        long a1 = a[1];
        long a2 = a[2];
        long a3 = a[3];
        long a4 = a[4];
        long a5 = a[5];
        long a6 = a[6];
        long a7 = a[7];
        long a8 = a[8];
        long a9 = a[9];
        long b0 = b[0];
        long b1 = b[1];
        long b2 = b[2];
        long b3 = b[3];
        long b4 = b[4];
        long b5 = b[5];
        long b6 = b[6];
        long b7 = b[7];
        long b8 = b[8];
        long b9 = b[9];
        long d1 = 2 * a1;
        long d3 = 2 * a3;
        long d5 = 2 * a5;
        long d7 = 2 * a7;
        long d9 = 2 * a9;
        long n1 = 19 * b1;
        long n2 = 19 * b2;
        long n3 = 19 * b3;
        long n4 = 19 * b4;
        long n5 = 19 * b5;
        long n6 = 19 * b6;
        long n7 = 19 * b7;
        long n8 = 19 * b8;
        long n9 = 19 * b9;
        long h0 = a0 * b0 + d1 * n9 + a2 * n8 + d3 * n7 + a4 * n6 + d5 * n5 + a6 * n4 + d7 * n3 + a8 * n2 + d9 * n1;
        long h1 = a0 * b1 + a1 * b0 + a2 * n9 + a3 * n8 + a4 * n7 + a5 * n6 + a6 * n5 + a7 * n4 + a8 * n3 + a9 * n2;
        long h2 = a0 * b2 + d1 * b1 + a2 * b0 + d3 * n9 + a4 * n8 + d5 * n7 + a6 * n6 + d7 * n5 + a8 * n4 + d9 * n3;
        long h3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * n9 + a5 * n8 + a6 * n7 + a7 * n6 + a8 * n5 + a9 * n4;
        long h4 = a0 * b4 + d1 * b3 + a2 * b2 + d3 * b1 + a4 * b0 + d5 * n9 + a6 * n8 + d7 * n7 + a8 * n6 + d9 * n5;
        long h5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + a6 * n9 + a7 * n8 + a8 * n7 + a9 * n6;
        long h6 = a0 * b6 + d1 * b5 + a2 * b4 + d3 * b3 + a4 * b2 + d5 * b1 + a6 * b0 + d7 * n9 + a8 * n8 + d9 * n7;
        long h7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + a8 * n9 + a9 * n8;
        long h8 = a0 * b8 + d1 * b7 + a2 * b6 + d3 * b5 + a4 * b4 + d5 * b3 + a6 * b2 + d7 * b1 + a8 * b0 + d9 * n9;
        long h9 = a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0;
        return carry(new long[] {h0, h1, h2, h3, h4, h5, h6, h7, h8, h9});
    }

    /** Brings limbs back to their size, the second to within a little of it. */
    private static long[] carry(long[] h) {
        long over = 0;
        for (int i = 0; i < LIMBS; i++) {
            long limb = h[i] + over;
            h[i] = limb & mask(i);
            over = limb >> bits(i);
        }
        long first = h[0] + 19 * over;
        h[0] = first & mask(0);
        h[1] += first >> 26;
        return h;
    }

    /** The inverse: the power p - 2, whose bits are all set but the third and the fifth. */
    static long[] invert(long[] a) {
        long[] two = multiply(squared(a, 1), a); // named by how many bits of the power are set
        long[] three = multiply(squared(two, 1), a);
        long[] five = multiply(squared(three, 2), two);
        long[] ten = multiply(squared(five, 5), five);
        long[] twenty = multiply(squared(ten, 10), ten);
        long[] forty = multiply(squared(twenty, 20), twenty);
        long[] fifty = multiply(squared(forty, 10), ten);
        long[] hundred = multiply(squared(fifty, 50), fifty);
        long[] twoHundred = multiply(squared(hundred, 100), hundred);
        long[] most = multiply(squared(twoHundred, 50), fifty);
        return multiply(squared(multiply(squared(most, 2), a), 3), multiply(squared(a, 1), a));
    }

    private static long[] squared(long[] a, int times) {
        long[] out = a;
        for (int i = 0; i < times; i++) {
            out = multiply(out, out);
        }
        return out;
    }

    /** The bytes, least first, of a product. */
    static byte[] toBytes(long[] product) {
        long[] limbs = product.clone();
        long over = 19; // whether p fits in: then adding 19 carries out of the last limb
        for (int i = 0; i < LIMBS; i++) {
            over = (limbs[i] + over) >> bits(i);
        }
        limbs[0] += 19 * over;
        long held = 0;
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] += held;
            held = limbs[i] >> bits(i);
            limbs[i] &= mask(i);
        }
        byte[] out = new byte[32];
        int at = 0;
        int count = 0;
        held = 0;
        for (int i = 0; i < LIMBS; i++) {
            held |= limbs[i] << count;
            for (count += bits(i); count >= 8; count -= 8) {
                out[at++] = (byte) held;
                held >>>= 8;
            }
        }
        out[at] = (byte) held;
        return out;
    }
}

package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.conf.Sha256;

/** Numbers in digits and letters, as nats-server writes them into subjects: the last digit first. */
public final class Base62 {
    public static final int BASE = 62;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Base62() {}

    /** So many digits of a number, ten at most, of which the sign is no part. */
    public static void put(long number, byte[] into, int off, int count) {
        long rest = number & Long.MAX_VALUE;
        for (int i = off; i < off + count; i++) {
            into[i] = (byte) DIGITS.charAt((int) (rest % BASE));
            rest /= BASE;
        }
    }

    /** By so many digits servers know each other's names. */
    public static byte[] hash(String name, int count) {
        Sha256 sha = new Sha256();
        sha.update(ByteText.bytes(name));
        byte[] digest = sha.finish();
        byte[] hash = new byte[count];
        for (int i = 0; i < count; i++) {
            hash[i] = (byte) DIGITS.charAt((digest[i] & 0xff) % BASE);
        }
        return hash;
    }
}

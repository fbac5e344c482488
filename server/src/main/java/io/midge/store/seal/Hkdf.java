package io.midge.store.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys from a secret: HKDF with SHA-256 (RFC 5869). */
final class Hkdf {
    private static final String HMAC = "HmacSHA256";
    private static final int HASH = 32;

    private Hkdf() {}

    /**
     * A key.
     *
     * @param salt what makes it another one than elsewhere; may be empty
     * @param info what it is for
     */
    static byte[] derive(byte[] salt, byte[] secret, byte[] info, int length) {
        if (length > 255 * HASH) {
            throw new IllegalArgumentException("no key has " + length + " bytes");
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(salt.length == 0 ? new byte[HASH] : salt, HMAC));
            byte[] extracted = mac.doFinal(secret);
            mac.init(new SecretKeySpec(extracted, HMAC));
            Arrays.fill(extracted, (byte) 0);
            byte[] key = new byte[length];
            byte[] step = {};
            int done = 0;
            for (int i = 1; done < length; i++) {
                mac.update(step);
                mac.update(info);
                mac.update((byte) i);
                step = mac.doFinal();
                int count = Math.min(HASH, length - done);
                System.arraycopy(step, 0, key, done, count);
                done += count;
            }
            Arrays.fill(step, (byte) 0);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + HMAC, e);
        }
    }
}

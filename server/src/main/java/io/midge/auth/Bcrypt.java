package io.midge.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Hashes of bcrypt as nats-server reads them: {@code $2a$10$}, 22 characters of salt, 31 of hash, in an alphabet of their
 * own. All four letters mean the same, a password counts up to its 72nd byte, and a hash that is none fits nothing.
 */
final class Bcrypt {
    private static final String ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PREFIX = "$2a$10$".length();
    private static final int SALT_TEXT = 22;
    private static final int SALT = 16;
    private static final int HASH_TEXT = 31;
    private static final int MIN_COST = 4;
    private static final int MAX_COST = 31;

    /** Blowfish's key: what stands behind has no effect. */
    private static final int MAX_KEY = 72;

    private Bcrypt() {}

    /** Whether a secret of the configuration is meant as a hash. Asked at start: loads nothing of the library. */
    static boolean isHash(String secret) {
        return secret.length() >= PREFIX
                && secret.startsWith("$2")
                && "abxy".indexOf(secret.charAt(2)) >= 0
                && secret.charAt(3) == '$'
                && digit(secret.charAt(4))
                && digit(secret.charAt(5))
                && secret.charAt(6) == '$';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a hash was made of this password; takes 2 to the power of its cost. */
    static boolean fits(String hash, byte[] password) {
        if (!isHash(hash) || hash.length() < PREFIX + SALT_TEXT + HASH_TEXT) {
            return false;
        }
        int cost = Integer.parseInt(hash.substring(4, 6));
        byte[] salt = decode(hash.substring(PREFIX, PREFIX + SALT_TEXT));
        if (cost < MIN_COST || cost > MAX_COST || salt.length < SALT) {
            return false;
        }
        byte[] key = Arrays.copyOf(password, Math.min(MAX_KEY, password.length + 1)); // with the zero at its end
        byte[] made = Library.hash(cost, salt, key);
        String wanted = hash.substring(PREFIX + SALT_TEXT, PREFIX + SALT_TEXT + HASH_TEXT);
        return MessageDigest.isEqual(
                encode(made).getBytes(StandardCharsets.ISO_8859_1), wanted.getBytes(StandardCharsets.UTF_8));
    }

    // Bits left over at the end are not looked at. Empty: not that alphabet.
    private static byte[] decode(String text) {
        byte[] out = new byte[SALT];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                return new byte[0];
            }
            bits = (bits << 6) | value;
            held += 6;
            if (held >= 8 && at < SALT) {
                held -= 8;
                out[at++] = (byte) (bits >> held);
            }
        }
        return out;
    }

    private static String encode(byte[] bytes) {
        StringBuilder out = new StringBuilder(HASH_TEXT);
        int bits = 0;
        int held = 0;
        for (byte each : bytes) {
            bits = ((bits << 8) | (each & 0xff)) & 0xffff;
            held += 8;
            while (held >= 6) {
                held -= 6;
                out.append(ALPHABET.charAt((bits >> held) & 63));
            }
        }
        if (held > 0) {
            out.append(ALPHABET.charAt((bits << (6 - held)) & 63));
        }
        return out.toString();
    }

    /** All that knows the library, so that it is loaded with the first hash that is verified. */
    private static final class Library {
        // Takes keys as they are: the zero at the end, and the limit, are ours.
        static byte[] hash(int cost, byte[] salt, byte[] key) {
            BCrypt.Version usual = BCrypt.Version.VERSION_2A;
            BCrypt.Version raw =
                    new BCrypt.Version(usual.versionIdentifier, true, false, MAX_KEY, usual.formatter, usual.parser);
            return BCrypt.with(raw).hashRaw(cost, salt, key).rawHash;
        }
    }
}

package io.midge.nkey;

import org.jspecify.annotations.Nullable;

/** What a key is for; the first byte of a public key, chosen so that its text starts with a telling letter. */
public enum NkeyPrefix {
    /** An account, {@code A…}. */
    ACCOUNT(0),
    /** A cluster, {@code C…}. */
    CLUSTER(2),
    /** A server, {@code N…}. */
    SERVER(13),
    /** An operator, {@code O…}. */
    OPERATOR(14),
    /** A user, {@code U…}. */
    USER(20),
    /** An X25519 key for sealed messages, {@code X…}. */
    CURVE(23);

    /** The first byte of a seed, {@code S…}. */
    static final int SEED = 18 << 3;

    private final int prefixByte;

    NkeyPrefix(int letter) {
        prefixByte = letter << 3;
    }

    int prefixByte() {
        return prefixByte;
    }

    /** The constant with this byte, null if there is none. */
    static @Nullable NkeyPrefix of(int prefixByte) {
        return switch (prefixByte >> 3) {
            case 0 -> prefixByte == 0 ? ACCOUNT : null;
            case 2 -> prefixByte == 2 << 3 ? CLUSTER : null;
            case 13 -> prefixByte == 13 << 3 ? SERVER : null;
            case 14 -> prefixByte == 14 << 3 ? OPERATOR : null;
            case 20 -> prefixByte == 20 << 3 ? USER : null;
            case 23 -> prefixByte == 23 << 3 ? CURVE : null;
            default -> null;
        };
    }
}

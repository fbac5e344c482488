package io.midge.nkey;

/** Base32 of RFC 4648 in upper case and without padding; texts have exactly one form. */
final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder out = new StringBuilder((bytes.length * 8 + 4) / 5);
        int bits = 0;
        int held = 0;
        for (byte b : bytes) {
            held = (held << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out.append(ALPHABET.charAt((held >> bits) & 31));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            out.append(ALPHABET.charAt((held << (5 - bits)) & 31));
        }
        return out.toString();
    }

    /** The bytes of a text that stands for exactly so many. */
    static byte[] decode(String text, int length) throws NkeyException {
        if (text.length() != (length * 8 + 4) / 5) {
            throw invalid();
        }
        byte[] out = new byte[length];
        int at = 0;
        int bits = 0;
        int held = 0;
        for (int i = 0; i < text.length(); i++) {
            held = (held << 5) | digit(text.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                out[at++] = (byte) (held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        if (held != 0) {
            throw invalid();
        }
        return out;
    }

    private static int digit(char c) throws NkeyException {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= '2' && c <= '7') {
            return c - '2' + 26;
        }
        throw invalid();
    }

    private static NkeyException invalid() {
        return new NkeyException("nkeys: invalid encoded key");
    }
}

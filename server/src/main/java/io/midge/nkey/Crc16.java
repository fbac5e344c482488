package io.midge.nkey;

/** The checksum at the end of a key: CRC-16 with polynomial 0x1021, from zero, stored with its low byte first. */
final class Crc16 {
    private Crc16() {}

    static int of(byte[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= (bytes[i] & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }
        }
        return crc & 0xffff;
    }

    /** Puts the checksum of all bytes before the last two there. */
    static void seal(byte[] bytes) {
        int crc = of(bytes, bytes.length - 2);
        bytes[bytes.length - 2] = (byte) crc;
        bytes[bytes.length - 1] = (byte) (crc >> 8);
    }

    static void verify(byte[] bytes) throws NkeyException {
        int stored = (bytes[bytes.length - 2] & 0xff) | (bytes[bytes.length - 1] & 0xff) << 8;
        if (of(bytes, bytes.length - 2) != stored) {
            throw new NkeyException("nkeys: invalid checksum");
        }
    }
}

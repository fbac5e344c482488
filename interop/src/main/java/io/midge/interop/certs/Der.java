package io.midge.interop.certs;

import java.io.ByteArrayOutputStream;

/** The little of ASN.1's DER that a certificate needs: each element is its tag, its length and its content. */
final class Der {
    private static final int EXTENSIONS = 0x1d;

    private Der() {}

    static byte[] of(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... contents) {
        return of(0x30, contents);
    }

    /** An object identifier in its encoded form. */
    static byte[] oid(int... encoded) {
        byte[] bytes = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            bytes[i] = (byte) encoded[i];
        }
        return of(0x06, bytes);
    }

    /** A bit string that ends with a whole byte. */
    static byte[] bits(byte[] bytes) {
        return of(0x03, new byte[] {0}, bytes);
    }

    /** The extension 2.5.29.{@code id}. */
    static byte[] extension(int id, boolean critical, byte[] value) {
        byte[] oid = oid(0x55, EXTENSIONS, id);
        byte[] octets = of(0x04, value);
        return critical ? sequence(oid, of(0x01, new byte[] {(byte) 0xff}), octets) : sequence(oid, octets);
    }
}

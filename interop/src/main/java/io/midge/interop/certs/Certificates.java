package io.midge.interop.certs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes the certificates of the TLS tests, new each time, into the directory that it is given: {@code ca.pem} and
 * {@code other-ca.pem}; {@code server.pem} for localhost and 127.0.0.1, {@code client.pem} of the same authority, and
 * {@code stranger.pem}, a client of the other one; a key beside each as {@code NAME-key.pem}.
 *
 * <p>{@code interop/run} starts it as a source file, before anything is compiled: it needs nothing but the JDK, which
 * can sign, but has no way to write a certificate.
 */
final class Certificates {
    private static final Duration VALID = Duration.ofDays(365);
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
    private static final byte[] EC_PUBLIC_KEY = Der.oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1);
    private static final byte[] P256 = Der.oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7);
    private static final int KEY_BYTES = 32;
    /** A public key as an uncompressed point ends the encoded form that the JDK gives it. */
    private static final int POINT_BYTES = 1 + 2 * KEY_BYTES;

    private static final byte[] COMMON_NAME = Der.oid(0x55, 4, 3);
    private static final byte[] DIGITAL_SIGNATURE = {7, (byte) 0x80};
    private static final byte[] SIGNS_CERTIFICATES = {1, 0x06};

    /** Who signs: the name as it stands in certificates, and the key. */
    private static final class Authority {
        private final byte[] name;
        private final KeyPair key;

        Authority(byte[] name, KeyPair key) {
            this.name = name;
            this.key = key;
        }

        byte[] name() {
            return name;
        }

        KeyPair key() {
            return key;
        }
    }

    private final Path directory;
    private final SecureRandom random = new SecureRandom();
    private final Instant now = Instant.now();

    private Certificates(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Certificates certificates = new Certificates(directory);
        Authority ca = certificates.authority("ca");
        certificates.leaf("server", ca, serverAuth(), Der.extension(0x11, false, localhost()));
        certificates.leaf("client", ca, clientAuth(), Der.extension(0x11, false, email("client@midge.test")));
        Authority other = certificates.authority("other-ca");
        certificates.leaf("stranger", other, clientAuth(), Der.extension(0x11, false, email("stranger@midge.test")));
    }

    private Authority authority(String file) throws IOException, GeneralSecurityException {
        KeyPair key = newKey();
        Authority authority = new Authority(name(file), key);
        byte[] extensions = Der.sequence(
                Der.extension(0x13, true, Der.sequence(Der.of(0x01, new byte[] {(byte) 0xff}))),
                Der.extension(0x0f, true, Der.of(0x03, SIGNS_CERTIFICATES)),
                Der.extension(0x0e, false, Der.of(0x04, keyId(key.getPublic()))));
        write(file, key, certificate(authority, name(file), key.getPublic(), extensions));
        return authority;
    }

    private void leaf(String file, Authority by, byte[] usage, byte[] otherNames)
            throws IOException, GeneralSecurityException {
        KeyPair key = newKey();
        byte[] extensions = Der.sequence(
                Der.extension(0x0f, true, Der.of(0x03, DIGITAL_SIGNATURE)),
                Der.extension(0x25, false, Der.sequence(usage)),
                Der.extension(0x0e, false, Der.of(0x04, keyId(key.getPublic()))),
                Der.extension(
                        0x23, false, Der.sequence(Der.of(0x80, keyId(by.key().getPublic())))),
                otherNames);
        write(file, key, certificate(by, name(file), key.getPublic(), extensions));
    }

    private byte[] certificate(Authority by, byte[] subject, PublicKey key, byte[] extensions)
            throws GeneralSecurityException {
        byte[] serial = new byte[16];
        random.nextBytes(serial);
        serial[0] = (byte) ((serial[0] & 0x3f) | 0x40);
        byte[] content = Der.sequence(
                Der.of(0xa0, Der.of(0x02, new byte[] {2})),
                Der.of(0x02, serial),
                ECDSA_WITH_SHA256,
                by.name(),
                Der.sequence(time(now.minus(Duration.ofDays(1))), time(now.plus(VALID))),
                subject,
                key.getEncoded(),
                Der.of(0xa3, extensions));
        return Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(sign(by.key().getPrivate(), content)));
    }

    private static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    }

    private static byte[] time(Instant instant) {
        return Der.of(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] name(String file) {
        byte[] text = Der.of(0x0c, ("Midge test " + file).getBytes(StandardCharsets.UTF_8));
        return Der.sequence(Der.of(0x31, Der.sequence(COMMON_NAME, text)));
    }

    private static byte[] serverAuth() {
        return Der.oid(0x2b, 6, 1, 5, 5, 7, 3, 1);
    }

    private static byte[] clientAuth() {
        return Der.oid(0x2b, 6, 1, 5, 5, 7, 3, 2);
    }

    private static byte[] localhost() {
        return Der.sequence(
                Der.of(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)), Der.of(0x87, new byte[] {127, 0, 0, 1}));
    }

    private static byte[] email(String address) {
        return Der.sequence(Der.of(0x81, address.getBytes(StandardCharsets.US_ASCII)));
    }

    private void write(String file, KeyPair key, byte[] certificate) throws IOException {
        pem(file + ".pem", "CERTIFICATE", certificate);
        pem(file + "-key.pem", "PRIVATE KEY", privateKey(key));
    }

    /** As PKCS#8 with the public key in it, which the JDK leaves out and rustls asks for. */
    private static byte[] privateKey(KeyPair key) {
        byte[] number = ((ECPrivateKey) key.getPrivate()).getS().toByteArray();
        byte[] scalar = new byte[KEY_BYTES];
        int count = Math.min(number.length, KEY_BYTES);
        System.arraycopy(number, number.length - count, scalar, KEY_BYTES - count, count);
        byte[] info = key.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(info, info.length - POINT_BYTES, info.length);
        byte[] ecKey = Der.sequence(Der.of(0x02, new byte[] {1}), Der.of(0x04, scalar), Der.of(0xa1, Der.bits(point)));
        return Der.sequence(Der.of(0x02, new byte[] {0}), Der.sequence(EC_PUBLIC_KEY, P256), Der.of(0x04, ecKey));
    }

    private void pem(String file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}

package io.midge.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority for tests, with certificates of its own making: their files, and contexts of clients that know them. */
public final class Certs {
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    private final Path dir;
    private final String name;
    private final KeyPair keys;
    private final X509Certificate root;
    private final AtomicInteger serial = new AtomicInteger(1);

    /** A certificate in files, and in memory. */
    public record Issued(Path cert, Path key, X509Certificate certificate, PrivateKey privateKey) {
        /** The two options of a tls block that name it. */
        public String options() {
            return "cert_file: \"" + cert + "\", key_file: \"" + key + "\"";
        }
    }

    /** An authority that keeps its files, {@code NAME.pem} for its own, in a directory. */
    public Certs(Path dir, String name) {
        this.dir = dir;
        this.name = name;
        this.keys = generate("EC");
        this.root = certificate(name, keys, null, "", Instant.now().plusSeconds(864_000));
        write(file(), pem("CERTIFICATE", encoded(root)));
    }

    /** The file with the authority's certificate. */
    public Path file() {
        return dir.resolve(name + ".pem");
    }

    /** A server's certificate for these names. */
    public Issued server(String file, String algorithm, String... names) {
        return issue(file, algorithm, SERVER, Instant.now().plusSeconds(864_000), names);
    }

    public Issued client(String file) {
        return issue(file, "EC", CLIENT, Instant.now().plusSeconds(864_000));
    }

    public Issued expiredClient(String file) {
        return issue(file, "EC", CLIENT, Instant.now().minusSeconds(3600));
    }

    private Issued issue(String file, String algorithm, String usage, Instant until, String... names) {
        KeyPair pair = generate(algorithm);
        X509Certificate certificate = certificate(file, pair, this, usage, until, names);
        Path cert = write(dir.resolve(file + ".pem"), pem("CERTIFICATE", encoded(certificate)));
        Path key = write(
                dir.resolve(file + ".key"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return new Issued(cert, key, certificate, pair.getPrivate());
    }

    /** The side of a client that believes this authority, without a certificate. */
    public SSLContext trusting() {
        return context(null);
    }

    /** The same with one. */
    public SSLContext showing(Issued own) {
        return context(own);
    }

    private SSLContext context(@Nullable Issued own) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", root);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyManagerFactory mine = KeyManagerFactory.getInstance("PKIX");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (own != null) {
                store.setKeyEntry("own", own.privateKey(), new char[0], new X509Certificate[] {own.certificate()});
            }
            mine.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(mine.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair generate(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            } else if (algorithm.equals("EC")) {
                generator.initialize(256);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    // ---- X.509, as little as will do

    private X509Certificate certificate(
            String subject, KeyPair pair, @Nullable Certs issuer, String usage, Instant until, String... names) {
        KeyPair signer = issuer == null ? pair : issuer.keys;
        byte[] algorithm = seq(oid("1.2.840.10045.4.3.2"));
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        if (issuer == null) {
            extensions.writeBytes(extension("2.5.29.19", seq(tlv(1, new byte[] {-1}))));
        } else {
            extensions.writeBytes(extension("2.5.29.37", seq(oid(usage))));
        }
        if (names.length > 0) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String each : names) {
                boolean ip = each.matches("[0-9.]+");
                all.writeBytes(tlv(ip ? 0x87 : 0x82, ip ? ip(each) : each.getBytes(StandardCharsets.US_ASCII)));
            }
            extensions.writeBytes(extension("2.5.29.17", seq(all.toByteArray())));
        }
        byte[] tbs = seq(
                tlv(0xa0, tlv(2, new byte[] {2})),
                tlv(
                        2,
                        BigInteger.valueOf(issuer == null ? 1 : issuer.serial.incrementAndGet())
                                .toByteArray()),
                algorithm,
                name(issuer == null ? subject : issuer.name),
                seq(time(until.minusSeconds(1_000_000)), time(until)),
                name(subject),
                pair.getPublic().getEncoded(),
                tlv(0xa3, seq(extensions.toByteArray())));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer.getPrivate());
            signature.update(tbs);
            byte[] signed = signature.sign();
            byte[] bits = new byte[signed.length + 1];
            System.arraycopy(signed, 0, bits, 1, signed.length);
            byte[] der = seq(tbs, algorithm, tlv(3, bits));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] extension(String oid, byte[] value) {
        return seq(oid(oid), tlv(4, value));
    }

    private static byte[] name(String text) {
        return seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(0x0c, text.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant at) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(at);
        return tlv(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] ip(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] out = new byte[4];
        for (int i = 0; i < 4; i++) {
            out[i] = (byte) Integer.parseInt(parts[i]);
        }
        return out;
    }

    private static byte[] oid(String text) {
        String[] parts = text.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(40 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            int value = Integer.parseInt(parts[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (value >> shift != 0) {
                    out.write(((value >> shift) & 0x7f) | 0x80);
                }
            }
            out.write(value & 0x7f);
        }
        return tlv(6, out.toByteArray());
    }

    private static byte[] seq(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            out.writeBytes(each);
        }
        return tlv(0x30, out.toByteArray());
    }

    private static byte[] tlv(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            byte[] length = BigInteger.valueOf(value.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - from));
            out.write(length, from, length.length - from);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate for 127.0.0.1 that vouches for itself (ECDSA, P-256), made once for each run by the JDK's keytool.
 *
 * @param pem file with the certificate
 * @param key file with its private key, PKCS#8
 */
record Certificate(Path pem, Path key, KeyStore store) {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "bench";
    private static @Nullable Certificate made;

    /** The one of this run. */
    static synchronized Certificate get() throws IOException {
        Certificate certificate = made;
        if (certificate == null) {
            certificate = make();
            made = certificate;
        }
        return certificate;
    }

    private static Certificate make() throws IOException {
        Path folder = Files.createTempDirectory("midge-bench");
        Path file = folder.resolve("bench.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                "CN=bench",
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-ext",
                "BC=ca:true",
                "-validity",
                "30",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), ISO_8859_1);
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            byte[] der = store.getCertificate(ALIAS).getEncoded();
            byte[] secret = store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
            return new Certificate(
                    pem(folder.resolve("cert.pem"), "CERTIFICATE", der),
                    pem(folder.resolve("key.pem"), "PRIVATE KEY", secret),
                    trusted);
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate could be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        file.toFile().deleteOnExit();
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    /** A context of its own that trusts this certificate, with no session in it to resume. */
    SSLContext client() throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS", e);
        }
    }
}

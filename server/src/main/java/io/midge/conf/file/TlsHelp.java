package io.midge.conf.file;

import java.util.List;

/** What can be said in a {@code tls} block, for those who ask by {@code --help_tls}. */
public final class TlsHelp {
    private static final String BEFORE = """
            TLS is configured by a tls block, at the top for clients or inside another block:

                tls {
                    cert_file: "./certs/server-cert.pem"   certificate, its own first
                    key_file:  "./certs/server-key.pem"    private key: PKCS#1, SEC1 or PKCS#8
                    ca_file:   "./certs/ca.pem"            who signs the certificates of clients
                    verify:    true                        ask clients for a certificate
                    timeout:   "2s"                        time for the handshake
                    min_version: "1.2"                     or "1.3"
                    handshake_first: false                 true: TLS before INFO; a duration: wait so long for it
                    cipher_suites: [ ... ]
                    curve_preferences: [ ... ]
                }

            Cipher suites:
            """;

    private TlsHelp() {}

    /** The text. */
    public static String text() {
        StringBuilder out = new StringBuilder(BEFORE);
        list(out, TlsNames.SAFE);
        out.append("\nCipher suites that need allow_insecure_cipher_suites: true:\n");
        list(out, TlsNames.INSECURE);
        out.append("\nCurves:\n");
        list(out, TlsNames.CURVES);
        return out.toString();
    }

    private static void list(StringBuilder out, List<String> names) {
        names.forEach(name -> out.append("    ").append(name).append('\n'));
    }
}

package io.midge.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a handshake failed, for the log: in Go's words where it is the same thing, else in those of JSSE. */
public final class Failures {
    /** Causes looked at: more are somebody's idea of a joke. */
    private static final int DEPTH = 16;

    private Failures() {}

    /** The text for what was thrown. */
    public static String text(Throwable thrown) {
        if (!(thrown instanceof SSLException)) {
            return String.valueOf(thrown.getMessage());
        }
        String message = String.valueOf(thrown.getMessage());
        Throwable cause = thrown;
        for (int i = 0; i < DEPTH && cause != null; i++) {
            String known = ofCertificate(cause);
            if (known != null) {
                return "tls: failed to verify certificate: x509: " + known;
            }
            cause = cause.getCause();
        }
        if (message.contains("Empty client certificate chain")) {
            return "tls: client didn't provide a certificate";
        }
        if (message.startsWith("Received fatal alert: ")) {
            return "remote error: tls: " + alert(message.substring("Received fatal alert: ".length()));
        }
        if (message.startsWith("(protocol_version)")) {
            return "tls: client offered only unsupported versions: " + message.replace("(protocol_version) ", "");
        }
        Throwable deepest = thrown.getCause();
        String because = deepest == null || deepest.getMessage() == null ? "" : ": " + deepest.getMessage();
        String detail = because.contains(message) ? because.substring(2) : message + because;
        return "tls: " + detail.replaceAll("[\\p{Cntrl}]+", " ");
    }

    private static @Nullable String ofCertificate(Throwable cause) {
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return "certificate has expired or is not yet valid: " + cause.getMessage();
        }
        if (cause instanceof CertPathBuilderException) {
            return "certificate signed by unknown authority";
        }
        if (cause instanceof CertPathValidatorException
                && cause.getCause() == null
                && String.valueOf(cause.getMessage()).contains("Path does not chain")) {
            return "certificate signed by unknown authority";
        }
        return String.valueOf(cause.getMessage()).contains("does not permit use for TLS client authentication")
                ? "certificate specifies an incompatible key usage"
                : null;
    }

    private static String alert(String jsse) {
        return switch (jsse) {
            case "unknown_ca" -> "unknown certificate authority";
            case "certificate_unknown" -> "unknown certificate";
            case "certificate_expired" -> "expired certificate";
            default -> jsse.replace('_', ' ');
        };
    }
}

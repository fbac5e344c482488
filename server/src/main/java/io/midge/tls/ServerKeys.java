package io.midge.tls;

import io.midge.pem.CertifiedKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates a server can show, and which one it does, as Go decides: the first in the order of the configuration
 * whose names fit what the client asks for and whose kind of key the client takes; if there is none, the first of all.
 *
 * <p>JSSE asks for one kind of key after the other, in the client's order, and for TLS 1.2 only for those that a cipher
 * suite of both sides uses. With TLS 1.3 the answer is nothing but the one certificate that was decided for; with 1.2,
 * where it is not known what will be asked, the first of that kind.
 */
final class ServerKeys extends X509ExtendedKeyManager {
    private final List<CertifiedKey> keys;

    ServerKeys(List<CertifiedKey> keys) {
        this.keys = List.copyOf(keys);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        SSLSession session = engine == null ? null : engine.getHandshakeSession();
        String name = "";
        boolean exact = false;
        Collection<String> signatures = List.of();
        if (session instanceof ExtendedSSLSession extended) {
            name = name(extended.getRequestedServerNames());
            exact = extended.getProtocol().equals("TLSv1.3");
            signatures = List.of(extended.getPeerSupportedSignatureAlgorithms());
        }
        int chosen = choose(keyType, name, exact, signatures);
        return chosen < 0 ? null : Integer.toString(chosen);
    }

    /** The index of the certificate to show, negative if it is none of this kind. */
    int choose(String keyType, String name, boolean exact, Collection<String> signatures) {
        boolean some = false;
        for (int i = 0; i < keys.size(); i++) {
            if (name.isEmpty() || fits(keys.get(i).leaf(), name)) {
                some = true;
                boolean asked = isOfKind(keyType, i);
                if (asked) {
                    return i;
                }
                if (exact && takes(signatures, algorithm(i))) {
                    return -1; // this one it will be, when JSSE comes to its kind
                }
            }
        }
        return !some && isOfKind(keyType, 0) ? 0 : -1;
    }

    private boolean isOfKind(String keyType, int i) {
        String algorithm = algorithm(i);
        return keyType.equals(algorithm)
                || (keyType.equals("RSASSA-PSS") && algorithm.equals("RSA"))
                || (keyType.equals("EdDSA") && algorithm.startsWith("Ed"))
                || (algorithm.equals("EdDSA") && keyType.startsWith("Ed"))
                || (algorithm.equals("EC") && keyType.startsWith("EC_"));
    }

    private static boolean takes(Collection<String> signatures, String algorithm) {
        return signatures.stream().anyMatch(each -> switch (algorithm) {
            case "EC" -> each.endsWith("ECDSA");
            case "RSA" -> each.endsWith("RSA") || each.startsWith("RSASSA-PSS");
            default -> each.startsWith("Ed");
        });
    }

    private String algorithm(int i) {
        return keys.get(i).key().getAlgorithm();
    }

    private static String name(List<SNIServerName> names) {
        for (SNIServerName each : names) {
            if (each instanceof SNIHostName host) {
                return host.getAsciiName();
            }
        }
        return "";
    }

    /** Whether a certificate is for this name: by its alternative names alone, a star for one whole label. */
    static boolean fits(X509Certificate certificate, String name) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all == null) {
                return false;
            }
            String wanted = stripped(name);
            for (List<?> each : all) {
                if (each.get(0).equals(2) && each.get(1) instanceof String pattern && fits(stripped(pattern), wanted)) {
                    return true;
                }
            }
            return false;
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean fits(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return !pattern.isEmpty() && pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && pattern.substring(1).equals(name.substring(dot));
    }

    private static String stripped(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return alias == null ? null : keys.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return alias == null ? null : keys.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // a server's keys are not for a client
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // JSSE asks for one by chooseEngineServerAlias
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }
}

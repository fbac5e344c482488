package io.midge.options;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tls block.
 *
 * @param keyPairs certificates and their keys; none: not a listener, or from a store
 * @param caFile file with the authorities that are trusted; empty (default): those of the system
 * @param insecure do not check the other side's certificate
 * @param verify ask for a certificate and check it
 * @param verifyAndMap take the user from the certificate
 * @param checkKnownUrls the certificate of a server must fit a URL of its
 * @param allowInsecureCipherSuites cipher suites that are known to be weak may be named
 * @param cipherSuites cipher suites by their TLS names; none (default): all that are safe
 * @param curves curves by their names in Go; none (default): all
 * @param minVersion lowest version, {@code 1.2} (default) or {@code 1.3}
 * @param timeout how long a handshake may take; zero (default): 2 seconds
 * @param connectionRateLimit handshakes in a second; zero (default): no limit
 * @param pinnedCerts SHA-256 of the public keys that are taken, in lower case, none of them if it is empty; null
 *     (default): all
 * @param handshakeFirst the handshake comes before INFO
 * @param fallbackDelay how long to wait for it before INFO is sent all the same; zero: for ever
 * @param store a certificate in the store of Windows
 * @param ocspPeer whether authorities are asked; null (default): no
 */
public record TlsOptions(
        List<KeyPair> keyPairs,
        String caFile,
        boolean insecure,
        boolean verify,
        boolean verifyAndMap,
        boolean checkKnownUrls,
        boolean allowInsecureCipherSuites,
        List<String> cipherSuites,
        List<String> curves,
        String minVersion,
        Duration timeout,
        long connectionRateLimit,
        @Nullable Set<String> pinnedCerts,
        boolean handshakeFirst,
        Duration fallbackDelay,
        CertStoreOptions store,
        @Nullable OcspPeerOptions ocspPeer) {
    /** How long an automatic handshake_first waits. */
    public static final Duration DEFAULT_FALLBACK_DELAY = Duration.ofMillis(50);

    /** The lowest version where none is named. */
    public static final String DEFAULT_MIN_VERSION = "1.2";

    public TlsOptions {
        keyPairs = List.copyOf(keyPairs);
        cipherSuites = List.copyOf(cipherSuites);
        curves = List.copyOf(curves);
        minVersion = minVersion.isEmpty() ? DEFAULT_MIN_VERSION : minVersion;
        pinnedCerts = pinnedCerts == null ? null : Set.copyOf(pinnedCerts);
    }

    /** How long a handshake may take where nothing is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    /** How long a handshake may take. */
    public Duration handshakeTimeout() {
        return timeout.isZero() ? DEFAULT_TIMEOUT : timeout;
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Files with a certificate and its key.
     *
     * @param certFile the certificate, and those between it and its authority, as PEM
     * @param keyFile its private key as PEM
     */
    public record KeyPair(String certFile, String keyFile) {}

    /** Collects values; one that is not set keeps its default. */
    public static final class Builder {
        private List<KeyPair> keyPairs = List.of();
        private String caFile = "";
        private boolean insecure;
        private boolean verify;
        private boolean verifyAndMap;
        private boolean checkKnownUrls;
        private boolean allowInsecureCipherSuites;
        private List<String> cipherSuites = List.of();
        private List<String> curves = List.of();
        private String minVersion = DEFAULT_MIN_VERSION;
        private Duration timeout = Duration.ZERO;
        private long connectionRateLimit;
        private @Nullable Set<String> pinnedCerts;
        private boolean handshakeFirst;
        private Duration fallbackDelay = Duration.ZERO;
        private CertStoreOptions store = CertStoreOptions.NONE;
        private @Nullable OcspPeerOptions ocspPeer;

        private Builder() {}

        private Builder(TlsOptions from) {
            keyPairs = from.keyPairs;
            caFile = from.caFile;
            insecure = from.insecure;
            verify = from.verify;
            verifyAndMap = from.verifyAndMap;
            checkKnownUrls = from.checkKnownUrls;
            allowInsecureCipherSuites = from.allowInsecureCipherSuites;
            cipherSuites = from.cipherSuites;
            curves = from.curves;
            minVersion = from.minVersion;
            timeout = from.timeout;
            connectionRateLimit = from.connectionRateLimit;
            pinnedCerts = from.pinnedCerts;
            handshakeFirst = from.handshakeFirst;
            fallbackDelay = from.fallbackDelay;
            store = from.store;
            ocspPeer = from.ocspPeer;
        }

        /** Certificates and their keys. */
        public Builder keyPairs(List<KeyPair> value) {
            keyPairs = value;
            return this;
        }

        /** File with the authorities that are trusted. */
        public Builder caFile(String value) {
            caFile = value;
            return this;
        }

        /** Do not check the other side's certificate. */
        public Builder insecure(boolean value) {
            insecure = value;
            return this;
        }

        /** Ask for a certificate and check it. */
        public Builder verify(boolean value) {
            verify = value;
            return this;
        }

        /** Take the user from the certificate. */
        public Builder verifyAndMap(boolean value) {
            verifyAndMap = value;
            return this;
        }

        /** The certificate of a server must fit a URL of its. */
        public Builder checkKnownUrls(boolean value) {
            checkKnownUrls = value;
            return this;
        }

        /** Cipher suites that are known to be weak may be named. */
        public Builder allowInsecureCipherSuites(boolean value) {
            allowInsecureCipherSuites = value;
            return this;
        }

        /** Cipher suites by their TLS names. */
        public Builder cipherSuites(List<String> value) {
            cipherSuites = value;
            return this;
        }

        /** Curves by their names in Go. */
        public Builder curves(List<String> value) {
            curves = value;
            return this;
        }

        /** Lowest version, {@code 1.2} or {@code 1.3}. */
        public Builder minVersion(String value) {
            minVersion = value;
            return this;
        }

        /** How long a handshake may take. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** Handshakes in a second. */
        public Builder connectionRateLimit(long value) {
            connectionRateLimit = value;
            return this;
        }

        /** SHA-256 of the public keys that are taken. */
        public Builder pinnedCerts(@Nullable Set<String> value) {
            pinnedCerts = value;
            return this;
        }

        /** The handshake comes before INFO, which is sent all the same after the delay; zero: never. */
        public Builder handshakeFirst(boolean value, Duration delay) {
            handshakeFirst = value;
            fallbackDelay = delay;
            return this;
        }

        /** A certificate in the store of Windows. */
        public Builder store(CertStoreOptions value) {
            store = value;
            return this;
        }

        /** Whether authorities are asked. */
        public Builder ocspPeer(@Nullable OcspPeerOptions value) {
            ocspPeer = value;
            return this;
        }

        /** The options so far. */
        public TlsOptions build() {
            return new TlsOptions(
                    keyPairs,
                    caFile,
                    insecure,
                    verify,
                    verifyAndMap,
                    checkKnownUrls,
                    allowInsecureCipherSuites,
                    cipherSuites,
                    curves,
                    minVersion,
                    timeout,
                    connectionRateLimit,
                    pinnedCerts,
                    handshakeFirst,
                    fallbackDelay,
                    store,
                    ocspPeer);
        }
    }
}

package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.TlsOptions;
import io.midge.options.TlsOptions.KeyPair;
import io.midge.pem.Authorities;
import io.midge.pem.CertifiedKey;
import io.midge.pem.PemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tls block, with a look into the files that it names. */
final class TlsReader {
    private static final int PIN_LENGTH = 64;

    private final Block block;
    private final Problems problems;

    private TlsReader(Block block) {
        this.block = block;
        problems = block.problems();
    }

    /**
     * Reads a tls block.
     *
     * @param client whether it is for clients and leaf nodes; routes and gateways may check known URLs
     */
    static TlsOptions read(ConfValue value, boolean client, Problems problems) {
        if (!(value instanceof ConfMap map)) {
            problems.error(value.at(), "tls must be a map, not " + value.kind());
            return TlsOptions.builder().build();
        }
        return new TlsReader(new Block(map, problems)).read(client);
    }

    private TlsOptions read(boolean client) {
        boolean map = block.bool(false, "verify_and_map");
        boolean known = block.bool(false, "verify_cert_and_check_known_urls");
        if (known && client) {
            problems.error(block.at(), "verify_cert_and_check_known_urls not supported in this context");
        }
        TlsOptions.Builder options = TlsOptions.builder()
                .caFile(block.text("ca_file"))
                .insecure(block.bool(false, "insecure"))
                .verify(block.bool(false, "verify") || map || known)
                .verifyAndMap(map)
                .checkKnownUrls(known)
                .minVersion(minVersion())
                .timeout(Seconds.of(block, "tls config", Duration.ZERO, "timeout"))
                .connectionRateLimit(block.whole(0, Long.MIN_VALUE, Long.MAX_VALUE, "connection_rate_limit"))
                .pinnedCerts(pinnedCerts())
                .store(new CertStoreReader(block).read())
                .ocspPeer(OcspReader.peer(block));
        ciphers(options);
        options.curves(names("curve_preferences", TlsNames.CURVES, List.of(), "unrecognized curve preference"));
        handshakeFirst(options);
        List<KeyPair> pairs = keyPairs();
        block.endAll("tls config");
        return files(options.keyPairs(pairs).build());
    }

    private String minVersion() {
        ConfValue value = block.value("min_version");
        String wrong = switch (value) {
            case null -> "";
            case ConfValue.Text text -> wrongVersion(text.value());
            case ConfValue other -> "'min_version' wrong type: " + other.kind() + "; put it in quotes";
        };
        if (value != null && !wrong.isEmpty()) {
            problems.error(value.at(), "error parsing tls config: " + wrong);
            return "";
        }
        return block.text("min_version");
    }

    private static String wrongVersion(String version) {
        return switch (version) {
            case "1.2", "1.3" -> "";
            case "1.0", "1.1" -> "unsupported TLS version: TLS " + version + "; write \"1.2\" or \"1.3\"";
            default -> "unknown version: " + version + "; write \"1.2\" or \"1.3\"";
        };
    }

    private void ciphers(TlsOptions.Builder options) {
        boolean allowed = block.bool(false, "allow_insecure_cipher_suites");
        List<String> ciphers = names("cipher_suites", TlsNames.SAFE, TlsNames.INSECURE, "unrecognized cipher");
        List<String> insecure =
                ciphers.stream().filter(TlsNames.INSECURE::contains).toList();
        if (!allowed && !insecure.isEmpty()) {
            problems.error(
                    block.at(),
                    "insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: "
                            + String.join(", ", insecure));
        }
        options.allowInsecureCipherSuites(allowed).cipherSuites(ciphers);
    }

    /** An array of names of which there are just so many. */
    private List<String> names(String field, List<String> known, List<String> alsoKnown, String unknown) {
        ConfValue value = block.value(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items items)) {
            block.wrong(value, field, "an array");
            return List.of();
        }
        if (items.values().isEmpty()) {
            problems.error(value.at(), "error parsing tls config, '" + field + "' cannot be empty");
        }
        List<String> names = new ArrayList<>();
        for (String name : block.texts(value, field)) {
            if (known.contains(name) || alsoKnown.contains(name)) {
                names.add(name);
            } else {
                problems.error(
                        value.at(),
                        unknown + ' ' + name + "; there are " + String.join(", ", known)
                                + (alsoKnown.isEmpty() ? "" : ", and insecure ones " + String.join(", ", alsoKnown)));
            }
        }
        return names;
    }

    private @Nullable Set<String> pinnedCerts() {
        ConfValue value = block.value("pinned_certs");
        if (value == null) {
            return null;
        }
        Set<String> pins = new LinkedHashSet<>();
        if (!(value instanceof ConfValue.Items)) {
            problems.error(
                    value.at(),
                    "error parsing tls config, expected 'pinned_certs' to be a list of hex-encoded sha256 of DER"
                            + " encoded SubjectPublicKeyInfo");
            return pins;
        }
        for (String text : block.texts(value, "pinned_certs")) {
            String pin = text.toLowerCase(Locale.ROOT);
            if (isPin(pin)) {
                pins.add(pin);
            } else {
                problems.error(
                        value.at(),
                        "error parsing tls config, 'pinned_certs' key " + pin
                                + " does not look like hex-encoded sha256 of DER encoded SubjectPublicKeyInfo");
            }
        }
        return pins;
    }

    private static boolean isPin(String text) {
        return text.length() == PIN_LENGTH && text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    private void handshakeFirst(TlsOptions.Builder options) {
        ConfValue value = block.value("handshake_first", "first", "immediate");
        switch (value) {
            case null -> {}
            case ConfValue.Bool bool -> options.handshakeFirst(bool.value(), Duration.ZERO);
            case ConfValue.Text text -> {
                Duration delay = Durations.parse(text.value());
                switch (text.value().toLowerCase(Locale.ROOT)) {
                    case "true", "on" -> options.handshakeFirst(true, Duration.ZERO);
                    case "false", "off" -> options.handshakeFirst(false, Duration.ZERO);
                    case "auto", "auto_fallback" -> options.handshakeFirst(true, TlsOptions.DEFAULT_FALLBACK_DELAY);
                    default -> {
                        if (delay != null) {
                            options.handshakeFirst(true, delay);
                        } else {
                            problems.error(
                                    value.at(),
                                    "field \"handshake_first\"'s value \"" + text.value()
                                            + "\" is invalid; write on, off, auto or a duration as in \"50ms\"");
                        }
                    }
                }
            }
            case ConfValue other -> block.wrong(other, "handshake_first", "a boolean or a string");
        }
    }

    /** The pair of cert_file and key_file, or those of certs. */
    private List<KeyPair> keyPairs() {
        KeyPair single = new KeyPair(block.text("cert_file"), block.text("key_file"));
        List<KeyPair> pairs = new ArrayList<>();
        for (Block each : block.blocks("certs", "certificates")) {
            pairs.add(keyPair(each));
        }
        if (!single.certFile().isEmpty() && !pairs.isEmpty()) {
            problems.error(
                    block.at(), "error parsing tls config, cannot combine 'cert_file' option with 'certs' option");
        } else if (!single.certFile().isEmpty() && single.keyFile().isEmpty()) {
            problems.error(block.at(), "missing 'key_file' in TLS configuration");
        } else if (single.certFile().isEmpty() && !single.keyFile().isEmpty()) {
            problems.error(block.at(), "missing 'cert_file' in TLS configuration");
        }
        return single.certFile().isEmpty() ? pairs : List.of(single);
    }

    /** The keys of these maps are the only ones whose letters count as they are. */
    private KeyPair keyPair(Block pair) {
        String cert = "";
        String key = "";
        for (Map.Entry<String, ConfValue> entry : pair.entries().entrySet()) {
            ConfValue value = entry.getValue();
            if (!(value instanceof ConfValue.Text text)) {
                pair.wrong(value, entry.getKey(), "a filename");
            } else if (entry.getKey().equals("cert_file")) {
                cert = text.value();
            } else if (entry.getKey().equals("key_file")) {
                key = text.value();
            } else {
                problems.error(value.at(), "error parsing tls certs config, unknown field \"" + entry.getKey() + '"');
            }
        }
        if (cert.isEmpty() || key.isEmpty()) {
            problems.error(
                    pair.at(),
                    "error parsing certificates config: both 'cert_file' and 'key_file' options are required");
        }
        return new KeyPair(cert, key);
    }

    private TlsOptions files(TlsOptions options) {
        List<KeyPair> pairs = options.keyPairs();
        for (int i = 0; i < pairs.size(); i++) {
            KeyPair pair = pairs.get(i);
            if (!pair.certFile().isEmpty() && !pair.keyFile().isEmpty()) {
                boolean single = block.has("cert_file");
                try {
                    CertifiedKey.read(pair.certFile(), pair.keyFile());
                } catch (PemException e) {
                    problems.error(
                            block.at(),
                            "error parsing X509 certificate/key pair"
                                    + (single ? ": " : " " + (i + 1) + '/' + pairs.size() + ": ") + e.getMessage());
                }
            }
        }
        if (!options.caFile().isEmpty()) {
            try {
                Authorities.read(options.caFile());
            } catch (PemException e) {
                problems.error(block.at(), String.valueOf(e.getMessage()));
            }
        }
        return options;
    }
}

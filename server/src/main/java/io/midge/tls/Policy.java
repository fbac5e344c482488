package io.midge.tls;

import io.midge.options.TlsOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Versions, cipher suites and curves: what is asked for by Go's names, of that what this JVM has, by its own.
 *
 * <p>As in Go the order of the list does not count, and the suites of TLS 1.3 are always there: a list chooses among those
 * of TLS 1.2.
 *
 * @param protocols newest first
 * @param ciphers in the order in which they are preferred
 * @param curves in the order in which they are preferred
 * @param warnings what was asked for and cannot be had
 */
record Policy(List<String> protocols, List<String> ciphers, List<String> curves, List<String> warnings) {
    private static final List<String> OF_TLS_13 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** The suites of TLS 1.2 that are safe, best first. */
    private static final List<String> OF_TLS_12 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

    /** Where the JVM's name of a curve is not Go's, best first. */
    private static final List<String> CURVES = List.of(
            "X25519MLKEM768",
            "SecP384r1MLKEM1024",
            "SecP256r1MLKEM768",
            "X25519",
            "CurveP256",
            "CurveP384",
            "CurveP521");

    private static final Map<String, String> NAMES =
            Map.of("X25519", "x25519", "CurveP256", "secp256r1", "CurveP384", "secp384r1", "CurveP521", "secp521r1");

    /**
     * Decides.
     *
     * @param available what the JVM has and does not refuse
     * @throws TlsException when nothing is left of a list
     */
    static Policy of(TlsOptions options, SSLParameters available) throws TlsException {
        List<String> warnings = new ArrayList<>();
        Set<String> suites = Set.copyOf(Arrays.asList(available.getCipherSuites()));
        String[] groups = available.getNamedGroups();
        Set<String> curves = groups == null ? Set.copyOf(NAMES.values()) : Set.copyOf(Arrays.asList(groups));
        List<String> asked = options.cipherSuites().isEmpty() ? OF_TLS_12 : best(OF_TLS_12, options.cipherSuites());
        boolean only13 = options.minVersion().equals("1.3");
        Set<String> ciphers = new LinkedHashSet<>(had(OF_TLS_13, suites, name -> name));
        if (!only13) {
            ciphers.addAll(had(asked, suites, name -> name));
        }
        if (!options.cipherSuites().isEmpty()) {
            warn("cipher suites", options.cipherSuites(), suites, name -> name, warnings);
        }
        List<String> wanted = options.curves().isEmpty() ? CURVES : best(CURVES, options.curves());
        if (!options.curves().isEmpty()) {
            warn("curves", options.curves(), curves, Policy::curve, warnings);
        }
        return new Policy(
                only13 ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2"),
                List.copyOf(ciphers),
                had(wanted, curves, Policy::curve),
                List.copyOf(warnings));
    }

    /** Has an engine do as decided. */
    void apply(SSLEngine engine, boolean verify) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols.toArray(String[]::new));
        parameters.setCipherSuites(ciphers.toArray(String[]::new));
        parameters.setNamedGroups(curves.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(verify);
        engine.setSSLParameters(parameters);
    }

    private static String curve(String name) {
        return NAMES.getOrDefault(name, name);
    }

    /** Those asked for, in our order; what we have no opinion of comes last. */
    private static List<String> best(List<String> order, List<String> asked) {
        List<String> all = new ArrayList<>(order);
        all.retainAll(asked);
        asked.stream().filter(name -> !all.contains(name)).forEach(all::add);
        return all;
    }

    private static List<String> had(List<String> names, Set<String> available, Function<String, String> translated) {
        return names.stream().map(translated).filter(available::contains).toList();
    }

    private static void warn(
            String what,
            Collection<String> asked,
            Set<String> available,
            Function<String, String> translated,
            List<String> warnings)
            throws TlsException {
        List<String> missing = asked.stream()
                .filter(name -> !available.contains(translated.apply(name)))
                .toList();
        if (missing.size() == asked.size()) {
            throw new TlsException("none of the " + what + " in the tls block can be had from this JVM ("
                    + String.join(", ", missing) + "); nats-server -help_tls lists all, docs/OPERATIONS.md says which"
                    + " are missing");
        }
        if (!missing.isEmpty()) {
            warnings.add("This JVM has no such TLS " + what + ", going on without them: " + String.join(", ", missing));
        }
    }
}

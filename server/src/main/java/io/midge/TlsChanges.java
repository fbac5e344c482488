package io.midge;

import io.midge.json.GoDuration;
import io.midge.options.SecurityOptions;
import io.midge.options.TlsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a new configuration changes in the TLS of clients, in the order of nats-server's fields. */
final class TlsChanges {
    private static final TlsOptions NONE = TlsOptions.builder().build();

    private TlsChanges() {}

    /**
     * Adds a line for each change.
     *
     * @throws IllegalArgumentException that names the first change which cannot be made
     */
    static void add(List<String> lines, SecurityOptions oldSecurity, SecurityOptions nowSecurity, boolean otherFiles) {
        TlsOptions old = or(oldSecurity.tls());
        TlsOptions now = or(nowSecurity.tls());
        if (!old.handshakeTimeout().equals(now.handshakeTimeout())) {
            lines.add("Reloaded: tls timeout = " + Changes.seconds(now.handshakeTimeout()));
        }
        Changes.same("TLSMap", old.verifyAndMap(), now.verifyAndMap());
        boolean switched = (oldSecurity.tls() == null) != (nowSecurity.tls() == null);
        if (switched || otherFiles || !context(old).equals(context(now))) {
            lines.add("Reloaded: tls = " + (nowSecurity.tls() == null ? "disabled" : "enabled"));
        }
        if (!Objects.equals(old.pinnedCerts(), now.pinnedCerts())) {
            Set<String> pins = now.pinnedCerts();
            lines.add("Reloaded: " + (pins == null ? 0 : pins.size()) + " pinned_certs");
        }
        Changes.same("TLSRateLimit", old.connectionRateLimit(), now.connectionRateLimit());
        if (old.handshakeFirst() != now.handshakeFirst()) {
            lines.add("Reloaded: Client TLS handshake first: " + now.handshakeFirst());
        }
        if (!old.fallbackDelay().equals(now.fallbackDelay())) {
            lines.add("Reloaded: Client TLS handshake first fallback delay: " + GoDuration.text(now.fallbackDelay()));
        }
    }

    /** Whether other certificates are taken than before. */
    static boolean ofPins(SecurityOptions old, SecurityOptions now) {
        return !Objects.equals(or(old.tls()).pinnedCerts(), or(now.tls()).pinnedCerts());
    }

    private static TlsOptions or(@Nullable TlsOptions options) {
        return options == null ? NONE : options;
    }

    /** What is left when that has lines of its own: certificates and what is agreed upon with a peer. */
    private static TlsOptions context(TlsOptions options) {
        return options.toBuilder()
                .timeout(Duration.ZERO)
                .pinnedCerts(null)
                .connectionRateLimit(0)
                .handshakeFirst(false, Duration.ZERO)
                .build();
    }
}

package io.midge.conf.flags;

import io.midge.options.AuthorizationOptions;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.TlsOptions;
import io.midge.pem.Authorities;
import io.midge.pem.CertifiedKey;
import io.midge.pem.PemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The flags that say who may connect and by what means, and the one that switches JetStream on. */
final class SecurityFlags {
    private final Flags flags;

    SecurityFlags(Flags flags) {
        this.flags = flags;
    }

    void over(Options file, Options.Builder options) {
        SecurityOptions.Builder security = file.security().toBuilder();
        authorization(file.security().authorization(), security);
        tls(file.security(), security);
        options.security(security.build());
        Object jetStream = flags.value("js", "jetstream");
        if (jetStream != null) {
            JetStreamOptions said = file.jetStream();
            JetStreamOptions.Builder now = said == null ? JetStreamOptions.builder() : said.toBuilder();
            options.jetStream(now.enabled((Boolean) jetStream).build());
        }
    }

    private void authorization(@Nullable AuthorizationOptions said, SecurityOptions.Builder security) {
        Object user = flags.value("user");
        Object pass = flags.value("pass");
        Object token = flags.value("auth");
        if (user == null && pass == null && token == null) {
            return;
        }
        AuthorizationOptions before = said == null ? AuthorizationOptions.NONE : said;
        security.authorization(new AuthorizationOptions(
                user == null ? before.user() : (String) user,
                pass == null ? before.password() : SecretText.of((String) pass),
                token == null ? before.token() : SecretText.of((String) token),
                before.timeout(),
                before.users(),
                before.defaultPermissions(),
                before.callout(),
                before.proxyRequired()));
    }

    private void tls(SecurityOptions file, SecurityOptions.Builder security) {
        Object on = flags.value("tls");
        if (on != null && on.equals(false)) {
            security.tls(null);
            return;
        }
        Object verify = flags.value("tlsverify");
        Object authority = flags.value("tlscacert");
        if (on == null && verify == null && authority == null && flags.value("tlscert", "tlskey") == null) {
            return;
        }
        // What the file restricts stays restricted: a certificate on the command line is no reason to ask for less.
        TlsOptions said = file.tls();
        TlsOptions.Builder tls = said == null ? TlsOptions.builder() : said.toBuilder();
        String cert = file("tlscert", "certificate");
        String key = file("tlskey", "private key");
        check(cert, key, authority == null ? "" : (String) authority);
        tls.keyPairs(List.of(new TlsOptions.KeyPair(cert, key)));
        if (authority != null) {
            tls.caFile((String) authority);
        }
        if (verify != null) {
            tls.verify((Boolean) verify);
        }
        security.tls(tls.build());
    }

    private static void check(String cert, String key, String authority) {
        try {
            CertifiedKey.read(cert, key);
        } catch (PemException e) {
            throw new IllegalArgumentException("error parsing X509 certificate/key pair: " + e.getMessage(), e);
        }
        try {
            if (!authority.isEmpty()) {
                Authorities.read(authority);
            }
        } catch (PemException e) {
            throw new IllegalArgumentException(e.getMessage() + "; --tlscacert names " + authority, e);
        }
    }

    private String file(String flag, String what) {
        Object name = flags.value(flag);
        if (name == null || name.equals("")) {
            throw new IllegalArgumentException(
                    "TLS Server " + what + " must be present and valid; name it by --" + flag);
        }
        return (String) name;
    }
}

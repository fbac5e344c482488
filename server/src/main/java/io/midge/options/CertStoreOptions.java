package io.midge.options;

import java.util.List;

/**
 * A certificate in the store of Windows.
 *
 * @param store {@code WindowsCurrentUser} or {@code WindowsLocalMachine}, in any case; empty: not from a store
 * @param matchBy {@code Issuer}, {@code Subject} or {@code Thumbprint}, in any case
 * @param match what to look for
 * @param caCertsMatch authorities to look for
 * @param skipInvalid pass over certificates that are not valid now
 */
public record CertStoreOptions(
        String store, String matchBy, String match, List<String> caCertsMatch, boolean skipInvalid) {
    /** Not from a store. */
    public static final CertStoreOptions NONE = new CertStoreOptions("", "", "", List.of(), false);

    public CertStoreOptions {
        caCertsMatch = List.copyOf(caCertsMatch);
    }
}

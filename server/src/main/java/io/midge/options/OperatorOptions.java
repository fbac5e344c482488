package io.midge.options;

import java.util.List;

/**
 * An operator whose accounts are trusted.
 *
 * @param jwt its token, as signed
 * @param subject its public key
 * @param name its name
 * @param signingKeys other public keys of its
 * @param accountServerUrl where accounts are asked for; empty: nowhere
 * @param systemAccount public key of the system account; empty: none
 * @param assertServerVersion lowest version of a server; empty: any
 * @param strictSigningKeyUsage whether accounts must be signed by a signing key
 */
public record OperatorOptions(
        String jwt,
        String subject,
        String name,
        List<String> signingKeys,
        String accountServerUrl,
        String systemAccount,
        String assertServerVersion,
        boolean strictSigningKeyUsage) {
    public OperatorOptions {
        signingKeys = List.copyOf(signingKeys);
    }
}

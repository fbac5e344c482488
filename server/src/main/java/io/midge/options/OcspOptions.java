package io.midge.options;

import java.util.List;

/**
 * Whether the authority's word on the server's own certificates is sent along with them.
 *
 * @param mode when
 * @param urls where authorities are asked instead of where certificates say; none: there
 */
public record OcspOptions(Mode mode, List<String> urls) {
    public OcspOptions {
        urls = List.copyOf(urls);
    }

    /** When an authority's word is sent along. */
    public enum Mode {
        /** If the certificate wants it. */
        AUTO,
        /** If the certificate wants it; ends the server when it is revoked. */
        MUST,
        /** Always; ends the server when it is revoked. */
        ALWAYS,
        /** Never. */
        NEVER
    }
}

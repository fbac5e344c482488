package io.midge.conf.flags;

import io.midge.options.Options;

/** The flags that say who may connect. */
final class SecurityFlags {
    private final Flags flags;

    SecurityFlags(Flags flags) {
        this.flags = flags;
    }

    void over(Options file, Options.Builder options) {
    }
}

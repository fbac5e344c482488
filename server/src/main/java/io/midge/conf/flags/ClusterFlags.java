package io.midge.conf.flags;

import io.midge.options.Options;

/** The flags of the cluster block. */
final class ClusterFlags {
    private final Flags flags;

    ClusterFlags(Flags flags) {
        this.flags = flags;
    }

    void over(Options file, Options.Builder options) {
        if (flags.value("routes") != null && file.cluster() == null) {
            throw new IllegalArgumentException("solicited routes require cluster capabilities, e.g. --cluster");
        }
    }
}

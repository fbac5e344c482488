package io.midge;

import io.midge.options.Options;
import java.time.Instant;

/**
 * What a server was told, and by what. A reload replaces it whole.
 *
 * @param options all options
 * @param file the configuration file as it was named, empty for none
 * @param digest of the file's values, {@code sha256:…}; empty without a file
 * @param loaded when the file was read
 */
record Settings(Options options, String file, String digest, Instant loaded) {
    /** Options that no file said. */
    static Settings of(Options options, Instant now) {
        return new Settings(options, "", "", now);
    }
}

package io.midge;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.conf.flags.Flags;
import io.midge.options.Options;
import java.util.List;

/**
 * Where the options of the command come from: a file, if there is one, and flags that override it.
 *
 * @param file the file as it was named, empty for none
 * @param flags the flags
 */
record Configuration(String file, Flags flags) {

    /**
     * What they say.
     *
     * @param options all options, not checked against each other
     * @param digest of the file's values, {@code sha256:…}; empty without a file
     * @param warnings one line each
     */
    record Loaded(Options options, String digest, List<String> warnings) {}

    /**
     * Reads the file and applies the flags.
     *
     * @throws ConfigException with a text for operators
     */
    Loaded load() throws ConfigException {
        if (file.isEmpty()) {
            return new Loaded(override(Options.builder().build()), "", List.of());
        }
        Conf.Parsed parsed = Conf.file(file, System::getenv);
        ConfigFile read = ConfigFile.read(file, parsed.map());
        return new Loaded(override(read.options()), parsed.digest(), read.warnings());
    }

    private Options override(Options options) throws ConfigException {
        try {
            return flags.over(options);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }
}

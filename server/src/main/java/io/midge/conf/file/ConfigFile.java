package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfigException;
import io.midge.options.Options;
import java.util.List;

/**
 * What a configuration says, as options.
 *
 * @param options all of them; what the configuration does not mention has its default
 * @param warnings what is not as it should be, one line each
 */
public record ConfigFile(Options options, List<String> warnings) {
    public ConfigFile {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads options from the values of a configuration.
     *
     * @throws ConfigException with warnings and errors, one line each, if there is an error
     */
    public static ConfigFile read(ConfMap map) throws ConfigException {
        Problems problems = new Problems();
        Block top = new Block(map, problems);
        Options options = TopLevel.read(top);
        top.end();
        if (!problems.errors().isEmpty()) {
            StringBuilder text = new StringBuilder();
            problems.warnings().forEach(each -> text.append(each).append('\n'));
            problems.errors().forEach(each -> text.append(each).append('\n'));
            throw new ConfigException(text.toString());
        }
        return new ConfigFile(options, problems.warnings());
    }
}

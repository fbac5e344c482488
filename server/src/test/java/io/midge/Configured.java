package io.midge;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.options.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a configuration file says, of a server on a port that is free, with its files in the test's directory. */
final class Configured {
    private Configured() {}

    static Options options(Path dir, String text) throws IOException, ConfigException {
        String file = Files.writeString(dir.resolve("server.conf"), text).toString();
        return ConfigFile.read(file, Conf.file(file, name -> null).map()).options().toBuilder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .storeDir(dir.toString())
                .build();
    }
}

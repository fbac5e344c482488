package io.midge.system;

import io.midge.NatsServer;
import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;

/** Servers that are told by a text what a file would say. */
final class Served {
    private Served() {}

    static NatsServer start(String text) throws ConfigException {
        return NatsServer.start(
                ConfigFile.read("f", Conf.text(text, "f", name -> null).map()).options());
    }
}

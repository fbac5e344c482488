package io.midge.conf.file;

import io.midge.options.Options;

/** The options outside of any block. */
final class TopLevel {
    private TopLevel() {}

    static Options read(Block top) {
        Options.Builder options = Options.builder();
        options.serverName(top.text("server_name"));
        return options.build();
    }
}

package io.midge.conf.flags;

/** The usage text: the flags that work, nothing else. */
final class Usage {
    static final String TEXT = """

            Usage: nats-server [options]

            Midge: a NATS server for the JVM, compatible with nats-server v2.15.2.

            Server Options:
                -a, --addr, --net <host>         Address to listen on (default: 0.0.0.0)
                -p, --port <port>                Port to listen on, -1 for a free one (default: 4222)
                -n, --name
                    --server_name <server_name>  Name of this server (default: its id)
                -P, --pid <file>                 Write the process id to this file
                -m, --http_port <port>           Serve monitoring over HTTP on this port

            Logging Options:
                -l, --log <file>                 Append log lines to this file (default: standard error)
                -T, --logtime                    Put the time on log lines (default: true)
                -D, --debug                      Log debug lines
                -V, --trace                      Log each protocol line
                -DV                              Both

            Common Options:
                -h, --help                       Print this text
                -v, --version                    Print the version
            """;

    private Usage() {}
}

package io.midge.conf.flags;

/** The usage text. */
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
                -ms,--https_port <port>          Serve monitoring over HTTPS on this port
                -c, --config <file>              Read this configuration file; flags override it
                -t                               Check the configuration file and exit
                -sl,--signal <signal>[=<pid>]    Send a signal to a running server and exit: ldm, stop, quit, term,
                                                 reopen, reload; <pid> is a process id or a file that holds one
                    --client_advertise <string>  Address that clients are told to connect to
                    --ports_file_dir <dir>       List the ports in use in a file in this directory

            Logging Options:
                -l, --log <file>                 Append log lines to this file (default: standard error)
                -T, --logtime                    Put the time on log lines (default: true)
                    --logtime_utc                Put the time on log lines in UTC (default: false)
                -s, --syslog                     Log to the machine's syslog
                -r, --remote_syslog <addr>       Log to this syslog server (udp://localhost:514)
                -D, --debug                      Log debug lines
                -V, --trace                      Log each protocol line
                -VV                              The same, with the system account
                -DV                              -D and -V
                -DVV                             -D and -VV
                    --log_size_limit <bytes>     Rotate the log file when it gets larger (default: never)
                    --max_traced_msg_len <bytes> Show no more of a payload in a trace line (default: all)

            JetStream Options:
                -js, --jetstream                 Enable JetStream
                -sd, --store_dir <dir>           Directory that streams are stored in

            Authorization Options:
                    --user <user>                User that clients have to name
                    --pass <password>            Password that clients have to give
                    --auth <token>               Token that clients have to give

            TLS Options:
                    --tls                        Require TLS of clients
                    --tlscert <file>             Certificate of the server
                    --tlskey <file>              Private key for it
                    --tlsverify                  Require certificates of clients, too
                    --tlscacert <file>           Certificate authority of the clients' certificates

            Cluster Options:
                    --routes <url-1, url-2>      Servers to connect to
                    --cluster <url>              Address that other servers connect to
                    --cluster_listen <url>       The same
                    --cluster_name <string>      Name of the cluster
                    --no_advertise               Do not tell clients of other servers
                    --cluster_advertise <string> Address that other servers are told to connect to
                    --connect_retries <number>   How often a server that others told of is tried

            Profiling Options:
                    --profile <port>             Serve profiles on this port

            Common Options:
                -h, --help                       Print this text
                -v, --version                    Print the version
                    --help_tls                   Print what a tls block can say

            What this version does not do yet is refused by name at start.
            """;

    private Usage() {}
}

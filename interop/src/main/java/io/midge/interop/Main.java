package io.midge.interop;

import io.midge.interop.accounts.AccountsSuite;
import io.midge.interop.config.ConfigSuite;
import io.midge.interop.jetstream.JetStreamSuite;
import io.midge.interop.jnats.JnatsSuite;
import io.midge.interop.launcher.RunnerSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code transcripts}, {@code differential}, {@code connz}, {@code config}, {@code accounts}, {@code jnats},
 * {@code jetstream} or {@code runner}, with the servers' commands; see {@code interop/run}. */
public final class Main {
    private static final int SCRIPTS = 600;

    private Main() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            if (args[i].startsWith("--")) {
                options.put(args[i].substring(2), args[++i]);
            } else {
                names.add(args[i]);
            }
        }
        Report report = new Report(System.out);
        String server = options.getOrDefault("server", "./nats-server");
        String reference = options.getOrDefault("reference", "nats-server-go");
        switch (args.length == 0 ? "" : args[0]) {
            case "transcripts" -> transcripts(report, server, reference, options, names);
            case "differential" -> differential(report, server, reference, options);
            case "connz" -> new ConnzSuite(report).run(server, reference);
            case "config" ->
                ConfigSuite.run(
                        report,
                        server,
                        reference,
                        Path.of(options.getOrDefault("dir", "interop/config")),
                        options.getOrDefault("only", ""));
            case "accounts" ->
                AccountsSuite.run(
                        report, server, reference, options.getOrDefault("seeds", ""), options.containsKey("show"));
            case "jnats" -> new JnatsSuite(report).run(server);
            case "jetstream" -> new JetStreamSuite(report).run(server);
            case "runner" -> new RunnerSuite(report, server).run();
            default ->
                throw new IllegalArgumentException(
                        "usage: transcripts|differential|connz|config|accounts|jnats|jetstream|runner [--server CMD] …");
        }
        System.exit(report.failed() == 0 ? 0 : 1);
    }

    private static void transcripts(
            Report report, String server, String reference, Map<String, String> options, List<String> names)
            throws IOException {
        Map<String, String> servers = new LinkedHashMap<>();
        servers.put("server", server);
        if (!reference.isEmpty() && !reference.equals(server)) {
            servers.put("reference", reference);
        }
        List<Transcript> all = TranscriptSuite.transcripts(Path.of(options.getOrDefault("dir", "interop/transcripts")));
        List<Transcript> chosen = all.stream()
                .filter(transcript -> names.isEmpty() || names.contains(transcript.name()))
                .toList();
        new TranscriptSuite(report, servers).run(chosen);
    }

    private static void differential(Report report, String server, String reference, Map<String, String> options)
            throws IOException {
        long first = 1;
        long last = Long.parseLong(options.getOrDefault("count", Integer.toString(SCRIPTS)));
        String seeds = options.get("seeds");
        if (seeds != null) {
            String[] bounds = seeds.split("-", 2);
            first = Long.parseLong(bounds[0]);
            last = Long.parseLong(bounds[bounds.length - 1]);
        }
        new Differential(report, Thread.ofVirtual().name("lane-", 0).factory()).run(server, reference, first, last);
    }
}

package io.midge.interop;

import io.midge.interop.Replay.Cut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All transcripts of a folder against all servers: each server must answer as each transcript says. */
final class TranscriptSuite {
    private final Report report;
    /** Name of the server, command. */
    private final Map<String, String> servers;

    TranscriptSuite(Report report, Map<String, String> servers) {
        this.report = report;
        this.servers = new LinkedHashMap<>(servers);
    }

    static List<Transcript> transcripts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(TranscriptSuite::read)
                    .toList();
        }
    }

    private static Transcript read(Path file) {
        try {
            return Transcript.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run(List<Transcript> transcripts) throws IOException {
        Map<String, PeerServer> shared = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, String> server : servers.entrySet()) {
                shared.put(server.getKey(), PeerServer.start(server.getValue(), List.of()));
            }
            for (Transcript transcript : transcripts) {
                run(transcript, shared);
            }
        } finally {
            shared.values().forEach(PeerServer::close);
        }
    }

    private void run(Transcript transcript, Map<String, PeerServer> shared) {
        String name = "transcripts/" + transcript.name();
        List<String> wrong = new ArrayList<>();
        String skipped = "";
        for (Map.Entry<String, String> server : servers.entrySet()) {
            try {
                PeerServer running = shared.get(server.getKey());
                if (transcript.config().isEmpty() && running != null) {
                    replay(transcript, server.getKey(), running.port(), wrong);
                } else {
                    try (PeerServer own = PeerServer.startConfigured(server.getValue(), transcript.config())) {
                        replay(transcript, server.getKey(), own.port(), wrong);
                    }
                }
            } catch (PeerServer.Unsupported e) {
                skipped = server.getKey() + ": " + e.getMessage();
            } catch (IOException e) {
                wrong.add(server.getKey() + ": " + e);
            }
        }
        if (!wrong.isEmpty()) {
            report.fail(name, String.join("; ", wrong));
        } else if (!skipped.isEmpty()) {
            report.skip(name, skipped);
        } else {
            report.ok(name);
        }
    }

    private static void replay(Transcript transcript, String server, int port, List<String> wrong) throws IOException {
        for (Cut cut : transcript.once() ? new Cut[] {Cut.AS_WRITTEN} : Cut.values()) {
            try {
                new Replay(transcript, port, cut).run();
            } catch (Mismatch e) {
                wrong.add(server + " " + cut + ": " + e.getMessage());
                return;
            }
        }
    }
}

package io.midge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** Takes one sample of a row: a fresh server with an empty directory, the load, the figures; then both are gone. */
final class JsSampler {
    private static final long MILLI = 1_000_000;
    private static final long UNDER_LOAD_NANOS = 500 * MILLI;
    private static final long START_LIMIT_NANOS = 600_000 * MILLI;
    private static final int PAYLOAD = 128;
    private static final int WINDOW = 500;
    private static final int KEYS = 10_000;

    /** It warms up no more often, be it Midge or Go. */
    private static final int WARMINGS = 5;

    private final Sampler sampler;
    private final JsScale scale;
    private final Path folder;

    JsSampler(Sampler sampler, JsScale scale, Path folder) {
        this.sampler = sampler;
        this.scale = scale;
        this.folder = folder;
    }

    Map<Metric, Double> take(Target target, JsServer server, JsRow row) throws IOException {
        Path directory = Files.createTempDirectory(folder, row.id() + '-');
        try {
            if (row.sampledWith() == JsRow.SUBJECTS_RSS) {
                return subjects(target, server, directory);
            }
            try (ServerProcess process = sampler.start(target, server.arguments(directory))) {
                return row == JsRow.FILTER ? filter(process) : drive(process, row);
            }
        } finally {
            remove(directory);
        }
    }

    private Map<Metric, Double> drive(ServerProcess process, JsRow row) throws IOException {
        return sampler.drive(process, workload(process.port(), row), scale.warmMs(), WARMINGS, scale.measureMs());
    }

    private Workload workload(int port, JsRow row) throws IOException {
        return switch (row) {
            case PUB_ASYNC -> publishing(port, 1, WINDOW, "file");
            case PUB_SYNC_1 -> publishing(port, 1, 1, "file");
            case PUB_SYNC_64 -> publishing(port, 64, 1, "file");
            case MEMORY -> publishing(port, 1, WINDOW, "memory");
            case STREAMS -> streams(port);
            case CALLBACK -> consume(port, JsConsume.Kind.CALLBACK);
            case FETCH -> consume(port, JsConsume.Kind.FETCH);
            case ORDERED, FILTER -> consume(port, JsConsume.Kind.ORDERED);
            case PUSH -> consume(port, JsConsume.Kind.PUSH);
            case KV_PUT_1 -> kv(port, 1, false);
            case KV_PUT_64 -> kv(port, 64, false);
            case KV_GET -> kv(port, 64, true);
            case CROWD -> crowd(port);
            case SUBJECTS_RSS, SUBJECTS_RESTART, SUBJECTS_KILLED ->
                throw new IllegalStateException("it is sampled on its own");
        };
    }

    private static void make(int port, String name, String more) throws IOException {
        try (JsAdmin admin = new JsAdmin(port)) {
            admin.stream(name, more);
        }
    }

    private static byte[][] subjects(String prefix, int count) {
        byte[][] subjects = new byte[count][];
        for (int i = 0; i < count; i++) {
            subjects[i] = JsAdmin.bytes(prefix + i);
        }
        return subjects;
    }

    private static Workload publishing(int port, int clients, int inFlight, String storage) throws IOException {
        make(port, "S", "\"subjects\":[\"js.*\"],\"storage\":\"" + storage + "\"");
        return new JsRequests(port, clients, inFlight, JsRequests.Kind.publishing(subjects("js.", 100), PAYLOAD), "S");
    }

    private Workload streams(int port) throws IOException {
        for (int i = 0; i < scale.streams(); i++) {
            make(port, "S" + i, "\"subjects\":[\"js." + i + "\"],\"storage\":\"file\"");
        }
        return new JsRequests(port, 16, 32, JsRequests.Kind.publishing(subjects("js.", scale.streams()), PAYLOAD), "");
    }

    private JsConsume consume(int port, JsConsume.Kind kind) throws IOException {
        make(port, "S", "\"subjects\":[\"js.*\"],\"storage\":\"file\"");
        JsRequests.Kind publishing = JsRequests.Kind.publishing(subjects("js.", 100), PAYLOAD);
        try (JsRequests fill = new JsRequests(port, 1, WINDOW, publishing, "S")) {
            fill.count(scale.consumed());
        }
        return new JsConsume(port, "S", scale.consumed(), kind);
    }

    private Workload kv(int port, int clients, boolean gets) throws IOException {
        make(
                port,
                "KV_b",
                "\"subjects\":[\"$KV.b.>\"],\"storage\":\"file\",\"max_msgs_per_subject\":1,\"discard\":\"new\","
                        + "\"allow_direct\":true,\"deny_delete\":true,\"allow_rollup_hdrs\":true,"
                        + "\"max_age\":0,\"duplicate_window\":120000000000");
        JsRequests.Kind puts = JsRequests.Kind.publishing(subjects("$KV.b.k", KEYS), PAYLOAD);
        if (!gets) {
            return new JsRequests(port, clients, 1, puts, "");
        }
        try (JsRequests fill = new JsRequests(port, 1, WINDOW, puts, "KV_b")) {
            fill.count(KEYS);
            fill.verify();
        }
        return new JsRequests(
                port, clients, 1, JsRequests.Kind.getting(subjects("$JS.API.DIRECT.GET.KV_b.$KV.b.k", KEYS)), "");
    }

    private Workload crowd(int port) throws IOException {
        try (JsAdmin admin = new JsAdmin(port)) {
            admin.stream("S", "\"subjects\":[\"js.*\"],\"storage\":\"file\"");
            admin.must(
                    "$JS.API.STREAM.UPDATE.S",
                    "{\"name\":\"S\",\"num_replicas\":1,\"retention\":\"limits\",\"subjects\":[\"js.*\"],"
                            + "\"storage\":\"file\",\"max_consumers\":" + 2 * scale.consumers() + "}");
        }
        JsCrowd crowd = new JsCrowd(port, scale.consumers(), 1000);
        crowd.fill();
        return crowd;
    }

    // Both in one sample, so that what the machine does otherwise concerns both.
    private Map<Metric, Double> filter(ServerProcess process) throws IOException {
        try (JsConsume consume = consume(process.port(), JsConsume.Kind.ORDERED)) {
            double[] nanos = new double[2];
            for (int i = -2; i < 4; i++) {
                consume.kind(i % 2 == 0 ? JsConsume.Kind.ORDERED : JsConsume.Kind.FILTERED);
                long took = consume.run(0).nanos();
                if (i >= 0) {
                    nanos[i % 2] += took;
                }
            }
            consume.verify();
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            values.put(Metric.FILTERED, nanos[0] / nanos[1]);
            values.put(Metric.RATE, 2e9 * scale.consumed() / nanos[1]);
            return values;
        }
    }

    private Map<Metric, Double> subjects(Target target, JsServer server, Path directory) throws IOException {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        JsRequests.Kind publishing = JsRequests.Kind.publishing(subjects("js.", scale.subjects()), PAYLOAD);
        try (ServerProcess process = sampler.start(target, server.arguments(directory))) {
            make(process.port(), "S", "\"subjects\":[\"js.*\"],\"storage\":\"file\"");
            try (JsRequests fill = new JsRequests(process.port(), 1, WINDOW, publishing, "S")) {
                fill.count(scale.messages());
                fill.verify();
            }
            sampler.memory(process, values);
        }
        long known;
        try (ServerProcess process = sampler.start(target, server.arguments(directory))) {
            values.put(Metric.RESTART_MS, untilItAnswers(process, scale.messages()));
            try (JsRequests more = new JsRequests(process.port(), 1, WINDOW, publishing, "")) {
                known = scale.messages() + more.leave(UNDER_LOAD_NANOS);
                process.kill();
            }
        }
        try (ServerProcess process = sampler.start(target, server.arguments(directory))) {
            values.put(Metric.KILLED_MS, untilItAnswers(process, server == JsServer.GO ? 0 : known));
        }
        return values;
    }

    /** Milliseconds from exec until it tells how many messages there are, which have to be at least so many. */
    private static double untilItAnswers(ServerProcess process, long least) throws IOException {
        long execNanos = System.nanoTime() - process.infoNanos(); // INFO has just come
        try (JsAdmin admin = new JsAdmin(process.port())) {
            while (true) {
                long messages = admin.messages("S");
                long now = System.nanoTime();
                if (messages >= 0) {
                    if (messages < least) {
                        throw new BadStreamException(messages + " messages of " + least + " are there");
                    }
                    return (now - execNanos) / 1e6;
                }
                if (now - execNanos > START_LIMIT_NANOS) {
                    throw new BadStreamException("the stream does not come back");
                }
            }
        }
    }

    static void remove(Path gone) throws IOException {
        try (Stream<Path> all = Files.walk(gone)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}

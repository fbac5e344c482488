package io.midge.bench;

import static io.midge.bench.Goal.atLeast;
import static io.midge.bench.Goal.atMost;
import static io.midge.bench.Goal.midgeAgainst;
import static io.midge.bench.Goal.midgeAtMost;
import static io.midge.bench.Metric.CPU;
import static io.midge.bench.Metric.INFO_MS;
import static io.midge.bench.Metric.P99;
import static io.midge.bench.Metric.RATE;
import static io.midge.bench.Metric.RSS;

import io.midge.bench.Load.Beside;
import io.midge.bench.Load.Stream;
import io.midge.bench.Load.Subscription;
import java.util.ArrayList;
import java.util.List;

/** One row of the tables: what is driven, and the goals it has. */
record Scenario(String id, String title, Load load, List<Goal> goals) {
    private static final int MIB = Load.MIB;
    private static final int WINDOW = 2 * MIB;

    /** All of them, in the order of the tables. */
    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(traffic());
        all.addAll(company());
        all.addAll(starts());
        return List.copyOf(all);
    }

    private static List<Scenario> traffic() {
        return List.of(
                stream("pub-16", "publish only, 16 B", Stream.publishOnly(16), 1.0, 0.5),
                stream("pub-128", "publish only, 128 B", Stream.publishOnly(128), 1.0, 0.5),
                stream("pub-1k", "publish only, 1 KB", Stream.publishOnly(1024), 1.0, 0.7),
                stream("pub-16k", "publish only, 16 KB", Stream.publishOnly(16_384), 1.0, 0.7),
                stream("1to1-128", "1 → 1, 128 B", Stream.fan(1, 128, WINDOW), 1.3, 0.4),
                stream("1to1-1k", "1 → 1, 1 KB", Stream.fan(1, 1024, WINDOW), 1.0, 0.8),
                stream("1to1-16k", "1 → 1, 16 KB", Stream.fan(1, 16_384, WINDOW), 0.95, 1.1),
                stream("fan-10", "1 → 10, 128 B", Stream.fan(10, 128, MIB), 1.3, 0.45),
                stream("fan-100", "1 → 100, 128 B", Stream.fan(100, 128, MIB / 4), 1.3, 0.45),
                stream(
                        "4to1",
                        "4 → 1, 128 B",
                        new Stream(4, 1, Subscription.PLAIN, 128, WINDOW, Beside.NOBODY, Setup.PLAIN),
                        1.2,
                        0.6),
                stream(
                        "queue-4",
                        "queue group of 4, 128 B",
                        new Stream(1, 4, Subscription.QUEUE, 128, WINDOW, Beside.NOBODY, Setup.PLAIN),
                        1.2,
                        0.6),
                requests("rr-1", "request-reply, 1 in flight", new Load.Requests(1, 1, 128), 1.1),
                requests("rr-20", "request-reply, 20 in flight", new Load.Requests(20, 1, 128), 1.2),
                requests("rr-200", "request-reply, 200 in flight", new Load.Requests(20, 10, 128), 1.2));
    }

    private static List<Scenario> company() {
        return List.of(
                new Scenario(
                        "churn",
                        "1 → 1, 128 B, beside 100 k SUB/UNSUB pairs/s",
                        Stream.fan(1, 128, WINDOW).beside(new Beside(100_000, 0, 0)),
                        List.of(atLeast(RATE, 1.0))),
                stream(
                        "subjects-1m",
                        "1 M subjects → 2 wildcards, 128 B",
                        new Stream(1, 2, Subscription.WILDCARD, 128, WINDOW, Beside.NOBODY, Setup.PLAIN),
                        1.2,
                        0.6),
                stream(
                        "1to1-users",
                        "1 → 1, 128 B, a user with permissions",
                        Stream.fan(1, 128, WINDOW).with(Setup.PERMISSIONS),
                        1.3,
                        0.4),
                new Scenario(
                        "fan-100-stuck",
                        "1 → 100, 128 B, of which 10 stop reading",
                        Stream.fan(90, 128, MIB / 4).beside(new Beside(0, 10, 0)),
                        List.of(midgeAgainst("fan-100", CPU, 1.1))),
                new Scenario(
                        "1to1-half-open",
                        "1 → 1, 128 B, beside 10,000 half-open connections",
                        Stream.fan(1, 128, WINDOW).beside(new Beside(0, 0, 10_000)),
                        List.of(midgeAgainst("1to1-128", CPU, 1.1), midgeAtMost(RSS, 200))),
                new Scenario(
                        "tls-1to1", "1 → 1, 128 B, over TLS", new Load.Tls(128, WINDOW), List.of(atMost(CPU, 0.5))),
                new Scenario("tls-handshakes", "TLS handshakes", new Load.Handshakes(2), List.of(atMost(CPU, 2.5))),
                new Scenario("idle-10k", "10,000 idle connections", new Load.Idle(10_000), List.of(atMost(RSS, 0.5))));
    }

    private static List<Scenario> starts() {
        return List.of(
                start("start", "start, with AOT cache", new Load.Start(true, false, 0), 150),
                start(
                        "start-file",
                        "start, with AOT cache and a configuration file",
                        new Load.Start(true, true, 0),
                        150),
                start(
                        "start-busy",
                        "start, with AOT cache, beside 4 busy processes",
                        new Load.Start(true, false, 4),
                        300),
                start("start-noaot", "start, without AOT cache", new Load.Start(false, false, 0), 250));
    }

    private static Scenario stream(String id, String title, Load load, double rate, double cpu) {
        return new Scenario(id, title, load, List.of(atLeast(RATE, rate), atMost(CPU, cpu)));
    }

    private static Scenario requests(String id, String title, Load load, double rate) {
        return new Scenario(id, title, load, List.of(atLeast(RATE, rate), atMost(CPU, 0.6), atMost(P99, 1.2)));
    }

    private static Scenario start(String id, String title, Load.Start start, double infoMs) {
        return new Scenario(id, title, start, List.of(midgeAtMost(INFO_MS, infoMs), midgeAtMost(RSS, 50)));
    }
}

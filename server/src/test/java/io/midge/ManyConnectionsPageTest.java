package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.client.Clients;
import io.midge.log.Log;
import io.midge.monitor.Monitor;
import io.midge.monitor.Pages;
import io.midge.monitor.ServerView;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code /connz} of 10,000 connections and 10,000 that have gone, without sockets, while messages flow. */
@Tag("long")
class ManyConnectionsPageTest {
    private static final int COUNT = 10_000;

    private final Loops loops = new Loops(2, 64 << 20, 16 << 20, 128 * 1024);
    private final Log log = new Log(loops, false, false);
    private final Options options =
            Options.builder().host("127.0.0.1").httpPort(-1).build();
    private final List<Fanout> fanouts =
            List.of(new Fanout(loops.get(0), new MatchCache<>()), new Fanout(loops.get(1), new MatchCache<>()));
    private final Accounts accounts = OneAccount.on(loops.get(0));
    private final Info info = new Info("N", "n", "127.0.0.1", 1, true, 1 << 20, "X");
    private final Clients clients = new Clients(
            options,
            info,
            accounts,
            fanouts,
            new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), log),
            log);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Monitor monitor;

    @BeforeEach
    void start() throws IOException {
        monitor = Monitor.start(
                new Pages(new View(
                        new ServerView.Identity("N", "n", "2.15.2", "0", "jvm", 2, loops.instant()),
                        () -> Settings.of(options, loops.instant()),
                        () -> null,
                        loops,
                        clients,
                        accounts,
                        fanouts,
                        Listeners.open(List.of(), List.of(loops.get(0)), log),
                        new ClientSecurity())),
                threads,
                log);
    }

    @AfterEach
    void stop() {
        monitor.close();
        threads.shutdownNow();
        loops.close();
    }

    /** Connects so many of a name and says these lines. */
    private void connect(int loop, String name, boolean stay) {
        loops.run(loop, () -> {
            Peer peer = Peer.open(loops.get(loop), clients).forgetting();
            String connect = "CONNECT {\"verbose\":false,\"name\":\"" + name + "\"}\r\nSUB s." + name + " 1\r\n";
            peer.send(connect.getBytes(ISO_8859_1));
            if (!stay) {
                peer.connection().closeNow(ClosedReason.CLIENT_CLOSED);
            }
        });
    }

    /** How often each line of a page is there, numbers aside. */
    private Map<String, Integer> lines(String query) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + monitor.port() + "/connz" + query);
        Map<String, Integer> lines = new HashMap<>();
        try (var in = new BufferedReader(new InputStreamReader(uri.toURL().openStream(), UTF_8))) {
            in.lines().forEach(line -> lines.merge(line.replaceAll("[-.0-9]+", "#"), 1, Integer::sum));
        }
        return lines;
    }

    @Test
    void theyAreAllShownAndMessagesGoOn() throws IOException, ExecutionException, InterruptedException {
        for (int i = 0; i < COUNT; i++) {
            connect(i % 2, "gone" + i, false);
            connect(i % 2, "here" + i, true);
        }
        Peer publisher = loops.on(0, () -> Peer.open(loops.get(0), clients)).forgetting();
        AtomicBoolean done = new AtomicBoolean();
        Future<Integer> messages = threads.submit(() -> {
            int sent = 0;
            while (!done.get()) {
                byte[] message = ("PUB s.here" + sent++ % COUNT + " 1\r\nx\r\n").getBytes(ISO_8859_1);
                loops.run(0, () -> publisher.send(message)); // fails when the loop does nothing for 30 s
                loops.run(1, () -> {});
            }
            return sent;
        });
        try {
            for (String subs : List.of("0", "1", "detail")) {
                Map<String, Integer> lines = lines("?state=all&limit=99999&subs=" + subs);
                assertThat(lines)
                        .containsEntry("      \"cid\": #,", 2 * COUNT + 1)
                        .containsEntry("      \"reason\": \"Client Closed\",", COUNT)
                        .containsEntry(
                                subs.equals("0") ? "      \"name\": \"here#\"" : "      \"name\": \"here#\",", COUNT);
                assertThat(lines.getOrDefault("        \"s#here#\"", 0)).isEqualTo(subs.equals("1") ? COUNT : 0);
                assertThat(lines.getOrDefault("          \"subject\": \"s#gone#\",", 0))
                        .isEqualTo(subs.equals("detail") ? COUNT : 0);
            }
            assertThat(lines("?sort=last&state=all&offset=9999")).containsEntry("      \"cid\": #,", 1024);
        } finally {
            done.set(true);
        }
        assertThat(messages.get()).isPositive();
        assertThat(clients.count()).isEqualTo(COUNT + 1);
    }
}

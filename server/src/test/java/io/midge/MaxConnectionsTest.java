package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.options.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As many as there may be, from several loops at once, again and again. */
class MaxConnectionsTest {
    private static final int MAX = 20;
    private static final int COMING = 200;
    private static final int THREADS = 8;
    private static final String ERROR = "-ERR 'maximum connections exceeded'\r\n";

    private final NatsServer server = NatsServer.start(Options.builder()
            .host("127.0.0.1")
            .port(Options.RANDOM_PORT)
            .httpPort(Options.RANDOM_PORT)
            .ioLoops(4)
            .maxConnections(MAX)
            .build());
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        server.close();
    }

    /** Those who were let in; the others have been told why not. */
    private List<RawClient> storm() throws Exception {
        List<Future<RawClient>> coming = new ArrayList<>();
        for (int i = 0; i < COMING; i++) {
            coming.add(threads.submit(
                    () -> RawClient.greeted(server.port()).send("CONNECT {\"verbose\":false}\r\nPING\r\n")));
        }
        List<RawClient> in = new ArrayList<>();
        for (Future<RawClient> each : coming) {
            RawClient client = each.get();
            String line = client.line();
            if (line.equals("PONG")) {
                in.add(client);
            } else {
                assertThat(line + "\r\n").isEqualTo(ERROR);
                client.expectEnd();
                client.close();
            }
        }
        return in;
    }

    private void awaitConnections(int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(Varz.number(server, "connections")).isEqualTo(count));
    }

    @Test
    void exactlySoManyAreLetInAndTheOthersDoNotDisturbThem() throws Exception {
        for (int round = 1; round <= 3; round++) {
            List<RawClient> in = storm();
            assertThat(in).hasSize(MAX);
            assertThat(Varz.number(server, "connections")).isEqualTo(MAX);
            assertThat(Varz.number(server, "total_connections")).isEqualTo((long) round * COMING);
            for (RawClient each : in) {
                each.send("SUB a 1\r\n").barrier();
                each.pub("a", "x")
                        .expect("MSG a 1 1\r\nx\r\n")
                        .send("UNSUB 1\r\n")
                        .barrier();
            }
            in.forEach(RawClient::close);
            awaitConnections(0);
        }
    }
}

package io.midge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand clients that come and go, told to an operator who does not read, keep nobody from being served. */
@Timeout(300)
class EventStormTest {
    private static final int CLIENTS = 10_000;
    private static final int LANES = 4;

    @Test
    @Tag("long")
    void aStuckOperatorKeepsNobodyWaiting() throws Exception {
        String text = Table.text("server.conf") + "\nio_loops: 2\nmax_pending: 1MB\nwrite_deadline: \"60s\"\n";
        try (NatsServer server = Served.start(text);
                Caller stuck = new Caller(server.port(), "sys").in();
                Caller other = new Caller(server.port(), "sys").in()) {
            stuck.listen(">");
            CountDownLatch done = new CountDownLatch(LANES);
            for (int lane = 0; lane < LANES; lane++) {
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < CLIENTS / LANES; i++) {
                        new Caller(server.port(), "app").in().close();
                    }
                    done.countDown();
                });
            }
            do {
                // Answered while it goes on, and in turn.
                assertThat(other.ask("$SYS.REQ.SERVER.PING.IDZ", "", "", "$SYS.REQ.SERVER.PING.HEALTHZ")
                                .payload())
                        .contains(server.id());
            } while (!done.await(100, TimeUnit.MILLISECONDS));
            stuck.end(); // the server has cut it off, or does when it reads
            assertThat(other.ask("$SYS.REQ.ACCOUNT.PING.STATZ", "", "", "$SYS.REQ.SERVER.PING.IDZ")
                            .payload())
                    .contains("\"acc\":\"SYS\"", "\"slow_consumers\":1");
        }
    }
}

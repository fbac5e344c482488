package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One connection with very many subscriptions: they work, cost what they may, and go when it goes. */
class MillionSubscriptionsTest {
    private static final int COUNT = 1_000_000;
    private static final int BATCH = 10_000;

    @Test
    @SuppressWarnings("try") // the owner goes before the end of the block
    void aMillionSubscriptionsOfOneConnectionWorkAndGoWithIt() {
        try (NatsServer server =
                        NatsServer.builder().port(0).monitorPort(0).ioLoops(1).start();
                RawClient other =
                        RawClient.connect(server).send("SUB other 1\r\n").barrier();
                RawClient owner = RawClient.connect(server).barrier()) {
            long own = Varz.number(server, "subscriptions") - 1; // of the server itself
            for (int from = 0; from < COUNT; from += BATCH) {
                StringBuilder lines = new StringBuilder(BATCH * 32);
                for (int i = from; i < from + BATCH; i++) {
                    lines.append("SUB m.")
                            .append(i % 1000)
                            .append('.')
                            .append(i / 1000)
                            .append(' ');
                    lines.append(i).append("\r\n");
                }
                owner.send(lines.toString()).barrier();
            }
            assertThat(Varz.number(server, "subscriptions")).isEqualTo(own + COUNT + 1);
            for (int i = 0; i < COUNT; i += 9973) {
                other.pub("m." + i % 1000 + "." + i / 1000, "x");
                owner.expect("MSG m." + i % 1000 + "." + i / 1000 + " " + i + " 1\r\nx\r\n");
            }
            owner.close();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                other.pub("other", "still").expect("MSG other 1 5\r\nstill\r\n");
                return Varz.number(server, "subscriptions") == own + 1;
            });
            other.pub("m.0.0", "nobody").barrier();
        }
    }
}

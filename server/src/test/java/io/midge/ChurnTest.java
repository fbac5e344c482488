package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Subscriptions that come and go while messages flow. */
class ChurnTest {
    private static final int ROUNDS = 200;
    private static final int SUBSCRIPTIONS = 50;

    @Test
    void whoStaysMissesNothingAndNothingIsLeftOfThoseWhoWent() throws ExecutionException, InterruptedException {
        AtomicBoolean churned = new AtomicBoolean();
        try (NatsServer server =
                        NatsServer.builder().port(0).monitorPort(0).ioLoops(4).start();
                ExecutorService threads = Executors.newCachedThreadPool();
                RawClient publisher = RawClient.connect(server).barrier();
                RawClient steady =
                        RawClient.connect(server).send("SUB churn.* 1\r\n").barrier()) {
            long own = Varz.number(server, "subscriptions") - 1; // of the server itself
            List<Future<?>> churners = new ArrayList<>();
            for (int c = 0; c < 3; c++) {
                churners.add(threads.submit(() -> churn(server)));
            }
            Future<Integer> published = threads.submit(() -> {
                int sent = 0;
                while (!churned.get()) {
                    publisher.pub("churn." + sent % SUBSCRIPTIONS, Integer.toString(sent));
                    steady.expect(message(sent));
                    sent++;
                }
                return sent;
            });
            for (Future<?> each : churners) {
                each.get();
            }
            churned.set(true);
            assertThat(published.get()).isPositive();
            steady.barrier().send("UNSUB 1\r\n").barrier();
            await().untilAsserted(() ->
                    assertThat(Varz.number(server, "subscriptions")).isEqualTo(own));
        }
    }

    private static String message(int number) {
        String text = Integer.toString(number);
        return "MSG churn." + number % SUBSCRIPTIONS + " 1 " + text.length() + "\r\n" + text + "\r\n";
    }

    // Subscribes to everything, unsubscribes one half, and leaves the other for the connection's end or the limit.
    private static void churn(NatsServer server) {
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                lines.append("SUB churn.")
                        .append(i)
                        .append(i % 3 == 0 ? " g " : " ")
                        .append(i)
                        .append("\r\n");
            }
            for (int i = 0; i < SUBSCRIPTIONS; i += 2) {
                lines.append("UNSUB ").append(i).append(i % 4 == 0 ? " 1\r\n" : "\r\n");
            }
            try (RawClient client = RawClient.connect(server)) {
                client.send(lines + "PING\r\n");
                String line = client.line();
                while (!line.equals("PONG")) {
                    assertThat(line).startsWith("MSG churn.");
                    client.line();
                    line = client.line();
                }
            }
        }
    }
}

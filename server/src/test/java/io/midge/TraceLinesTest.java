package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.log.Verbosity;
import io.midge.loop.Clock;
import io.midge.options.Options;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines of the log about what clients send and get, as observed of nats-server 2.15.2 for the same bytes. */
class TraceLinesTest {
    private static final String BOTH = "HPUB foo 22 27\r\nNATS/1.0\r\nA: bcdef\r\n\r\nhello\r\n";
    private static final String HEADERS = "HPUB foo r 22 22\r\nNATS/1.0\r\nA: bcdef\r\n\r\n\r\n";
    private static final String OLD = "{\"headers\":false,\"verbose\":false}";
    private static final String NEW = "{\"headers\":true,\"verbose\":false}";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Log log = new Log(
            new LogSink() {
                @Override
                public boolean write(Level level, String text, @Nullable Throwable cause) {
                    String shown = level + text.replaceFirst("^127.0.0.1:\\d+ - cid:", " ");
                    boolean keptAlive = shown.matches(".* - (->> \\[PING]|<<- \\[PONG]|Client Ping Timer)");
                    return level == Level.INF || level == Level.WRN || keptAlive || lines.add(shown);
                }

                @Override
                public void close() {}
            },
            Verbosity.of(true, true));
    private final Wiring server = Wiring.start(
            Settings.of(
                    Options.builder().host("127.0.0.1").port(-1).ioLoops(1).build(),
                    Clock.system().instant()),
            log,
            Clock.system());

    TraceLinesTest() throws IOException {}

    @AfterEach
    void close() {
        server.stop();
    }

    private RawClient client(String connect) {
        return RawClient.greeted(server.clientPort()).send("CONNECT " + connect + "\r\nPING\r\n");
    }

    @Test
    void whatAClientSaysAndHears() {
        try (var client =
                client("{\"verbose\":true,\"pedantic\":true,\"pass\":\"x\",\"name\":\"n\",\"lang\":\"go\"}")) {
            client.expect("+OK\r\nPONG\r\n").send("SUB  bar.* q   2\r\nPUB bar.x 4\r\n\u00ff\u0000\"\\\r\n");
            client.expect("+OK\r\n+OK\r\nMSG bar.x 2 4\r\n\u00ff\u0000\"\\\r\n");
            client.send(
                    "SUB foo 1\r\nUNSUB 1 0\r\nSUB foo 1\r\nUNSUB 1 1\r\nUNSUB 9\r\nPUB foo r 1\r\na\r\nPUB foo 0\r\n\r\n");
            client.expect("+OK\r\n".repeat(6) + "MSG foo 1 r 1\r\na\r\n+OK\r\n");
            client.send("SUB foo..x 5\r\nPUB foo 9999999\r\n");
            client.expect("-ERR 'Invalid Subject'\r\n-ERR 'Maximum Payload Violation'\r\n")
                    .expectEnd();
        }
        String me = "1 - \"go:n\" - ";
        assertThat(lines)
                .startsWith(
                        "DBG 1 - Client connection created",
                        "TRC 1 - <<- [CONNECT {\"verbose\":true,\"pedantic\":true,\"pass\":\"[REDACTED]\",\"name\":\"n\","
                                + "\"lang\":\"go\"}]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<<- [PING]",
                        "TRC " + me + "->> [PONG]",
                        "TRC " + me + "<<- [SUB bar.* q   2]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<<- [PUB bar.x 4]",
                        "TRC " + me + "<<- MSG_PAYLOAD: [\"\\xff\\x00\\\"\\\\\"]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "->> [MSG bar.x 2 4]",
                        "TRC " + me + "->> MSG_PAYLOAD: [\"\\xff\\x00\\\"\\\\\"]",
                        "TRC " + me + "<<- [SUB foo 1]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<<- [UNSUB 1 0]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<-> [DELSUB 1]",
                        "TRC " + me + "<<- [SUB foo 1]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<<- [UNSUB 1 1]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<<- [UNSUB 9]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<<- [PUB foo r 1]",
                        "TRC " + me + "<<- MSG_PAYLOAD: [\"a\"]",
                        "TRC " + me + "->> [OK]",
                        "DBG " + me + "Auto-unsubscribe limit of 1 reached for sid '1'",
                        "TRC " + me + "->> [MSG foo 1 r 1]",
                        "TRC " + me + "->> MSG_PAYLOAD: [\"a\"]",
                        "TRC " + me + "<-> [DELSUB 1]",
                        "TRC " + me + "<<- [PUB foo 0]",
                        "TRC " + me + "->> [OK]",
                        "TRC " + me + "<<- [SUB foo..x 5]",
                        "TRC " + me + "->> [-ERR Invalid Subject]",
                        "TRC " + me + "<<- [PUB foo 9999999]",
                        "ERR " + me + "maximum payload exceeded: 9999999 vs 1048576",
                        "TRC " + me + "->> [-ERR Maximum Payload Violation]");
    }

    /** What one client with headers says, and what another without is told. */
    private List<String> withAndWithoutHeaders() {
        try (var old = client(OLD);
                var other = client(NEW)) {
            old.expect("PONG\r\n").send("SUB > 1\r\nPING\r\n").expect("PONG\r\n");
            other.expect("PONG\r\n");
            lines.clear();
            other.send(BOTH).send(HEADERS).send("PUB foo 2\r\nhi\r\n");
            old.expect("MSG foo 1 5\r\nhello\r\nMSG foo 1 r 0\r\n\r\nMSG foo 1 2\r\nhi\r\n");
            other.send("PING\r\n").expect("PONG\r\n");
            return List.copyOf(lines.subList(0, lines.indexOf("TRC 2 - <<- [PING]")));
        }
    }

    @Test
    void whoKnowsNoHeadersIsShownToGetNone() {
        assertThat(withAndWithoutHeaders())
                .containsExactly(
                        "TRC 2 - <<- [HPUB foo 22 27]",
                        "TRC 2 - <<- MSG_PAYLOAD: [\"NATS/1.0\\r\\nA: bcdef\\r\\n\\r\\nhello\"]",
                        "TRC 1 - ->> [MSG foo 1 5]",
                        "TRC 1 - ->> MSG_PAYLOAD: [\"hello\"]",
                        "TRC 2 - <<- [HPUB foo r 22 22]",
                        "TRC 2 - <<- MSG_PAYLOAD: [\"NATS/1.0\\r\\nA: bcdef\\r\\n\\r\\n\"]",
                        "TRC 1 - ->> [MSG foo 1 r 0]",
                        "TRC 2 - <<- [PUB foo 2]",
                        "TRC 2 - <<- MSG_PAYLOAD: [\"hi\"]",
                        "TRC 1 - ->> [MSG foo 1 2]",
                        "TRC 1 - ->> MSG_PAYLOAD: [\"hi\"]");
    }

    @Test
    void withTraceHeadersOfAPayloadOnlyTheHeadersAreShown() {
        log.verbosity(new Verbosity(false, false, false, true, 0));
        assertThat(withAndWithoutHeaders())
                .containsExactly(
                        "TRC 2 - <<- [HPUB foo 22 27]",
                        "TRC 2 - <<- MSG_PAYLOAD: [\"NATS/1.0\\r\\nA: bcdef\"]",
                        "TRC 1 - ->> [MSG foo 1 5]",
                        "TRC 2 - <<- [HPUB foo r 22 22]",
                        "TRC 2 - <<- MSG_PAYLOAD: [\"NATS/1.0\\r\\nA: bcdef\"]",
                        "TRC 1 - ->> [MSG foo 1 r 0]",
                        "TRC 2 - <<- [PUB foo 2]",
                        "TRC 1 - ->> [MSG foo 1 2]");
    }

    @Test
    void aLongPayloadIsCut() {
        log.verbosity(new Verbosity(false, true, false, false, 4));
        try (var client = client(NEW)) {
            client.expect("PONG\r\n").send("SUB foo 1\r\nPUB foo 5\r\nhello\r\nPUB foo 4\r\nfour\r\n");
            client.send("PUB foo 6\r\n\u00e2\u0082\u00ac\u00e2\u0082\u00ac\r\n")
                    .send(BOTH)
                    .send("PING\r\n");
            client.expect("MSG foo 1 5\r\nhello\r\nMSG foo 1 4\r\nfour\r\n");
            client.expect("MSG foo 1 6\r\n\u00e2\u0082\u00ac\u00e2\u0082\u00ac\r\n");
            client.expect("HMSG foo 1 22 27\r\nNATS/1.0\r\nA: bcdef\r\n\r\nhello\r\nPONG\r\n");
        }
        List<String> payloads = lines.stream()
                .filter(line -> line.contains("MSG_PAYLOAD"))
                .map(line -> line.substring("TRC 1 - ".length()))
                .toList();
        assertThat(payloads)
                .containsExactly(
                        "<<- MSG_PAYLOAD: [\"hell...\"]",
                        "->> MSG_PAYLOAD: [\"hell...\"]",
                        "<<- MSG_PAYLOAD: [\"four\"]",
                        "->> MSG_PAYLOAD: [\"four\"]",
                        "<<- MSG_PAYLOAD: [\"\u20ac\\xe2...\"]",
                        "->> MSG_PAYLOAD: [\"\u20ac\\xe2...\"]",
                        "<<- MSG_PAYLOAD: [\"NATS...\"]",
                        "->> MSG_PAYLOAD: [\"NATS...\"]");
    }
}

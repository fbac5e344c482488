package io.midge.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.account.Account;
import io.midge.conf.ByteText;
import io.midge.json.JsonException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that fail in ways that nobody has thought of, and the numbers of answers. */
class BureauTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Bench bench = new Bench();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final Events events = new Events(
            new Events.Parts(
                    bench.system,
                    bench.accounts,
                    bench.clients,
                    bench.internal,
                    bench.loop,
                    bench.loops,
                    new Random(1),
                    bench.log),
            new Broken(),
            "N");

    /** A server that breaks when it is to do anything. */
    private final class Broken implements Home {
        @Override
        public Identity identity() {
            return bench.identity();
        }

        @Override
        public Figures figures() {
            return bench.figures();
        }

        @Override
        public byte @Nullable [] page(String name, byte[] json, String account, boolean guest) throws JsonException {
            return deeper(json, 0);
        }

        private byte[] deeper(byte[] json, int depth) {
            return depth < 0
                    ? json
                    : deeper(json, Math.max(1, depth + 1 & 0xff)).clone();
        }

        @Override
        public void reload() {
            throw new IllegalStateException("a wheel came off");
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String ask(String subject) {
        int before = answers.size();
        bench.internal.publish(bench.system, ByteText.bytes(subject), ByteText.bytes("in"), Letter.NONE, Letter.NONE);
        await().atMost(PATIENCE).until(() -> {
            bench.settle();
            return answers.size() > before;
        });
        return answers.getLast().replaceAll("\"time\":\"[^\"]*\"", "T");
    }

    private void listen() {
        Account system = bench.system;
        bench.internal.subscribe(system, "in", message -> answers.add(new String(message.payload(), UTF_8)));
        events.start();
    }

    @Test
    void aReloadThatBreaksIsAnsweredAndLogged() {
        listen();
        assertThat(ask("$SYS.REQ.SERVER.N.RELOAD"))
                .endsWith("},\"error\":{\"code\":500,"
                        + "\"description\":\"internal error, the log of the server says more\"}}");
        assertThat(bench.loops.lines)
                .singleElement()
                .asString()
                .contains("Internal error while answering a system request", "a wheel came off");
    }

    @Test
    void aStackThatEndsEndsOneAnswer() {
        listen();
        assertThat(ask("$SYS.REQ.SERVER.N.VARZ")).contains("\"error\":{\"code\":500,");
        assertThat(ask("$SYS.REQ.SERVER.N.IDZ")).isEqualTo("{\"name\":\"n\",\"host\":\"h\",\"id\":\"N\"}");
    }

    @Test
    void answersAndEventsAreNumberedInTheOrderInWhichTheyGo() {
        listen();
        assertThat(ask("$SYS.REQ.SERVER.N.RELOAD")).contains("\"seq\":1,T");
        assertThat(ask("$SYS.REQ.SERVER.N.STATSZ")).contains("\"seq\":2,T");
        Answer answer = new Answer(bench.system, bench.outbox, bench);
        bench.internal.subscribe(bench.system, "mine", message -> {
            answer.send(message, "{\"a\":1}".getBytes(UTF_8));
            return true;
        });
        var go = bench.held();
        bench.internal.publish(bench.system, ByteText.bytes("mine"), ByteText.bytes("in"), Letter.NONE, Letter.NONE);
        bench.outbox.put(Letter.event(bench.system, ByteText.bytes("in"), (out, from) -> {
            from.value(out);
            return out.toBytes();
        }));
        go.countDown();
        await().atMost(PATIENCE).until(() -> {
            bench.settle();
            return answers.size() == 4;
        });
        assertThat(answers.get(2)).contains("\"seq\":1,");
        assertThat(answers.get(3)).contains("\"seq\":2,").endsWith("},\"data\":{\"a\":1}}");
    }
}

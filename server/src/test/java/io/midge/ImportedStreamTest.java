package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.Options;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client relies on when it listens to another account's stream, on more than one loop. */
class ImportedStreamTest {
    private static final String CONFIGURATION = """
            accounts {
              S { users: [ { user: s, password: p } ], exports: [ { stream: news.> }, { service: help } ] }
              A { users: [ { user: a, password: p } ]
                  imports: [ { stream: { account: S, subject: news.> }, prefix: s }, { service: { account: S, subject: help } } ] }
            }
            """;

    private final NatsServer server = start();
    private final RawClient publisher = client("s");
    private final RawClient subscriber = client("a");
    private final RawClient second = client("a");

    private static NatsServer start() {
        try {
            Options options =
                    ConfigFile.read(
                                    "test",
                                    Conf.text(CONFIGURATION, "test", name -> null)
                                            .map())
                            .options()
                            .toBuilder()
                            .host("127.0.0.1")
                            .port(Options.RANDOM_PORT)
                            .ioLoops(2)
                            .build()
                            .check();
            Clock clock = Clock.system();
            return new NatsServer(
                    Wiring.start(Settings.of(options, clock.instant()), new Log(new Silence(), false, false), clock));
        } catch (ConfigException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private RawClient client(String user) {
        return RawClient.connect(
                        server,
                        "{\"verbose\":false,\"user\":\"" + user
                                + "\",\"pass\":\"p\",\"headers\":true,\"no_responders\":true}")
                .barrier();
    }

    @AfterEach
    void close() {
        publisher.close();
        subscriber.close();
        second.close();
        server.close();
    }

    @Test
    void aLimitHoldsForWhatComesFromBothAccounts() {
        for (RawClient each : new RawClient[] {subscriber, second}) {
            each.send("SUB s.news.* 1\r\nUNSUB 1 3\r\n").barrier();
            publisher.pub("news.eu", "1").barrier();
            each.send("PUB s.news.own 1\r\n2\r\n").expect("MSG s.news.eu 1 1\r\n1\r\nMSG s.news.own 1 1\r\n2\r\n");
            publisher.pub("news.eu", "3").pub("news.eu", "4").barrier();
            each.expect("MSG s.news.eu 1 1\r\n3\r\n").barrier();
            each.send("SUB s.news.eu 1\r\n").barrier();
            publisher.pub("news.eu", "5").barrier();
            each.expect("MSG s.news.eu 1 1\r\n5\r\n").send("UNSUB 1\r\n").barrier();
            publisher.pub("news.eu", "6").barrier();
            each.barrier();
        }
    }

    @Test
    void nothingComesBehindThePongThatFollowsAnUnsub() {
        for (int i = 0; i < 200; i++) {
            subscriber.send("SUB s.news.> 1\r\n").barrier();
            publisher.pub("news.eu", "1").barrier();
            subscriber.send("UNSUB 1\r\nPING\r\n").expect("MSG s.news.eu 1 1\r\n1\r\nPONG\r\n");
            publisher.pub("news.eu", "2").barrier();
        }
        subscriber.barrier();
    }

    @Test
    void aRequestIsAnsweredOrToldThatNobodyDoes() {
        subscriber
                .send("SUB in 1\r\nPUB help in 1\r\n?\r\n")
                .expect("HMSG in 1 36 36\r\nNATS/1.0 503\r\nNats-Subject: help\r\n\r\n\r\n");
        publisher.send("SUB help 1\r\n").barrier();
        for (RawClient each : new RawClient[] {subscriber, second}) {
            each.send("SUB inbox 2\r\nPUB help inbox 1\r\n?\r\n").barrier();
            String request = publisher.line();
            assertThat(request).startsWith("HMSG help 1 _R_.");
            publisher.read(Integer.parseInt(request.substring(request.lastIndexOf(' ') + 1)) + 2);
            publisher.pub(request.split(" ")[3], "!").barrier();
            each.expect("MSG inbox 2 1\r\n!\r\n").barrier();
        }
    }

    private static final class Silence implements LogSink {
        @Override
        public boolean write(Level level, String text, @Nullable Throwable cause) {
            return true;
        }

        @Override
        public void close() {}
    }
}

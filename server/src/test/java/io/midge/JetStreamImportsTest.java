package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.file.ConfigFile;
import io.midge.loop.Clock;
import io.midge.options.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams whose subjects another account exports, and a configuration that is loaded again. */
class JetStreamImportsTest {
    @TempDir
    Path dir;

    private Options accounts(String imports) throws Exception {
        String file = Files.writeString(dir.resolve("server.conf"), """
                jetstream: true
                accounts {
                  A { users: [{user: A, password: A}], jetstream: enabled, imports: [%s] }
                  B { users: [{user: B, password: B}], exports: [{stream: "orders.>"}] }
                }
                """.formatted(imports))
                .toString();
        return ConfigFile.read(file, Conf.file(file, name -> null).map()).options().toBuilder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .storeDir(dir.toString())
                .build();
    }

    private static void reload(NatsServer server, Options options) throws Exception {
        Wiring wiring = server.wiring();
        wiring.reload(new Settings(options, "", "", Clock.system().instant()), wiring.toTell(options), null);
    }

    /** What another account publishes, and then this one: the answer counts both, if the stream heard both. */
    private static String publish(JetStreamClient own, JetStreamClient other) {
        own.ask("$JS.API.STREAM.INFO.S", ""); // what the reload asked of the stream is done before it answers
        other.raw().send("PUB orders.1 1\r\nx\r\n");
        other.raw().barrier();
        return own.ask("in.own", "x");
    }

    @Test
    void aStreamHearsWhatAReloadImportsUntilAnotherOneDoesNot() throws Exception {
        Options without = accounts("");
        Options with = accounts("{stream: {account: B, subject: \"orders.>\"}, to: \"in.>\"}");
        try (NatsServer server = NatsServer.start(without);
                JetStreamClient own = JetStreamClient.connect(server, "A");
                JetStreamClient other = JetStreamClient.connect(server, "B")) {
            own.ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"in.>\"]}");
            assertThat(publish(own, other)).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
            reload(server, with);
            assertThat(publish(own, other)).isEqualTo("{\"stream\":\"S\",\"seq\":3}");
            reload(server, without);
            assertThat(publish(own, other)).isEqualTo("{\"stream\":\"S\",\"seq\":4}");
            reload(server, with);
            assertThat(publish(own, other)).isEqualTo("{\"stream\":\"S\",\"seq\":6}");
        }
    }
}

package io.midge.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.midge.NatsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@NatsTest
class NatsTestTest {
    private static final List<NatsServer> SEEN = new ArrayList<>();

    private final NatsServer server;

    NatsTestTest(NatsServer server) {
        this.server = server;
    }

    private static String greeting(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            return String.valueOf(in.readLine());
        }
    }

    private static Events run(Class<?> sample) {
        SEEN.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(sample))
                .execute()
                .testEvents();
    }

    @Test
    void serverListensWhereItSays(NatsServer same, @NatsUrl String url) throws IOException {
        assertThat(same).isSameAs(server);
        assertThat(url).isEqualTo("nats://127.0.0.1:" + server.port());
        assertThat(greeting(server.port())).startsWith("INFO {");
    }

    @Nested
    class Inside {
        @Test
        void nestedClassSharesIt(NatsServer same) {
            assertThat(same).isSameAs(server);
        }
    }

    @Test
    void serverIsClosedAfterItsClass() {
        run(PerClass.class).assertStatistics(events -> events.succeeded(2));
        assertThat(SEEN).hasSize(2).element(1).isSameAs(SEEN.getFirst());
        assertThatThrownBy(() -> greeting(SEEN.getFirst().port())).isInstanceOf(ConnectException.class);
    }

    @Test
    void serverPerMethodIsClosedAfterIt() {
        run(PerMethod.class).assertStatistics(events -> events.succeeded(2));
        assertThat(SEEN).hasSize(4);
        assertThat(SEEN.get(1)).isSameAs(SEEN.getFirst());
        assertThat(SEEN.get(2)).isNotSameAs(SEEN.getFirst());
        for (NatsServer seen : SEEN) {
            assertThatThrownBy(() -> greeting(seen.port())).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void serverPerMethodIsRefusedToConstructors() {
        run(PerMethodInConstructor.class).assertStatistics(events -> events.failed(1));
    }

    @NatsTest
    static class PerClass {
        @Test
        void one(NatsServer server) {
            SEEN.add(server);
        }

        @Test
        void two(NatsServer server) {
            SEEN.add(server);
        }
    }

    @NatsTest(scope = NatsTest.Scope.METHOD)
    static class PerMethod {
        @BeforeEach
        void before(NatsServer server) {
            SEEN.add(server);
        }

        @Test
        void one(NatsServer server) {
            SEEN.add(server);
        }

        @Test
        void two(NatsServer server) {
            SEEN.add(server);
        }
    }

    @NatsTest(scope = NatsTest.Scope.METHOD)
    static class PerMethodInConstructor {
        PerMethodInConstructor(NatsServer server) {
            SEEN.add(server);
        }

        @Test
        void one() {
            SEEN.clear();
        }
    }
}

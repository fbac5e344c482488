package io.midge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.Listeners.Kind;
import io.midge.Listeners.Wanted;
import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.net.Addresses;
import io.midge.net.Loops;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Log lines and errors are those of nats-server 2.15.2, but for the warning. */
class ListenersTest implements LogSink {
    private final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public boolean write(Level level, String text, @Nullable Throwable cause) {
        lines.add(level + " " + text);
        return true;
    }

    @Override
    public void close() {}

    @AfterEach
    void stop() {
        loops.close();
    }

    private Listeners open(Wanted... wanted) throws IOException {
        return Listeners.open(List.of(wanted), List.of(loops.get(0)), new Log(this, false, false));
    }

    private static Wanted wanted(Kind kind) {
        return onPort(kind, -1);
    }

    private static Wanted onPort(Kind kind, int port) {
        return new Wanted(kind, "127.0.0.1", port, "", false, "c", false);
    }

    private static Wanted[] all() {
        return Arrays.stream(Kind.values()).map(ListenersTest::wanted).toArray(Wanted[]::new);
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String block(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource
    void whoConnectsIsToldAndSentAway(Kind kind) throws IOException {
        Listeners listeners = open(wanted(kind));
        try (Socket socket = connect(listeners.port(kind))) {
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .isEqualTo("-ERR '" + block(kind) + " not supported yet'\r\n");
        }
        listeners.close();
    }

    @Test
    void whoSendsALotFirstIsToldAsWell() throws IOException {
        Listeners listeners = open(wanted(Kind.LEAFNODES));
        for (int i = 0; i < 20; i++) {
            try (Socket socket = connect(listeners.port(Kind.LEAFNODES))) {
                socket.getOutputStream().write(new byte[2 << 20]);
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .isEqualTo("-ERR 'leafnodes not supported yet'\r\n");
            }
        }
        listeners.close();
    }

    @Test
    void whatIsOpenIsLoggedInTheOrderOfNatsServer() throws IOException {
        Wanted[] reversed = all();
        Collections.reverse(Arrays.asList(reversed));
        Listeners listeners = open(reversed);
        assertThat(lines).isEmpty();
        listeners.announce(false);
        lines.add("clients");
        listeners.announce(true);
        int gateway = listeners.port(Kind.GATEWAY);
        int websocket = listeners.port(Kind.WEBSOCKET);
        int leafnodes = listeners.port(Kind.LEAFNODES);
        int mqtt = listeners.port(Kind.MQTT);
        int cluster = listeners.port(Kind.CLUSTER);
        assertThat(lines)
                .containsExactly(
                        "INF Gateway name is c",
                        "INF Listening for gateways connections on 127.0.0.1:" + gateway,
                        "INF Address for gateway \"c\" is 127.0.0.1:" + gateway,
                        "WRN gateway not supported yet: connections to port " + gateway + " are refused",
                        "INF Listening for websocket clients on ws://127.0.0.1:" + websocket,
                        "WRN Websocket not configured with TLS. DO NOT USE IN PRODUCTION!",
                        "WRN websocket not supported yet: connections to port " + websocket + " are refused",
                        "INF Listening for leafnode connections on 127.0.0.1:" + leafnodes,
                        "WRN leafnodes not supported yet: connections to port " + leafnodes + " are refused",
                        "INF Listening for MQTT clients on mqtt://127.0.0.1:" + mqtt,
                        "WRN mqtt not supported yet: connections to port " + mqtt + " are refused",
                        "clients",
                        "INF Cluster name is c",
                        "INF Listening for route connections on 127.0.0.1:" + cluster,
                        "WRN cluster not supported yet: connections to port " + cluster + " are refused");
        listeners.close();
    }

    @Test
    void otherNamesAndSchemesAreLogged() throws IOException {
        Listeners listeners = open(
                new Wanted(Kind.GATEWAY, "127.0.0.1", -1, "gw.example", false, "g", false),
                new Wanted(Kind.WEBSOCKET, "127.0.0.1", -1, "ws.example", true, "", false),
                new Wanted(Kind.LEAFNODES, "127.0.0.1", -1, "leaf.example:99", false, "", false),
                new Wanted(Kind.MQTT, "127.0.0.1", -1, "", true, "", false),
                new Wanted(Kind.CLUSTER, "127.0.0.1", -1, "me:7", false, "xyz", true));
        listeners.announce(false);
        listeners.announce(true);
        assertThat(lines)
                .contains(
                        "INF Advertise address for gateway \"g\" is set to gw.example:" + listeners.port(Kind.GATEWAY),
                        "INF Listening for websocket clients on wss://127.0.0.1:" + listeners.port(Kind.WEBSOCKET),
                        "INF Advertise address for leafnode is set to leaf.example:99",
                        "INF Listening for MQTT clients on tls://127.0.0.1:" + listeners.port(Kind.MQTT),
                        "WRN Cluster name was dynamically generated, consider setting one")
                .noneMatch(line -> line.contains("DO NOT USE"));
        listeners.close();
    }

    @Test
    void aGatewayOnEveryInterfaceIsCalledByAnAddressThatOthersCanReach() throws IOException {
        Listeners listeners = open(new Wanted(Kind.GATEWAY, "0.0.0.0", -1, "", false, "g", false));
        listeners.announce(false);
        assertThat(lines).contains("INF Listening for gateways connections on 0.0.0.0:" + listeners.port(Kind.GATEWAY));
        String address = Addresses.firstGlobal().orElse("0.0.0.0");
        assertThat(InetAddress.getByName(address).isLoopbackAddress()).isFalse();
        assertThat(lines)
                .contains("INF Address for gateway \"g\" is "
                        + Addresses.hostPort(address, listeners.port(Kind.GATEWAY)));
        listeners.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GATEWAY   | Error listening on gateway port: %d -
            WEBSOCKET | Unable to listen for websocket connections:
            LEAFNODES | Error listening on leafnode port: %d -
            MQTT      | Unable to listen for MQTT connections:
            CLUSTER   | Error listening on router port: %d -
            """)
    void aPortThatIsTakenClosesWhatWasOpened(Kind kind, String text) throws IOException {
        int first = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Wanted[] wanted = Arrays.stream(Kind.values())
                    .map(each -> each == kind
                            ? onPort(each, taken.getLocalPort())
                            : onPort(each, each == Kind.GATEWAY ? first : -1))
                    .toArray(Wanted[]::new);
            assertThatThrownBy(() -> open(wanted))
                    .isInstanceOf(IOException.class)
                    .hasMessage(text.replace("%d", "" + taken.getLocalPort()) + " listen tcp 127.0.0.1:"
                            + taken.getLocalPort() + ": bind: address already in use");
        }
        assertThatThrownBy(() -> connect(first)).isInstanceOf(ConnectException.class);
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GATEWAY   | Error setting gateway INFO with Gateway.Advertise value of a:::b, err=
            WEBSOCKET | Unable to get websocket connect URLs:
            LEAFNODES | Error setting leafnode INFO with LeafNode.Advertise value of a:::b, err=
            CLUSTER   | Error setting route INFO with Cluster.Advertise value of a:::b, err=
            """)
    void anAddressThatIsNoneIsRefused(Kind kind, String text) {
        assertThatThrownBy(() -> open(new Wanted(kind, "127.0.0.1", -1, "a:::b", false, "g", false)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(text)
                .hasMessageEndingWith("address a:::b: too many colons in address");
    }

    @Test
    void closingFreesThePortsAndWhatIsNotWantedHasNone() throws IOException {
        Listeners listeners = open(wanted(Kind.MQTT));
        int port = listeners.port(Kind.MQTT);
        assertThat(listeners.port(Kind.CLUSTER)).isZero();
        listeners.close();
        loops.run(0, () -> {});
        assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
    }
}

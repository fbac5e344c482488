package io.midge.tenants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.InProcessConnection;
import io.midge.NatsServer;
import io.midge.conf.Conf;
import io.midge.conf.file.ConfigFile;
import io.midge.options.Options;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants do a million things at random, at the same time; see {@link io.midge.tenants}. */
@Tag("long")
class TenantsTest {
    private static final long SEED = 20_260_119;
    private static final int OPERATIONS = 1_000_000;

    /** Between two looks at the counters. */
    private static final int LEG = 100_000;

    private static final int PATIENCE_MS = 60_000;

    private static final String CONFIGURATION = """
            accounts {
              A { users: [ {user: a, password: secret} ] }
              B { users: [ {user: b, password: secret} ] }
            }
            """;

    @TempDir
    Path dir;

    private NatsServer start() throws Exception {
        String file = Files.writeString(dir.resolve("conf"), CONFIGURATION).toString();
        return NatsServer.start(ConfigFile.read(
                        file, Conf.file(file, name -> null).map())
                .options()
                .toBuilder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .httpPort(Options.RANDOM_PORT)
                .ioLoops(2)
                .build());
    }

    /** Every other one without a socket. */
    private static Tenant.Entrance entrance(NatsServer server) {
        return number -> {
            if (number % 2 == 0) {
                InProcessConnection pipe = server.connectInProcess();
                return new Member(number, pipe.inputStream(), pipe.outputStream(), pipe);
            }
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            return new Member(number, socket.getInputStream(), socket.getOutputStream(), socket);
        };
    }

    @Test
    void noTenantSeesAnythingOfTheOther() throws Exception {
        try (NatsServer server = start();
                ExecutorService threads = Executors.newFixedThreadPool(2);
                Tenant a = new Tenant("a", SEED, entrance(server));
                Tenant b = new Tenant("b", SEED + 1, entrance(server))) {
            while (a.ops() + b.ops() < OPERATIONS) {
                List<Future<Long>> legs = List.of(threads.submit(() -> play(a)), threads.submit(() -> play(b)));
                for (Future<Long> each : legs) {
                    assertThat(each.get()).isPositive();
                }
                // The counters of each are what it did itself: nothing of the other is in them.
                assertCounted(server, "A", a);
                assertCounted(server, "B", b);
            }
            assertThat(a.ops() + b.ops()).isGreaterThanOrEqualTo(OPERATIONS);
            assertThat(Math.min(a.delivered(), b.delivered())).isGreaterThan(OPERATIONS / 4);
            assertThat(page(server, "?acc=$G")).contains("\"num_connections\": 0");
        }
    }

    private static long play(Tenant tenant) throws IOException {
        long end = tenant.ops() + LEG / 2;
        while (tenant.ops() < end) {
            tenant.batch();
        }
        return tenant.delivered();
    }

    private static void assertCounted(NatsServer server, String account, Tenant tenant) {
        Map<String, String> wanted = new TreeMap<>();
        for (Member each : tenant.members()) {
            wanted.put(
                    each.name(),
                    List.of(each.inMsgs, each.outMsgs, each.inBytes, each.outBytes, each.subscriptions()) + "");
        }
        await().atMost(Duration.ofMillis(PATIENCE_MS))
                .untilAsserted(() ->
                        assertThat(counted(page(server, "?acc=" + account))).isEqualTo(wanted));
    }

    private static Map<String, String> counted(String page) {
        Map<String, String> counted = new TreeMap<>();
        for (String each : page.split("\"cid\"", -1)) {
            Matcher name = Pattern.compile("\"name\": \"(\\w+)\"").matcher(each);
            if (name.find()) {
                counted.put(
                        name.group(1),
                        List.of(
                                        number(each, "in_msgs"),
                                        number(each, "out_msgs"),
                                        number(each, "in_bytes"),
                                        number(each, "out_bytes"),
                                        number(each, "subscriptions"))
                                + "");
            }
        }
        return counted;
    }

    private static long number(String text, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\": (\\d+)").matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    private static String page(NatsServer server, String query) {
        String url = "http://127.0.0.1:" + server.monitorPort() + "/connz" + query;
        try (InputStream body = URI.create(url).toURL().openStream()) {
            return new String(body.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

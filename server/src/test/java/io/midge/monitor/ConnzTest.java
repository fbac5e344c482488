package io.midge.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.midge.client.ClosedClient;
import io.midge.client.OpenClient;
import io.midge.json.JsonException;
import io.midge.options.Options;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages of nats-server 2.15.2, byte for byte, and what no page of a test server has room for. */
class ConnzTest {
    private static final Instant NOW = Instant.parse("2026-11-22T01:02:03.75Z");

    private final FakeServer view = new FakeServer(Options.builder().build());

    private static List<ConnzPages.Page> pages() {
        return ConnzPages.all();
    }

    private byte[] render(String query) throws BadQueryException, IOException {
        var out = new ByteArrayOutputStream();
        Connz.write(view, ConnzOptions.of(Query.parse(query)), out::writeBytes);
        return out.toByteArray();
    }

    private String page(String query) throws BadQueryException, IOException {
        return new String(render(query), UTF_8);
    }

    private static OpenClient open(long cid, String name, Instant start) {
        return new OpenClient(cid, "127.0.0.1", 9, start, start, 0, 0, 0, 0, 0, 0, 0, 0, name, "", "", "", "$G", null);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPageIsThatOfNatsServer(ConnzPages.Page page) throws Exception {
        ConnzPages.Page everything = pages().getFirst();
        String id = everything
                .body()
                .substring(everything.body().indexOf("N"), everything.body().indexOf("\",\n"));
        view.id = id;
        view.now = page.now();
        view.connections = ConnzPages.read(everything);
        assertThat(page(page.query())).isEqualTo(page.body());
    }

    @Test
    void thePagesAreThere() throws JsonException {
        assertThat(pages()).hasSizeGreaterThan(60);
        FakeConnections all = ConnzPages.read(pages().getFirst());
        assertThat(all.open).hasSize(4);
        assertThat(all.closed).hasSize(4).extracting(ClosedClient::reason).doesNotHaveDuplicates();
    }

    @Test
    void parametersThatMakeNoSenseAreRefusedInTheSameWords() {
        List<String> lines = ConnzPages.resource("connz-queries.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(lines).hasSizeGreaterThan(50);
        for (String line : lines) {
            int bar = line.indexOf(" | ");
            String said;
            try {
                page(line.substring(1, bar));
                said = "ok";
            } catch (BadQueryException e) {
                said = escaped(e.text());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            assertThat(said).as(line.substring(0, bar)).isEqualTo(line.substring(bar + 3));
        }
    }

    private static String escaped(byte[] text) {
        var out = new StringBuilder();
        for (byte b : text) {
            out.append(
                    b == '\\'
                            ? "\\\\"
                            : b >= ' ' && b < 127 ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
        }
        return out.toString();
    }

    @Test
    void aTextIsEchoedByteByByte() {
        assertThatExceptionOfType(BadQueryException.class)
                .isThrownBy(() -> page("state=%FF%00"))
                .satisfies(e -> assertThat(escaped(e.text())).isEqualTo("Error decoding state for \\xff\\x00"));
    }

    @Test
    void moreParametersThanGoTakesAreNone() throws Exception {
        assertThat(page("a&".repeat(10_000) + "auth=x")).startsWith("{");
        assertThatExceptionOfType(BadQueryException.class).isThrownBy(() -> page("a&".repeat(9_999) + "auth=x"));
    }

    @Test
    void whatIsUnusualIsShownToo() throws Exception {
        view.connections.open.add(new OpenClient(
                Long.MAX_VALUE,
                "",
                0,
                NOW.minus(Duration.ofDays(366)),
                NOW.plusSeconds(1),
                999,
                5,
                1,
                2,
                3,
                4,
                7,
                0,
                "",
                "",
                "",
                "",
                "$G",
                null));
        assertThat(page("subs=1"))
                .contains("\n      \"cid\": 9223372036854775807,\n")
                .contains("\n      \"ip\": \"\",\n      \"port\": 0,\n")
                .contains("\n      \"rtt\": \"999ns\",\n      \"uptime\": \"1y1d0h0m0s\",\n      \"idle\": \"0s\",\n")
                .contains("\n      \"out_bytes\": 4,\n      \"stalls\": 7,\n      \"subscriptions\": 0\n    }\n");
    }

    @Test
    void aPageIsHandedOverInPieces() throws Exception {
        List<ClosedClient.Detail> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(new ClosedClient.Detail("s".repeat(90), "", "" + i, 0, 0));
        }
        for (int cid = 1; cid <= 3_000; cid++) {
            view.connections.open.add(open(cid, "n".repeat(100), NOW));
        }
        view.connections.details.put(7L, many);
        List<Integer> pieces = new ArrayList<>();
        var all = new ByteArrayOutputStream();
        Connz.write(view, ConnzOptions.of(Query.parse("limit=9999&subs=detail")), piece -> {
            pieces.add(piece.length);
            all.writeBytes(piece);
        });
        assertThat(pieces).hasSizeGreaterThan(10).allMatch(size -> size < 66 * 1024);
        assertThat(all.toString(UTF_8)).contains("\"sid\": \"4999\"").endsWith("\n    }\n  ]\n}");
    }

    @Test
    void equalsStandInTheOrderOfTheirComing() throws Exception {
        Stream.of(3, 1, 2).forEach(cid -> view.connections.open.add(open(cid, "n" + cid, NOW)));
        for (ConnzSort sort : ConnzSort.values()) {
            if (!sort.closedOnly()) {
                assertThat(page("sort=" + sort.word()))
                        .as(sort.word())
                        .containsSubsequence("\"n1\"", "\"n2\"", "\"n3\"");
            }
        }
    }
}

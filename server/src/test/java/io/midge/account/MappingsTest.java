package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.json.Utf8;
import io.midge.loop.Chance;
import io.midge.options.MappingOptions;
import io.midge.options.MappingOptions.Destination;
import io.midge.subject.SubjectBuffer;
import io.midge.subject.Transcribed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Mappings by themselves, and against what nats-server 2.15.2 answered: {@code mappings.tsv}. */
class MappingsTest {
    private static int none(int bound) {
        throw new AssertionError("no chance is needed, below " + bound);
    }

    private final SubjectBuffer into = new SubjectBuffer();

    @Test
    void answersLikeNatsServer() throws IOException {
        List<String> complaints = new ArrayList<>();
        List<MappingOptions> options = new ArrayList<>();
        String cluster = "";
        int asked = 0;
        for (String line : lines("mappings.tsv")) {
            String[] row = line.split("\t", -1);
            switch (row[0]) {
                case "C" -> {
                    options.clear();
                    cluster = row[1];
                }
                case "m" -> options.add(options(row));
                default -> {
                    asked++;
                    byte[] subject = Transcribed.bytes(row[1]);
                    String ours = answer(Mappings.of(options, cluster), subject, row[0].equals("%"));
                    String theirs =
                            line.substring(line.indexOf('\t', 2) < 0 ? line.length() : line.indexOf('\t', 2) + 1);
                    if (!ours.equals(row[0].equals("-") ? "-" : theirs)) {
                        complaints.add(line + " of " + options + " in " + cluster + ": " + ours);
                    }
                }
            }
        }
        assertThat(complaints).isEmpty();
        assertThat(asked).isGreaterThan(3000);
    }

    private static MappingOptions options(String[] row) {
        List<Destination> destinations = new ArrayList<>();
        for (int i = 2; i < row.length; i += 3) {
            destinations.add(new Destination(Transcribed.text(row[i]), Integer.parseInt(row[i + 1]), row[i + 2]));
        }
        return new MappingOptions(Transcribed.text(row[1]), destinations);
    }

    private String answer(Mappings mappings, byte[] subject, boolean byChance) {
        if (!byChance) {
            return mappings.map(subject, 0, subject.length, MappingsTest::none, into)
                    ? Transcribed.of(into.toBytes())
                    : "-";
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (int number = 0; number < 100; number++) {
            int drawn = number;
            assertThat(mappings.map(subject, 0, subject.length, bound -> drawn, into))
                    .isTrue();
            counts.merge(Transcribed.of(into.toBytes()), 1, Integer::sum);
        }
        List<String> columns = new ArrayList<>();
        counts.forEach((result, count) -> columns.add(count + "\t" + result));
        return String.join("\t", columns);
    }

    @Test
    void weightsAreKeptByChance() {
        Mappings mappings =
                Mappings.of(List.of(mapping("orders.*", to("a.$1", 10), to("b.$1", 60), to("c.$1", 25))), "");
        int draws = 1_000_000;
        Map<String, Integer> counts = counts(mappings, "orders.x", draws);
        Map<String, Integer> expected = Map.of("a.x", 10, "b.x", 60, "c.x", 25, "orders.x", 5);
        assertThat(counts.keySet()).isEqualTo(expected.keySet());
        double deviation = 0;
        for (Map.Entry<String, Integer> each : expected.entrySet()) {
            double wanted = each.getValue() / 100.0 * draws;
            deviation += Math.pow(Objects.requireNonNull(counts.get(each.getKey())) - wanted, 2) / wanted;
        }
        // Chi square with three degrees of freedom: above once in a thousand seeds.
        assertThat(deviation).isLessThan(16.27);
    }

    @Test
    void aSourceAmongTheDestinationsLosesTheRemainder() {
        Mappings mappings = Mappings.of(List.of(mapping("a", to("b", 40), to("a", 10))), "");
        Map<String, Integer> counts = counts(mappings, "a", 100_000);
        assertThat(counts.keySet()).containsExactly("", "a", "b");
        assertThat(counts.get("")).isBetween(49_000, 51_000);
        assertThat(counts.get("a")).isBetween(9_500, 10_500);
    }

    @Test
    void anEmptyDestinationIsNowhere() {
        Mappings mappings = Mappings.of(List.of(mapping("a.*", to("", 100))), "");
        assertThat(mapped(mappings, "a.b")).isEmpty();
        Mappings half = Mappings.of(List.of(mapping("a.*", to("", 30))), "");
        assertThat(counts(half, "a.b", 100_000).get("")).isBetween(29_000, 31_000);
    }

    @Test
    void theOwnClusterHasAListOfItsOwn() {
        List<MappingOptions> options = List.of(mapping(
                "a",
                new Destination("b", 100, ""),
                new Destination("c", 100, "east"),
                new Destination("d", 100, "west")));
        assertThat(mapped(Mappings.of(options, "east"), "a")).isEqualTo("c");
        assertThat(mapped(Mappings.of(options, "west"), "a")).isEqualTo("d");
        assertThat(mapped(Mappings.of(options, "north"), "a")).isEqualTo("b");
        assertThat(mapped(Mappings.of(options, ""), "a")).isEqualTo("b");
    }

    @Test
    void theFirstSourceThatMatchesCounts() {
        List<MappingOptions> options = List.of(
                mapping("x.y", to("first", 100)),
                mapping("x.*", to("second", 100)),
                mapping("x.z", to("never", 100)),
                mapping("y", to("old", 100)),
                mapping(">", to("rest.>", 100)),
                mapping("y", to("new", 100)));
        Mappings mappings = Mappings.of(options, "");
        assertThat(mapped(mappings, "x.y")).isEqualTo("first");
        assertThat(mapped(mappings, "x.z")).isEqualTo("second");
        assertThat(mapped(mappings, "y")).isEqualTo("new");
        assertThat(mapped(mappings, "z.z")).isEqualTo("rest.z.z");
    }

    @Test
    void thousandsOfSourcesAreAllFound() {
        List<MappingOptions> options = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            options.add(mapping("in." + i, to("out." + i, 100)));
            options.add(mapping("in." + i + ".*", to("out." + i + ".$1", 100)));
        }
        Mappings mappings = Mappings.of(options, "");
        for (int i = 0; i < 5000; i++) {
            assertThat(mapped(mappings, "in." + i)).isEqualTo("out." + i);
        }
        assertThat(mapped(mappings, "in.4999.x")).isEqualTo("out.4999.x");
        assertThat(mapped(mappings, "in.5000")).isEqualTo("-");
    }

    @Test
    void whatNoMappingConcernsLeavesTheBufferAlone() {
        into.append('x');
        byte[] subject = bytes("PUB a.b.c 0");
        Mappings mappings = Mappings.of(List.of(mapping("a.*", to("b", 100)), mapping("a.b.d", to("b", 100))), "");
        for (Mappings each : List.of(mappings, Mappings.NONE, Mappings.of(List.of(), "east"))) {
            assertThat(each.map(subject, 4, 5, MappingsTest::none, into)).isFalse();
            assertThat(into.toBytes()).isEqualTo(bytes("x"));
        }
        assertThat(mappings.map(subject, 4, 3, MappingsTest::none, into)).isTrue();
        assertThat(into.toBytes()).isEqualTo(bytes("b"));
        assertThat(mappings.isEmpty()).isFalse();
        assertThat(Mappings.NONE.isEmpty()).isTrue();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused("duplicate entry for \"b\"", "a", to("b", 10), to("b", 10));
        refused("individual weights need to be <= 100", "a", to("b", 101));
        refused("individual weights need to be <= 100", "a", to("b", -1));
        refused("total weight needs to be <= 100", "a", to("b", 60), to("c", 60));
        refused("unknown function in {{x}}", "a", to("{{x}}", 100));
        refused("invalid transform", "a", to("b c", 100));
        refused("invalid subject", "a b", to("b", 100));
        refused("invalid subject", "a..b", to("b", 100));
    }

    private static void refused(String why, String source, Destination... destinations) {
        assertThatThrownBy(() -> Mappings.of(List.of(mapping(source, destinations)), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Error adding mapping for \"" + source + "\" : ")
                .hasMessageContaining(why);
    }

    private Map<String, Integer> counts(Mappings mappings, String subject, int draws) {
        Chance chance = new Chance(20152);
        byte[] b = bytes(subject);
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < draws; i++) {
            assertThat(mappings.map(b, 0, b.length, chance, into)).isTrue();
            counts.merge(new String(into.bytes(), 0, into.length(), ISO_8859_1), 1, Integer::sum);
        }
        return counts;
    }

    private String mapped(Mappings mappings, String subject) {
        byte[] b = bytes(subject);
        return mappings.map(b, 0, b.length, MappingsTest::none, into) ? new String(into.toBytes(), ISO_8859_1) : "-";
    }

    private static MappingOptions mapping(String source, Destination... destinations) {
        return new MappingOptions(source, List.of(destinations));
    }

    private static Destination to(String subject, int weight) {
        return new Destination(subject, weight, "");
    }

    private static byte[] bytes(String text) {
        return Utf8.bytes(text);
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = MappingsTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}

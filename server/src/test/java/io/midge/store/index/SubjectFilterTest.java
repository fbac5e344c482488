package io.midge.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.subject.Subjects;
import io.midge.subject.ThreadMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectFilterTest {
    private static final String[] TOKENS = {"a", "b", "*", ">", "a*", ">a", "longer-token", "*", "**"};

    private final SubjectIndex index = new SubjectIndex();
    private Random random = new Random(1);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private SubjectFilter filter(String... patterns) {
        return SubjectFilter.of(
                index, Arrays.stream(patterns).map(SubjectFilterTest::bytes).toList());
    }

    private String subject(int tokens) {
        StringBuilder subject = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            subject.append(i == 0 ? "" : ".").append(TOKENS[random.nextInt(TOKENS.length)]);
        }
        return subject.toString();
    }

    @Test
    void itMatchesAsASubscriptionDoes() {
        int matched = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] pattern = bytes(subject(1 + random.nextInt(4)));
            byte[] subject = bytes("-" + subject(1 + random.nextInt(4)) + "-");
            int len = subject.length - 2;
            if (Subjects.isSubscribable(pattern, 0, pattern.length)) {
                boolean expected = Subjects.matches(subject, 1, len, pattern, 0, pattern.length);
                if (SubjectFilter.matches(pattern, subject, 1, len) != expected
                        || inPieces(pattern, subject, 1, len) != expected
                        || Wildcards.isLiteral(pattern) == Subjects.hasWildcard(pattern)) {
                    throw new AssertionError(new String(pattern, UTF_8) + " and " + new String(subject, UTF_8));
                }
                matched += expected ? 1 : 0;
            }
        }
        assertThat(matched).isGreaterThan(10_000);
    }

    private boolean inPieces(byte[] pattern, byte[] subject, int off, int len) {
        Wildcards wildcards = new Wildcards(pattern);
        int state = Wildcards.START;
        for (int at = off; at < off + len && state != Wildcards.DEAD; ) {
            int to = Math.min(off + len, at + random.nextInt(4));
            int only = state == Wildcards.OPEN ? Wildcards.ANY : wildcards.only(state);
            int next = wildcards.step(state, subject, at, to);
            if (to > at && only != Wildcards.ANY && only != subject[at] && next != Wildcards.DEAD) {
                return false;
            }
            state = next;
            at = to;
        }
        return state != Wildcards.DEAD && wildcards.ends(state);
    }

    /** Few subjects that come and go wear numbers out; many take turns. */
    @ParameterizedTest
    @CsvSource({"1, 6, 100000", "2, 300, 60000", "3, 5000, 20000", "4, 1, 60000"})
    void itTakesWhatItsPatternsTakeWhoeverHasTheNumber(long seed, int most, int operations) {
        random = new Random(seed);
        List<SubjectFilter> filters = List.of(
                filter("a.>"),
                filter("*.b.*"),
                filter("*.1", "*.2", "b.>"),
                filter(">"),
                filter("a.b.1"),
                filter("*.*.*"));
        TreeMap<String, Integer> alive = new TreeMap<>();
        List<String> names = new ArrayList<>();
        int epoch = index.epoch();
        for (int i = 0; i < operations; i++) {
            if (names.size() == most || (!names.isEmpty() && random.nextInt(5) == 0)) {
                String name = names.set(random.nextInt(names.size()), names.get(names.size() - 1));
                names.remove(names.size() - 1);
                int id = Objects.requireNonNull(alive.remove(name));
                assertThat(index.remove(id, index.first(id))).isTrue();
                assertThat(filters.get(0).takes(id)).isFalse();
            } else {
                String name = "ab".charAt(random.nextInt(2)) + "." + (random.nextBoolean() ? "b." : "")
                        + (most < 400 ? random.nextInt(4) : random.nextInt(10_000));
                int id = index.add(bytes(name), 0, name.length(), i);
                if (alive.put(name, id) == null) {
                    names.add(name);
                } else {
                    index.remove(id, i);
                }
            }
            if (!names.isEmpty()) {
                verify(filters.get(random.nextInt(filters.size())), names.get(random.nextInt(names.size())), alive);
            }
        }
        assertThat(index.epoch() > epoch).isEqualTo(most <= 300);
    }

    private void verify(SubjectFilter filter, String name, Map<String, Integer> alive) {
        byte[] subject = bytes(name);
        boolean expected = filter.patterns().stream().anyMatch(each -> Subjects.matches(subject, each));
        int id = index.find(subject, 0, subject.length);
        assertThat(alive).containsEntry(name, id);
        assertThat(filter.takes(id)).isEqualTo(expected);
        assertThat(filter.takes(subject, 0, subject.length)).isEqualTo(expected);
        assertThat(filter.takesAllThereIs() && !expected).isFalse();
        int single = filter.single();
        assertThat(single == SubjectIndex.NONE || filter.takes(single)).isTrue();
        assertThat(single == id).isEqualTo(filter.isSingle() && expected);
    }

    @Test
    void withoutPatternsOrWithTheWidestItTakesAll() {
        assertThat(SubjectFilter.all(index).isAll()).isTrue();
        assertThat(SubjectFilter.all(index).patterns()).isEmpty();
        assertThat(filter("a", ">").isAll()).isTrue();
        assertThat(filter("a.>").isAll()).isFalse();
        assertThat(filter(">").takes(99)).isTrue();
        assertThat(filter(">").single()).isEqualTo(SubjectIndex.NONE);
        assertThat(filter(">").takesAllThereIs()).isTrue();
    }

    @Test
    void theOneSubjectIsFoundWhenItIsThere() {
        SubjectFilter filter = filter("orders.7");
        assertThat(filter.isSingle()).isTrue();
        assertThat(filter.single()).isEqualTo(SubjectIndex.NONE);
        int id = index.add(bytes("orders.7"), 0, 8, 1);
        assertThat(filter.single()).isEqualTo(id);
        index.remove(id, 1);
        assertThat(filter.single()).isEqualTo(SubjectIndex.NONE);
        assertThat(filter("orders.*").isSingle()).isFalse();
        assertThat(filter("orders.7", "orders.8").single()).isEqualTo(SubjectIndex.NONE);
    }

    @Test
    void aPatternThatAllSubjectsBeginWithTakesAllThereIs() {
        SubjectFilter filter = filter("x", "orders.>");
        assertThat(filter.takesAllThereIs()).isTrue();
        for (int i = 0; i < 50; i++) {
            index.add(bytes("orders.eu." + i), 0, bytes("orders.eu." + i).length, i);
            assertThat(filter.takesAllThereIs()).isTrue();
        }
        assertThat(filter("orders.eu.>").takesAllThereIs()).isTrue();
        assertThat(filter("orders.eu.4.>").takesAllThereIs()).isFalse();
        assertThat(filter("orders.*.>").takesAllThereIs()).isFalse();
        int other = index.add(bytes("order"), 0, 5, 100);
        assertThat(filter.takesAllThereIs()).isFalse();
        index.remove(other, 100);
        assertThat(filter.takesAllThereIs()).isTrue();
    }

    @Test
    void whatIsKnownCostsNothingMore() {
        byte[] buf = bytes("PUB orders.000.state 5");
        SubjectFilter filter = filter("orders.*.state", "x.>");
        SubjectFilter one = filter("orders.7.state");
        int[] taken = new int[1];
        long[] seq = new long[1];
        for (int i = 0; i < 100; i++) {
            buf[11] = (byte) ('0' + i % 10);
            buf[12] = (byte) ('0' + i / 10);
            index.add(buf, 4, 16, ++seq[0]);
        }
        long allocated = new ThreadMeter().allocatedBytes(() -> {
            for (int i = 0; i < 200_000; i++) {
                buf[11] = (byte) ('0' + i % 10);
                buf[12] = (byte) ('0' + i / 10 % 10);
                int id = index.add(buf, 4, 16, ++seq[0]);
                index.remove(index.find(buf, 4, 16), seq[0] - 1);
                index.lastIs(id, seq[0]);
                taken[0] += filter.takes(id) && one.single() == SubjectIndex.NONE ? 1 : 0;
            }
        });
        assertThat(allocated).isLessThan(10_000);
        assertThat(taken[0]).isEqualTo(400_000);
    }
}

package io.midge.store.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectIndexTest {
    private static final long MIB = 1 << 20;
    private static final String[] PATTERNS = {
        ">",
        "*",
        "*.>",
        "*.*",
        "a.>",
        "a.*",
        "a",
        "b.*.1",
        "*.*.*",
        "a.*.>",
        "a.b.>",
        "orders.*.1*",
        "0.>",
        "*.b",
        "x.y.z",
        "12",
        "*.1.>",
        "a.b",
        "\u00ff.>",
        "*.*.1",
        "",
        "..",
        "a.",
        ">.a",
        "*a.>",
    };

    private final SubjectIndex index = new SubjectIndex();
    private final TreeMap<byte[], TreeSet<Long>> model = new TreeMap<>(Arrays::compareUnsigned);
    private final List<byte[]> alive = new ArrayList<>();
    private Random random = new Random(0);
    private long seq;

    /** What names are made of, and how many subjects there are at most. */
    @ParameterizedTest
    @CsvSource({"1, 2, 20", "2, 3, 300", "3, 10, 3000", "4, 255, 400", "5, 300, 50", "6, 4, 5000"})
    void itKnowsWhatASortedMapOfSequencesKnows(long seed, int letters, int most) {
        random = new Random(seed);
        for (int i = 0; i < 40_000; i++) {
            boolean growing = i / 5_000 % 2 == 0;
            int op = random.nextInt(10);
            if ((alive.size() < most && op < (growing ? 6 : 3)) || model.isEmpty()) {
                add(name(letters));
            } else if (op < 9) {
                removeOne();
            } else {
                byte[] name = name(letters);
                int id = index.find(name, 0, name.length);
                assertThat(id != SubjectIndex.NONE).isEqualTo(model.containsKey(name));
                tell();
            }
            if (i % 2_000 == 1_999) {
                compare();
            }
        }
        while (!model.isEmpty()) {
            removeOne();
        }
        compare();
        assertThat(index.bytes()).isLessThan(2_500_000);
    }

    private byte[] name(int letters) {
        if (letters >= 256) {
            byte[] name = new byte[random.nextInt(20) == 0 ? Names.LONGEST - random.nextInt(9) : random.nextInt(3_000)];
            Arrays.fill(name, (byte) random.nextInt());
            if (name.length > 0) {
                name[random.nextInt(name.length)] = (byte) random.nextInt();
            }
            return name;
        }
        StringBuilder name = new StringBuilder();
        int tokens = 1 + random.nextInt(3);
        for (int t = 0; t < tokens; t++) {
            name.append(t > 0 ? "." : "");
            int length = 1 + random.nextInt(letters < 4 ? 5 : 2);
            for (int i = 0; i < length; i++) {
                char c = (char) random.nextInt(letters);
                name.append(letters == 255 ? c == '.' ? 'x' : c : "ab01cdefgh".charAt(c));
            }
        }
        return name.toString().getBytes(ISO_8859_1);
    }

    private void add(byte[] name) {
        byte[] buf = new byte[name.length + 2];
        System.arraycopy(name, 0, buf, 1, name.length);
        seq += 1 + random.nextInt(3);
        int id = index.add(buf, 1, name.length, seq);
        TreeSet<Long> sequences = model.get(name);
        if (sequences == null) {
            sequences = new TreeSet<>();
            model.put(name, sequences);
            alive.add(name);
        }
        sequences.add(seq);
        assertThat(index.find(name, 0, name.length)).isEqualTo(id);
        check(id, name);
    }

    private void removeOne() {
        int i = random.nextInt(alive.size());
        byte[] name = alive.get(i);
        SortedSet<Long> sequences = sequences(name);
        int id = index.find(name, 0, name.length);
        long gone = switch (random.nextInt(3)) {
            case 0 -> sequences.first();
            case 1 -> sequences.last();
            default ->
                sequences.stream()
                        .skip(random.nextInt(sequences.size()))
                        .findFirst()
                        .orElseThrow();
        };
        sequences.remove(gone);
        assertThat(index.remove(id, gone)).isEqualTo(sequences.isEmpty());
        if (sequences.isEmpty()) {
            model.remove(name);
            alive.set(i, alive.get(alive.size() - 1));
            alive.remove(alive.size() - 1);
            assertThat(index.find(name, 0, name.length)).isEqualTo(SubjectIndex.NONE);
            assertThat(index.count(id)).isZero();
        } else {
            check(id, name);
        }
    }

    private SortedSet<Long> sequences(byte[] name) {
        return Objects.requireNonNull(model.get(name));
    }

    private void tell() {
        if (!alive.isEmpty()) {
            byte[] name = alive.get(random.nextInt(alive.size()));
            int id = index.find(name, 0, name.length);
            if (random.nextBoolean()) {
                index.firstIs(id, sequences(name).first());
                assertThat(index.isFirstKnown(id)).isTrue();
            } else {
                index.lastIs(id, sequences(name).last());
                assertThat(index.isLastKnown(id)).isTrue();
            }
            check(id, name);
        }
    }

    private void check(int id, byte[] name) {
        SortedSet<Long> sequences = sequences(name);
        assertThat(index.count(id)).isEqualTo(sequences.size());
        assertThat(index.first(id)).isLessThanOrEqualTo(sequences.first());
        assertThat(index.last(id)).isGreaterThanOrEqualTo(sequences.last());
        assertThat(!index.isFirstKnown(id) || index.first(id) == sequences.first())
                .isTrue();
        assertThat(!index.isLastKnown(id) || index.last(id) == sequences.last()).isTrue();
        if (sequences.size() == 1 && (index.isFirstKnown(id) || index.isLastKnown(id))) {
            assertThat(index.first(id)).isEqualTo(index.last(id)).isEqualTo(sequences.first());
        }
        assertThat(index.name(id)).isEqualTo(name);
        assertThat(id).isLessThan(index.bound());
    }

    private void compare() {
        assertThat(index.size()).isEqualTo(model.size());
        for (byte[] name : model.keySet()) {
            int id = index.find(name, 0, name.length);
            assertThat(id).isNotEqualTo(SubjectIndex.NONE);
            check(id, name);
        }
        for (String text : PATTERNS) {
            byte[] pattern = text.getBytes(ISO_8859_1);
            List<byte[]> expected = model.keySet().stream()
                    .filter(each -> SubjectFilter.matches(pattern, each, 0, each.length))
                    .toList();
            assertThat(names(pattern)).containsExactlyElementsOf(expected);
            assertThat(index.subjects(pattern)).isEqualTo(expected.size());
            assertThat(index.messages(pattern))
                    .isEqualTo(expected.stream()
                            .mapToLong(each -> sequences(each).size())
                            .sum());
            paged(pattern, expected);
        }
        assertThat(index.bytes()).isBetween(HeapSize.arraysOf(index), HeapSize.arraysOf(index) + 1_000);
    }

    private List<byte[]> names(byte[] pattern) {
        List<byte[]> names = new ArrayList<>();
        index.visit(pattern, id -> names.add(index.name(id)));
        return names;
    }

    private void paged(byte[] pattern, List<byte[]> expected) {
        int page = 1 + random.nextInt(1 + expected.size());
        List<byte[]> names = new ArrayList<>();
        byte[] after = {};
        int before = -1;
        while (names.size() > before) {
            before = names.size();
            index.visit(pattern, after, id -> {
                names.add(index.name(id));
                return names.size() % page != 0;
            });
            after = names.isEmpty() ? after : names.get(names.size() - 1);
        }
        assertThat(names)
                .containsExactlyElementsOf(
                        expected.stream().filter(each -> each.length > 0).toList());
        byte[] anywhere = name(3);
        List<byte[]> behind = new ArrayList<>();
        index.visit(pattern, anywhere, id -> behind.add(index.name(id)));
        assertThat(behind)
                .containsExactlyElementsOf(expected.stream()
                        .filter(each -> Arrays.compareUnsigned(each, anywhere) > 0)
                        .toList());
    }

    @Test
    void aMillionSubjectsTakeLessThanAHundredMebibytes() {
        byte[] buf = "orders.eu.000000.state".getBytes(ISO_8859_1);
        int step = 387_420_489 % 1_000_000; // odd and no multiple of 5, so that each number comes once
        for (int i = 0, number = 0; i < 1_000_000; i++, number = (number + step) % 1_000_000) {
            digits(buf, 10, 6, number);
            index.add(buf, 0, buf.length, i + 1);
        }
        assertThat(index.size()).isEqualTo(1_000_000);
        assertThat(index.bytes()).isLessThan(78 * MIB).isGreaterThanOrEqualTo(HeapSize.arraysOf(index));
        assertThat(index.subjects("orders.*.*.state".getBytes(ISO_8859_1))).isEqualTo(1_000_000);
        assertThat(index.subjects("orders.eu.000017.*".getBytes(ISO_8859_1))).isEqualTo(1);
        assertThat(names("*.*.999999.>".getBytes(ISO_8859_1))).hasSize(1);
    }

    private static void digits(byte[] buf, int at, int count, int number) {
        for (int i = at + count - 1, left = number; i >= at; i--, left /= 10) {
            buf[i] = (byte) ('0' + left % 10);
        }
    }

    @Test
    void aMillionOfThirtyRandomLettersTakeLessThanAHundredMebibytes() {
        random = new Random(5);
        byte[] buf = new byte[25];
        for (int i = 0; i < 1_000_000; i++) {
            for (int j = 0; j < buf.length; j++) {
                buf[j] = (byte) ('a' + random.nextInt(26));
            }
            buf[7] = '.';
            index.add(buf, 0, buf.length, i + 1);
        }
        assertThat(index.bytes()).isLessThan(100 * MIB);
    }

    @Test
    void subjectsThatComeAndGoTakeNoMoreThanThoseThatAreThere() {
        churn(400_000);
    }

    @Test
    @Tag("long")
    void tenMillionThatComeAndGoDoNot() {
        churn(10_000_000);
    }

    private void churn(int subjects) {
        byte[] buf = new byte[40];
        int live = 2_000;
        int[] ids = new int[live];
        long most = 0;
        random = new Random(9);
        for (int i = 0; i < subjects; i++) {
            int slot = random.nextInt(live);
            if (i >= live) {
                assertThat(index.remove(ids[slot], index.first(ids[slot]))).isTrue();
            } else {
                slot = i;
            }
            buf[0] = (byte) ('a' + random.nextInt(26));
            buf[1] = '.';
            digits(buf, 2, 9, i);
            ids[slot] = index.add(buf, 0, 11 + random.nextInt(29), i + 1);
            most = i % 1_000 == 0 ? Math.max(most, index.bytes()) : most;
        }
        assertThat(index.size()).isEqualTo(live);
        assertThat(most).isLessThan(900_000);
        assertThat(index.bound()).isLessThan(live + live / 4 + 200);
    }

    @Test
    void whatManySubjectsHadIsGivenBack() {
        byte[] buf = "a.000000".getBytes(ISO_8859_1);
        for (int i = 0; i < 200_000; i++) {
            digits(buf, 2, 6, i);
            index.add(buf, 0, buf.length, i + 1);
        }
        long full = index.bytes();
        for (int i = 0; i < 199_000; i++) {
            digits(buf, 2, 6, i);
            index.remove(index.find(buf, 0, buf.length), i + 1);
        }
        assertThat(index.bytes()).isLessThan(full * 2 / 3);
        assertThat(names("a.>".getBytes(ISO_8859_1))).hasSize(1_000);
        for (int i = 199_000; i < 200_000; i++) {
            digits(buf, 2, 6, i);
            index.remove(index.find(buf, 0, buf.length), i + 1);
        }
        assertThat(index.bytes()).isLessThan(2_000);
        assertThat(index.add(buf, 0, buf.length, 200_001)).isZero();
    }

    @Test
    void aSmallIndexIsSmall() {
        index.add("orders.new".getBytes(ISO_8859_1), 0, 10, 1);
        assertThat(index.bytes()).isLessThan(1_200);
    }

    @Test
    void manySubjectsThatEachGoOnWhereTheLastOneEndsAreFound() {
        byte[] buf = new byte[3_000];
        Arrays.fill(buf, (byte) 'a');
        for (int i = 1; i <= buf.length; i++) {
            index.add(buf, 0, i, i);
        }
        assertThat(index.subjects(">".getBytes(ISO_8859_1))).isEqualTo(buf.length);
        for (int i = buf.length; i > 0; i--) {
            index.remove(index.find(buf, 0, i), i);
        }
        assertThat(index.size()).isZero();
    }

    @Test
    void noSubjectComesOrGoesDuringAVisit() {
        byte[] a = {'a'};
        byte[] b = {'b'};
        int id = index.add(a, 0, 1, 1);
        byte[] all = {'>'};
        assertThatThrownBy(() -> index.visit(all, each -> index.add(b, 0, 1, 2) >= 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> index.visit(all, each -> index.remove(id, 1)))
                .isInstanceOf(IllegalStateException.class);
        index.visit(all, each -> index.add(a, 0, 1, 2) >= 0);
        assertThat(index.count(id)).isEqualTo(2);
        index.add(b, 0, 1, 3);
        assertThat(index.size()).isEqualTo(2);
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThat(index.count(17)).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> index.remove(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> index.name(0));
        assertThatIllegalArgumentException().isThrownBy(() -> index.add(new byte[70_000], 0, 65_536, 1));
        assertThat(index.size()).isZero();
        assertThat(names(new byte[] {'>'})).isEmpty();
    }

    @Test
    void ofOneMessageTheFirstIsTheLast() {
        byte[] name = "k".getBytes(ISO_8859_1);
        int id = index.add(name, 0, 1, 5);
        index.add(name, 0, 1, 9);
        index.remove(id, 5);
        assertThat(index.isFirstKnown(id)).isTrue();
        assertThat(index.first(id)).isEqualTo(9);
        index.add(name, 0, 1, 12);
        index.remove(id, 12);
        assertThat(index.isLastKnown(id)).isTrue();
        assertThat(index.last(id)).isEqualTo(9);
        assertThat(Map.of(id, index.nameLength(id))).containsEntry(id, 1);
    }
}

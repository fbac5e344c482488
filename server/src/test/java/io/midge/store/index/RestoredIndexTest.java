package io.midge.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An index that is made of another's subjects, in their order. */
class RestoredIndexTest {
    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean restore(SubjectIndex index, String name, long seq) {
        byte[] subject = bytes(name);
        return index.restore(subject, 0, subject.length, 1, seq, seq, 3);
    }

    private static SubjectIndex restored(Iterable<String> names) {
        SubjectIndex index = new SubjectIndex();
        long seq = 0;
        for (String each : names) {
            assertThat(restore(index, each, ++seq)).as(each).isTrue();
        }
        index.restored();
        return index;
    }

    private static List<String> visited(SubjectIndex index) {
        List<String> all = new ArrayList<>();
        index.visit(bytes(">"), id -> all.add(new String(index.name(id), StandardCharsets.ISO_8859_1)));
        return all;
    }

    // Alphabets of few and of many bytes: narrow branches, wide ones, and names that others begin with.
    private static Set<String> names(Random random, int count, int letters, int longest) {
        TreeSet<String> names = new TreeSet<>();
        for (int n = 0; n < count; n++) {
            StringBuilder name = new StringBuilder();
            int length = 1 + random.nextInt(longest);
            for (int i = 0; i < length; i++) {
                name.append((char) (letters > 26 ? 128 + random.nextInt(127) : 'a' + random.nextInt(letters)));
            }
            names.add(name.toString());
        }
        return names;
    }

    @Test
    void itIsAsOneToWhichTheyWereAdded() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int letters = List.of(2, 5, 26, 127).get(seed % 4);
            Set<String> names = names(random, 1 + random.nextInt(400), letters, 1 + random.nextInt(8));
            SubjectIndex index = restored(names);
            assertThat(visited(index)).containsExactlyElementsOf(names);
            long seq = 0;
            for (String each : names) {
                int id = index.find(bytes(each), 0, each.length());
                assertThat(index.last(id)).as(each).isEqualTo(++seq);
            }
            names(random, 200, letters, 8).stream()
                    .filter(each -> !names.contains(each))
                    .forEach(each -> assertThat(index.find(bytes(each), 0, each.length()))
                            .isEqualTo(SubjectIndex.NONE));
            goesOn(index, names, random, letters);
        }
    }

    private static void goesOn(SubjectIndex index, Set<String> names, Random random, int letters) {
        TreeSet<String> now = new TreeSet<>(names);
        for (String each : names) {
            if (random.nextBoolean()) {
                int id = index.find(bytes(each), 0, each.length());
                index.remove(id, index.last(id));
                now.remove(each);
            }
        }
        for (String each : names(random, 100, letters, 8)) {
            index.add(bytes(each), 0, each.length(), 1_000_000);
            now.add(each);
        }
        assertThat(visited(index)).containsExactlyElementsOf(now);
        assertThat(index.size()).isEqualTo(now.size());
    }

    @Test
    void anEmptyOneIsEmpty() {
        SubjectIndex index = restored(List.of());
        assertThat(index.size()).isZero();
        assertThat(visited(index)).isEmpty();
    }

    @Test
    void whatIsOutOfOrderIsRefused() {
        for (String second : List.of("b", "a", "b.", "ab")) {
            SubjectIndex index = new SubjectIndex();
            assertThat(restore(index, "b.c", 1)).isTrue();
            assertThat(restore(index, second, 2)).as(second).isFalse();
        }
        SubjectIndex index = new SubjectIndex();
        index.add(bytes("a"), 0, 1, 1);
        assertThat(restore(index, "b", 2)).isFalse();
    }
}

package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations against a plain list that is searched from end to end. */
class SublistModelTest {
    private static final String[] TOKENS = {"a", "b", "token-of-20-bytes-xy", "_INBOX", "12345678", "123456789"};
    private static final String[] QUEUES = {"q", "workers", "z"};

    private final Sublist<Sub> cached = new Sublist<>();
    private final Sublist<Sub> uncached = new Sublist<>(false, 42);
    private final MatchCache<Sub> cache = new MatchCache<>();
    private final MatchCache<Sub> tiny = new MatchCache<>(8);
    private final List<Sub> model = new ArrayList<>();
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aSublistFindsWhatALinearSearchFinds(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            // Phases of growth and of decline, so that tables and crowds are made and dropped.
            boolean growing = (i / 1_500) % 2 == 0;
            int op = random.nextInt(10);
            if (op < (growing ? 4 : 1)) {
                insert();
            } else if (op < 5) {
                remove();
            } else {
                check(literal());
            }
        }
        while (!model.isEmpty()) {
            remove();
        }
        assertThat(cached.count()).isZero();
        assertThat(cached.match(bytes("a"), 0, 1).isEmpty()).isTrue();
    }

    private void insert() {
        String queue = random.nextInt(3) == 0 ? QUEUES[random.nextInt(QUEUES.length)] : null;
        Sub sub = Sub.on(pattern(), queue);
        assertThat(cached.insert(sub)).isTrue();
        assertThat(uncached.insert(sub)).isTrue();
        model.add(sub);
    }

    private void remove() {
        if (model.isEmpty()) {
            return;
        }
        int i = random.nextInt(model.size());
        Sub sub = model.get(i);
        Collections.swap(model, i, model.size() - 1);
        model.remove(model.size() - 1);
        assertThat(cached.remove(sub)).isTrue();
        assertThat(uncached.remove(sub)).isTrue();
        assertThat(cached.remove(sub)).isFalse();
    }

    private void check(String literal) {
        // At an offset, amid other bytes, as in a read buffer.
        byte[] buf = bytes("PUB " + literal + " 12\r\n");
        int len = literal.length();
        List<Sub> expected = new ArrayList<>();
        for (Sub sub : model) {
            if (Subjects.matches(buf, 4, len, sub.subject(), 0, sub.subject().length)) {
                expected.add(sub);
            }
        }
        compare(literal, expected, cache.match(cached, buf, 4, len));
        if (random.nextInt(4) == 0) {
            compare(literal, expected, cached.match(buf, 4, len));
            compare(literal, expected, cache.match(uncached, buf, 4, len));
            compare(literal, expected, tiny.match(cached, buf, 4, len));
            assertThat(cached.hasInterest(bytes(literal), 0, len)).isEqualTo(!expected.isEmpty());
        }
    }

    private static void compare(String literal, List<Sub> expected, SublistResult<Sub> result) {
        Set<Sub> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(expected);
        boolean same = result.size() == expected.size();
        for (int i = 0; i < result.plainCount(); i++) {
            same &= left.remove(result.plain(i)) && result.plain(i).queue() == null;
        }
        Set<String> names = new HashSet<>();
        for (int g = 0; g < result.groupCount(); g++) {
            same &= names.add(Arrays.toString(result.groupName(g))) && result.groupSize(g) > 0;
            for (int i = 0; i < result.groupSize(g); i++) {
                Sub member = result.member(g, i);
                same &= left.remove(member) && Arrays.equals(member.queue(), result.groupName(g));
            }
        }
        if (!same || !left.isEmpty()) {
            throw new AssertionError("wrong result for " + literal + ": " + expected);
        }
    }

    private String pattern() {
        int popular = random.nextInt(10);
        if (popular < 3) {
            return popular == 0 ? "a.>" : "a.b";
        }
        int tokens = 1 + random.nextInt(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            text.append(i == 0 ? "" : ".");
            int kind = random.nextInt(12);
            if (kind == 0 && i == tokens - 1) {
                text.append('>');
            } else if (kind <= 2) {
                text.append('*');
            } else if (kind <= 5 && i == tokens - 1) {
                text.append(random.nextInt(2_000));
            } else {
                text.append(TOKENS[random.nextInt(TOKENS.length)]);
            }
        }
        return text.toString();
    }

    private String literal() {
        int tokens = 1 + random.nextInt(4);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            text.append(i == 0 ? "" : ".");
            text.append(
                    random.nextInt(6) == 0
                            ? Integer.toString(random.nextInt(2_000))
                            : TOKENS[random.nextInt(TOKENS.length)]);
        }
        return text.toString();
    }
}

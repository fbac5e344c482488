package io.midge.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.subject.Subjects;
import java.util.Arrays;
import java.util.List;

/** A pattern and subjects, each on a line of its own: all ways to match agree, and with what a subscription matches. */
class WildcardsFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void allWaysToMatchAgree(byte[] data) {
        int end = lineEnd(data, 0);
        byte[] pattern = Arrays.copyOfRange(data, 0, end);
        SubjectIndex index = new SubjectIndex();
        int expected = 0;
        for (int at = end + 1; at <= data.length && at - end < 2_000; ) {
            int stop = lineEnd(data, at);
            if (stop > at && index.find(data, at, stop - at) == SubjectIndex.NONE) {
                expected += check(index, pattern, data, at, stop - at) ? 1 : 0;
            }
            at = stop + 1;
        }
        assertThat(index.subjects(pattern)).isEqualTo(expected);
    }

    private static boolean check(SubjectIndex index, byte[] pattern, byte[] data, int at, int len) {
        boolean expected = SubjectFilter.matches(pattern, data, at, len);
        if (Subjects.isSubscribable(pattern, 0, pattern.length) && Subjects.isSubscribable(data, at, len)) {
            assertThat(Subjects.matches(data, at, len, pattern, 0, pattern.length))
                    .isEqualTo(expected);
        }
        Wildcards wildcards = new Wildcards(pattern);
        int state = Wildcards.START;
        for (int i = at; i < at + len && state != Wildcards.DEAD; i++) {
            state = wildcards.step(state, data, i, i + 1);
        }
        assertThat(state != Wildcards.DEAD && wildcards.ends(state)).isEqualTo(expected);
        int id = index.add(data, at, len, 1);
        SubjectFilter filter = SubjectFilter.of(index, List.of(pattern));
        assertThat(filter.takes(id)).isEqualTo(expected);
        assertThat(filter.single() == id).isEqualTo(expected && filter.isSingle());
        return expected;
    }

    private static int lineEnd(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != '\n') {
            at++;
        }
        return at;
    }
}

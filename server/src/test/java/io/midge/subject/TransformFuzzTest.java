package io.midge.subject;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Any source, destination and subject, each on a line of its own: read or refused, and applied within bounds. */
class TransformFuzzTest {
    private static final int MOST = 1 << 16;

    @FuzzTest(maxDuration = "60s")
    void anySubjectsAreTransformedOrRefused(byte[] data) throws TransformException {
        int first = indexOf(data, 0);
        int second = indexOf(data, first + 1);
        String source = Transcribed.text(slice(data, 0, first));
        String destination = Transcribed.text(slice(data, first + 1, second));
        byte[] subject = slice(data, second + 1, data.length);
        assertThat(Blueprint.tokens(Transform.numbered(source))).hasSameSizeAs(Blueprint.tokens(source));
        assertThat(Blueprint.tokens(Transform.starred(source))).hasSameSizeAs(Blueprint.tokens(source));
        Transform lenient = transform(source, destination, false);
        Transform strict = transform(source, destination, true);
        if (lenient == null) {
            assertThat(strict).isNull();
            assertThat(Transform.wrongMapping(source, destination) == null).isEqualTo(destination.isEmpty());
            return;
        }
        byte[] result = apply(lenient, subject);
        if (strict != null) {
            assertThat(apply(strict, subject)).isEqualTo(result);
            strict.reversedInOrder().ifPresent(back -> apply(back, subject));
            andBack(strict, subject, result);
        }
    }

    private static @Nullable Transform transform(String source, String destination, boolean strict)
            throws TransformException {
        boolean fine = !destination.isEmpty() && Transform.wrong(source, destination, strict) == null;
        if (!fine) {
            return null;
        }
        return strict ? Transform.strict(source, destination) : Transform.of(source, destination);
    }

    private static byte[] apply(Transform transform, byte[] subject) {
        SubjectBuffer into = new SubjectBuffer();
        boolean fits = transform.apply(subject, 0, subject.length, bound -> bound - 1, into);
        assertThat(fits || into.isEmpty()).isTrue();
        assertThat(into.length())
                .isLessThanOrEqualTo(MOST + transform.destination().length() * 3 + 2 * subject.length);
        return into.toBytes();
    }

    /** A source where a token merely begins like a wildcard matches more than comes back. */
    private static void andBack(Transform strict, byte[] subject, byte[] result) {
        boolean exact = Subjects.isValidLiteral(subject, 0, subject.length)
                && strict.source().matches(subject, 0, subject.length)
                && Subjects.matches(subject, strict.source().toBytes());
        Optional<Transform> back = strict.reversed();
        if (exact && result.length > 0 && back.isPresent()) {
            assertThat(back.get().source().matches(result, 0, result.length)).isTrue();
            assertThat(apply(back.get(), result)).isEqualTo(subject);
        }
    }

    private static int indexOf(byte[] data, int from) {
        int at = Math.min(from, data.length);
        while (at < data.length && data[at] != '\n') {
            at++;
        }
        return at;
    }

    private static byte[] slice(byte[] data, int from, int to) {
        return from >= to ? new byte[0] : Arrays.copyOfRange(data, from, to);
    }
}

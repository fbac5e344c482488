package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.json.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Transforms by themselves, and against what nats-server 2.15.2 answered: {@code transforms.tsv}, {@code partitions.tsv}. */
class TransformTest {
    private static int noChance(int bound) {
        return 0;
    }

    @Test
    void answersLikeNatsServer() throws IOException {
        Transcript transcript = new Transcript();
        for (String line : lines("transforms.tsv")) {
            transcript.read(line.split("\t", -1));
        }
        assertThat(transcript.complaints).isEmpty();
        assertThat(transcript.results).isGreaterThan(2000);
        assertThat(transcript.errors).isGreaterThan(1000);
    }

    /** Goes through the table and compares. */
    private static final class Transcript {
        final List<String> complaints = new ArrayList<>();
        int results;
        int errors;

        private @Nullable Transform transform;
        private @Nullable Transform back;

        void read(String[] row) {
            switch (row[0]) {
                case "T", "S", "M" -> begin(row);
                case "B" -> {
                    Optional<Transform> reversed = transform().reversedInOrder();
                    back = reversed.orElse(null);
                    compare(row, String.valueOf(reversed.isPresent()), row[1]);
                }
                case "R" -> compare(row, apply(Objects.requireNonNull(back), row[1]), row[2]);
                case "=" -> {
                    compare(row, String.valueOf(matches(row[1])), "true");
                    compare(row, apply(transform(), row[1]), row[2]);
                }
                case "-" -> compare(row, String.valueOf(matches(row[1])), "false");
                default -> throw new IllegalStateException(row[0]);
            }
        }

        private void begin(String[] row) {
            boolean strict = row[0].equals("S");
            boolean mapping = row[0].equals("M");
            String from = Transcribed.text(row[1]);
            String to = Transcribed.text(row[2]);
            String wrong = mapping ? Transform.wrongMapping(from, to) : Transform.wrong(from, to, strict);
            compare(
                    row,
                    wrong == null ? "" : Transcribed.of(Utf8.bytes(wrong)),
                    row[3].replace("~", Placeholder.INVALID));
            transform = null;
            back = null;
            try {
                transform = strict ? Transform.strict(from, to) : Transform.of(from, to);
            } catch (TransformException e) {
                errors++;
                if (!mapping) {
                    compare(row, String.valueOf(e.getMessage()), wrong);
                }
            }
        }

        private Transform transform() {
            return Objects.requireNonNull(transform);
        }

        private boolean matches(String subject) {
            byte[] b = Transcribed.bytes(subject);
            boolean fits = transform().source().matches(b, 0, b.length);
            return fits && (Subjects.isValidLiteral(b, 0, b.length) || isNothing());
        }

        /** From everything to everything nats-server does not look at the subject. */
        private boolean isNothing() {
            return transform().toString().equals("> -> >");
        }

        private void compare(String[] row, String ours, @Nullable String theirs) {
            results++;
            if (!ours.equals(theirs)) {
                complaints.add(String.join(" | ", row) + " of " + transform + ": " + ours + " instead of " + theirs);
            }
        }

        private static String apply(Transform transform, String subject) {
            return Transcribed.of(transform.apply(Transcribed.bytes(subject), TransformTest::noChance));
        }
    }

    @Test
    void partitionsTenThousandSubjectsLikeNatsServer() throws Exception {
        Transform tokens = Transform.of("*.*.*", "{{partition(62,1,3)}}");
        Transform whole = Transform.of("*.*.*", "{{partition(62)}}");
        Lcg lcg = new Lcg();
        for (String line : lines("partitions.tsv")) {
            StringBuilder ours = new StringBuilder();
            StringBuilder wholes = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                byte[] subject = lcg.subject();
                ours.append(digit(tokens.apply(subject, TransformTest::noChance)));
                wholes.append(digit(whole.apply(subject, TransformTest::noChance)));
            }
            assertThat(ours.append('\t').append(wholes).toString()).isEqualTo(line);
        }
        assertThat(lcg.made).isEqualTo(10_000);
    }

    private static char digit(byte[] number) {
        return Lcg.DIGITS.charAt(Integer.parseInt(new String(number, ISO_8859_1)));
    }

    /** The subjects of the table, made in the same way on either side. */
    private static final class Lcg {
        static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

        int made;
        private long state = 20152;

        private int below(int bound) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            return (int) ((state >>> 33) % bound);
        }

        byte[] subject() {
            made++;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int token = 0; token < 3; token++) {
                if (token > 0) {
                    out.write('.');
                }
                for (int n = 1 + below(12); n > 0; n--) {
                    out.write(0x80 | below(128));
                }
            }
            byte[] subject = out.toByteArray();
            for (int i = 0; i < subject.length; i++) {
                if (subject[i] != '.' && below(3) > 0) {
                    subject[i] = (byte) DIGITS.charAt(below(62));
                }
            }
            return subject;
        }
    }

    @Test
    void theWayBackOfACircleIsTheOtherWayRound() throws TransformException {
        Transform circle = Transform.strict("a.*.*.*", "b.$2.$3.$1");
        assertThat(text(circle, "a.1.2.3")).isEqualTo("b.2.3.1");
        assertThat(text(circle.reversed().orElseThrow(), "b.2.3.1")).isEqualTo("a.1.2.3");
        // Not what one would expect, and what nats-server does.
        assertThat(text(circle.reversedInOrder().orElseThrow(), "b.2.3.1")).isEqualTo("a.3.1.2");
    }

    @Test
    void thereIsAWayBackOnlyWhereNothingIsLost() throws TransformException {
        assertThat(text(Transform.strict("a.*", "b.$1.$1").reversed().orElseThrow(), "b.x.x"))
                .isEqualTo("a.x");
        assertThat(text(
                        Transform.strict("a.$5.*.>", "{{wildcard(1)}}.$x.>")
                                .reversed()
                                .orElseThrow(),
                        "m.$x.y.z"))
                .isEqualTo("a.$5.m.y.z");
        assertThat(text(Transform.strict("a", "b.$1x").reversed().orElseThrow(), "b.$1x"))
                .isEqualTo("a");
        assertThat(Transform.strict("a.*.*", "b.$1.$1").reversed()).isEmpty();
        assertThat(Transform.strict("a.*", "b.$0").reversed()).isEmpty();
        assertThat(Transform.strict("a", "b.{{random(5)}}").reversed()).isEmpty();
        assertThat(Transform.of("a.*", "b").reversed()).isEmpty();
        assertThat(Transform.of("a.*", "b.{{left(1,1)}}").reversed()).isEmpty();
    }

    @Test
    void theSignOfARandomNumberDoesNotCount() throws TransformException {
        for (String number : List.of("7", "-7", "2147483647", "-2147483647", "-2147483648")) {
            Transform transform = Transform.of("a", "b.{{random(" + number + ")}}");
            List<Integer> bounds = new ArrayList<>();
            byte[] result = transform.apply(bytes("a"), bound -> {
                bounds.add(bound);
                return bound - 1;
            });
            assertThat(bounds).containsExactly(number.endsWith("7") && number.length() < 3 ? 7 : Integer.MAX_VALUE);
            assertThat(result).isEqualTo(bytes("b." + (bounds.getFirst() - 1)));
        }
    }

    @Test
    void tokensThatASubjectLacksAreEmpty() throws TransformException {
        assertThat(text(Transform.of("a.*.*", "b.$2.{{left(2,1)}}.{{partition(10,2)}}.$1"), "a.x"))
                .isEqualTo("b...1.x");
        assertThat(text(Transform.of("a.*.>", "b.$1.>"), "a")).isEqualTo("b..");
        assertThat(text(Transform.of("a.*.>", "b.$1.>"), "")).isEqualTo("b..");
    }

    @Test
    void takesThePlaceOfWhatTheBufferHeld() throws TransformException {
        SubjectBuffer into = new SubjectBuffer();
        byte[] buf = bytes("PUB orders.eu.17 0");
        assertThat(Transform.of("orders.*.*", "shop.$2.$1").apply(buf, 4, 12, TransformTest::noChance, into))
                .isTrue();
        assertThat(Transform.of("*.>", ">").apply(buf, 4, 12, TransformTest::noChance, into))
                .isTrue();
        assertThat(into.toBytes()).isEqualTo(bytes("eu.17"));
        assertThat(into.isEmpty()).isFalse();
    }

    @Test
    void resultsHaveABound() throws TransformException {
        byte[] subject = bytes("a." + "x".repeat(4000));
        SubjectBuffer into = new SubjectBuffer();
        Transform wide = Transform.of("a.*", "b" + ".{{slicefromleft(1,1)}}".repeat(8));
        assertThat(wide.apply(subject, 0, subject.length, TransformTest::noChance, into))
                .isTrue();
        assertThat(into.length()).isEqualTo(1 + 8 * 8000);
        Transform wider = Transform.of("a.*", "b" + ".{{slicefromleft(1,1)}}".repeat(10));
        assertThat(wider.apply(subject, 0, subject.length, TransformTest::noChance, into))
                .isFalse();
        assertThat(into.length()).isZero();
        assertThat(wider.apply(bytes("a.xy"), TransformTest::noChance)).isEqualTo(bytes("b" + ".x.y".repeat(10)));
    }

    @Test
    void hugeNumbersOfTokensAndCallsAreReadInTime() {
        String calls = "{{wildcard({{\n".repeat(200_000) + "}}";
        assertThat(Transform.wrong("a.*", calls, false)).startsWith(Placeholder.UNKNOWN);
        String stars = "*.".repeat(100_000) + ">";
        assertThat(Transform.wrong(stars, Transform.numbered(stars), true)).isNull();
    }

    @Test
    void anEmptyDestinationIsRightAndNone() {
        assertThat(Transform.wrong("a", "", true)).isNull();
        assertThat(Transform.wrongMapping("a", "")).isNull();
        assertThatThrownBy(() -> Transform.of("a", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wildcardsAreNumberedAndStarred() {
        assertThat(Transform.numbered("a.*.b*.*.>")).isEqualTo("a.$1.b*.$2.>");
        assertThat(Transform.starred("a.$2.$x.{{ Wildcard(7) }}.{{wildcard()}}.$0.>"))
                .isEqualTo("a.*.$x.*.{{wildcard()}}.$0.>");
    }

    private static String text(Transform transform, String subject) {
        return new String(transform.apply(bytes(subject), TransformTest::noChance), ISO_8859_1);
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = TransformTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}

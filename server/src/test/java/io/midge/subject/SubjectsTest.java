package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nats-server v2.15.2 was seen to do with the same bytes on the wire. */
class SubjectsTest {
    private static final List<String> PATTERNS = List.of(
            "foo",
            "foo.bar",
            "foo.*",
            "foo.>",
            "*",
            ">",
            "*.bar",
            "*.*",
            "foo.*bar",
            "foo.b>",
            "foo.*.baz",
            "*.>",
            "foo.bar.>",
            "foo.**",
            ">>");

    private static final Map<String, List<String>> OBSERVED = Map.ofEntries(
            Map.entry("foo", List.of("foo", "*", ">")),
            Map.entry("foo.bar", List.of("foo.bar", "foo.*", "foo.>", ">", "*.bar", "*.*", "*.>")),
            Map.entry("foo.bar.baz", List.of("foo.>", ">", "foo.*.baz", "*.>", "foo.bar.>")),
            Map.entry("foo..bar", List.of()),
            Map.entry(".foo", List.of()),
            Map.entry("foo.", List.of()),
            Map.entry("foo.*", List.of("foo.*", "foo.>", ">", "*.*", "*.>")),
            Map.entry("foo.>", List.of("foo.*", "foo.>", ">", "*.*", "*.>")),
            Map.entry("*", List.of("*", ">")),
            Map.entry(">", List.of("*", ">")),
            Map.entry("foo.*bar", List.of("foo.*", "foo.>", ">", "*.*", "foo.*bar", "*.>")),
            Map.entry("foo.b>", List.of("foo.*", "foo.>", ">", "*.*", "foo.b>", "*.>")),
            Map.entry("*.bar", List.of(">", "*.bar", "*.*", "*.>")),
            Map.entry("foo.*.baz", List.of("foo.>", ">", "foo.*.baz", "*.>")),
            Map.entry("foo.>.baz", List.of("foo.>", ">", "foo.*.baz", "*.>")),
            Map.entry("foo.**", List.of("foo.*", "foo.>", ">", "*.*", "*.>", "foo.**")),
            Map.entry(">>", List.of("*", ">", ">>")),
            Map.entry(".", List.of()),
            Map.entry("foo.bar.", List.of()),
            Map.entry("..", List.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "foo.bar",
                ">",
                "*",
                "foo.>",
                "*.foo",
                "foo.*bar",
                "foo.bar*",
                "foo.>bar",
                "foo.bar>",
                "**",
                ">>",
                "foo.**",
                "foo\u0000bar",
                "\u0000",
                "foo\u0001",
                "foo\u007f",
                "foo\u0080\u00ff",
                "foo\u000bbar",
                "$SYS.foo",
                "*.>",
                "*.*",
                "aaaaaaaa",
                "aaaaaaaa.bbbbbbbb",
                "aaaaaaaaa.b"
            })
    void aSubjectWithoutEmptyTokensAndWithAFullWildcardOnlyAtTheEndIsValid(String subject) {
        assertThat(Subjects.isValid(bytes(subject))).isTrue();
        assertThat(subscribable(subject)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "foo..bar", ".foo", "foo.", "foo.>.bar", ">.foo", "aaaaaaaa..b", "aaaaaaa..b"})
    void anEmptyTokenOrAFullWildcardBeforeTheEndIsInvalid(String subject) {
        assertThat(Subjects.isValid(bytes(subject))).isFalse();
        assertThat(subscribable(subject)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo bar", " ", "foo\tbar", "foo\n", "foo.\f", "a\rb", "foo. .bar"})
    void whiteSpaceIsRefusedByApisButNotBySubscriptions(String subject) {
        assertThat(Subjects.isValid(bytes(subject))).isFalse();
        assertThat(subscribable(subject)).isTrue();
    }

    @Test
    void aSubscriptionMayHaveNoMoreTokensThanTheStackBears() {
        assertThat(subscribable("a" + ".a".repeat(Subjects.MAX_TOKENS - 1))).isTrue();
        assertThat(subscribable("a" + ".a".repeat(Subjects.MAX_TOKENS))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "foo.*bar", "foo.>bar", "**", ">>", "foo\fbar", "foo bar", "\u00ff"})
    void aPedanticClientMayPublishToALiteral(String subject) {
        assertThat(Subjects.isValidLiteral(bytes(subject), 0, subject.length())).isTrue();
        assertThat(Subjects.hasWildcard(bytes(subject))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "foo..bar", ".foo", "foo.", ">", "*", "foo.>", "foo.>.bar", "*.foo", "*.*"})
    void aPedanticClientMayNotPublishToAnythingElse(String subject) {
        assertThat(Subjects.isValidLiteral(bytes(subject), 0, subject.length())).isFalse();
    }

    @Test
    void aWildcardIsATokenOfItsOwn() {
        assertThat(List.of("*", ">", "foo.*", "*.foo", "foo.>.bar", "aaaaaaaa.*"))
                .allMatch(subject -> Subjects.hasWildcard(bytes(subject)));
        assertThat(List.of("", "foo", "foo*", "foo.>>", "a*.b>"))
                .noneMatch(subject -> Subjects.hasWildcard(bytes(subject)));
    }

    @Test
    void tokensAreCountedByTheirDots() {
        assertThat(count("")).isZero();
        assertThat(count("foo")).isEqualTo(1);
        assertThat(count("foo.bar")).isEqualTo(2);
        assertThat(count("..")).isEqualTo(3);
        assertThat(count("a.b.c.d.e.f.g.h.i")).isEqualTo(9);
        assertThat(Subjects.tokenCount(bytes("x.y.z"), 2, 1)).isEqualTo(1);
    }

    @Test
    void aLiteralMatchesThePatternsItMatchesInNatsServer() {
        OBSERVED.forEach((literal, expected) -> assertThat(PATTERNS)
                .as(literal)
                .filteredOn(pattern -> Subjects.matches(bytes(literal), bytes(pattern)))
                .containsExactlyInAnyOrderElementsOf(expected));
    }

    @Test
    void aSublistFindsThePatternsThatMatchInNatsServer() {
        Sublist<Sub> list = new Sublist<>();
        PATTERNS.forEach(pattern -> list.insert(Sub.on(pattern)));
        OBSERVED.forEach((literal, expected) -> {
            SublistResult<Sub> result = list.match(bytes(literal), 0, literal.length());
            List<String> found = new ArrayList<>();
            for (int i = 0; i < result.plainCount(); i++) {
                found.add(result.plain(i).toString());
            }
            assertThat(found).as(literal).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    void aSubsetHasNoSubjectThatThePatternLacks() {
        assertThat(subset("foo.*", ">")).isTrue();
        assertThat(subset("foo.*", "*.*")).isTrue();
        assertThat(subset("foo.*", "foo.*")).isTrue();
        assertThat(subset("foo.*", "foo.>")).isTrue();
        assertThat(subset("foo.>", "foo.>")).isTrue();
        assertThat(subset("foo.>", ">")).isTrue();
        assertThat(subset("foo.bar", "foo.bar")).isTrue();
        assertThat(subset("foo.*", "foo.bar")).isFalse();
        assertThat(subset("foo.>", "foo.*")).isFalse();
        assertThat(subset("foo", "foo.>")).isFalse();
        assertThat(subset("foo.bar.baz", "foo.bar")).isFalse();
    }

    private static boolean subset(String subject, String pattern) {
        return Subjects.isSubset(bytes(subject), bytes(pattern));
    }

    private static boolean subscribable(String subject) {
        return Subjects.isSubscribable(bytes(subject), 0, subject.length());
    }

    private static int count(String subject) {
        return Subjects.tokenCount(bytes(subject), 0, subject.length());
    }

    /** Two patterns overlap if some subject that both match can be made of what stands in them. */
    @Test
    void patternsOverlapWhereASubjectMatchesBoth() {
        List<String> tokens = List.of("a", "b", "*");
        List<String> patterns = new ArrayList<>();
        for (String one : List.of("a", "b", "*", ">")) {
            patterns.add(one);
            for (String two : List.of("a", "b", "*", ">")) {
                if (!one.equals(">")) {
                    patterns.add(one + "." + two);
                    for (String three : List.of("a", "*", ">")) {
                        if (!two.equals(">")) {
                            patterns.add(one + "." + two + "." + three);
                        }
                    }
                }
            }
        }
        List<String> subjects = new ArrayList<>();
        for (String one : tokens) {
            subjects.add(one);
            for (String two : tokens) {
                subjects.add(one + "." + two);
                for (String three : tokens) {
                    subjects.add(one + "." + two + "." + three);
                }
            }
        }
        int overlapping = 0;
        for (String one : patterns) {
            for (String other : patterns) {
                boolean some = subjects.stream()
                        .anyMatch(each -> Subjects.matches(bytes(each), bytes(one))
                                && Subjects.matches(bytes(each), bytes(other)));
                overlapping += some ? 1 : 0;
                assertThat(Subjects.overlap(bytes(one), bytes(other)))
                        .as(one + " and " + other)
                        .isEqualTo(some);
            }
        }
        assertThat(overlapping).isBetween(1, patterns.size() * patterns.size() - 1);
    }
}

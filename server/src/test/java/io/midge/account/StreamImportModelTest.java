package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.subject.SubjectBuffer;
import io.midge.subject.Subjects;
import io.midge.subject.Sublist;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every subscription against every import and every message over a small alphabet: what an import listens to for a
 * subscription brings exactly the messages whose subject, as it is here, the subscription is about.
 */
class StreamImportModelTest {
    private static final Account EXPORTER = new Account("S", new Sublist<>());

    private static List<String> subjects(int most, String... tokens) {
        List<String> all = new ArrayList<>();
        List<String> longest = List.of("");
        for (int i = 0; i < most; i++) {
            List<String> longer = new ArrayList<>();
            for (String start : longest) {
                for (String token : tokens) {
                    if (!start.endsWith(">")) {
                        longer.add(start.isEmpty() ? token : start + '.' + token);
                    }
                }
            }
            all.addAll(longer);
            longest = longer;
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** What a message of the exporter's is called here; null: it is not of the stream. */
    private static @Nullable String model(String from, String to, String subject) {
        if (!Subjects.matches(bytes(subject), bytes(from))) {
            return null;
        }
        String[] its = subject.split("\\.");
        String[] pattern = from.split("\\.");
        List<String> stars = new ArrayList<>();
        String rest = "";
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].equals("*")) {
                stars.add(its[i]);
            } else if (pattern[i].equals(">")) {
                rest = String.join(".", List.of(its).subList(i, its.length));
            }
        }
        List<String> made = new ArrayList<>();
        int star = 0;
        for (String token : to.split("\\.")) {
            if (token.equals("*")) {
                made.add(stars.get(star++));
            } else if (token.startsWith("$")) {
                made.add(stars.get(Integer.parseInt(token.substring(1)) - 1));
            } else {
                made.add(token.equals(">") ? rest : token);
            }
        }
        return String.join(".", made);
    }

    private static void check(List<String[]> imports, List<String> subscriptions, List<String> messages) {
        Map<String, String> wrong = new TreeMap<>();
        SubjectBuffer into = new SubjectBuffer();
        int delivered = 0;
        for (String[] each : imports) {
            StreamImport stream = new StreamImport(EXPORTER, each[0], each[1], false);
            for (String message : messages) {
                String here = model(each[0], each[1], message);
                byte[] there = bytes(message);
                if (here != null) {
                    stream.rename(there, 0, there.length, into);
                    assertThat(new String(into.toBytes(), ISO_8859_1)).isEqualTo(here);
                }
            }
            for (String subscription : subscriptions) {
                byte[] interest = stream.interest(bytes(subscription));
                for (String message : messages) {
                    String here = model(each[0], each[1], message);
                    boolean expected = here != null && Subjects.matches(bytes(here), bytes(subscription));
                    boolean actual = interest != null && Subjects.matches(bytes(message), interest);
                    delivered += actual ? 1 : 0;
                    if (expected != actual) {
                        wrong.putIfAbsent(
                                each[0] + " to " + each[1] + " for " + subscription + " listens to "
                                        + (interest == null ? "nothing" : new String(interest, ISO_8859_1)),
                                message + (expected ? " does not come" : " comes as " + here));
                    }
                }
            }
        }
        assertThat(delivered).isGreaterThan(500);
        assertThat(String.join(
                        "\n", wrong.entrySet().stream().map(Object::toString).toList()))
                .isEmpty();
    }

    @Test
    void streamsUnderTheirOwnNames() {
        List<String> patterns = subjects(3, "a", "b", "*", ">");
        check(patterns.stream().map(each -> new String[] {each, each}).toList(), patterns, subjects(3, "a", "b"));
    }

    @Test
    void streamsUnderAPrefix() {
        List<String> patterns = subjects(2, "a", "b", "*", ">");
        List<String> subscriptions = subjects(4, "x", "a", "*", ">");
        check(
                patterns.stream().map(each -> new String[] {each, "x." + each}).toList(),
                subscriptions,
                subjects(3, "a", "b"));
    }

    @Test
    void streamsUnderOtherNames() {
        List<String[]> imports = List.of(
                new String[] {"a", "x"},
                new String[] {"a.b", "x"},
                new String[] {"a", "x.y"},
                new String[] {"a.*", "x.*"},
                new String[] {"a.*", "*.x"},
                new String[] {"*.a", "x.*"},
                new String[] {"*.*", "$2.$1"},
                new String[] {"*.*", "x.$2.$1"},
                new String[] {"*.b.*", "$2.x.$1"},
                new String[] {"a.>", "x.>"},
                new String[] {"a.>", "x.y.>"},
                new String[] {"a.b.>", "x.>"},
                new String[] {"*.>", "x.*.>"},
                new String[] {"*.a.>", "x.*.>"},
                new String[] {">", "x.>"});
        check(imports, subjects(4, "x", "y", "a", "*", ">"), subjects(4, "a", "b", "x"));
    }
}

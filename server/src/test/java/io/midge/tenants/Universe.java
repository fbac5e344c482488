package io.midge.tenants;

import io.midge.matrix.Rules;
import java.util.ArrayList;
import java.util.List;

/** The subjects that tenants use, all of them, so that who hears what is a table. */
final class Universe {
    private static final List<String> FIRST = List.of("t", "u");
    private static final List<String> TOKENS = List.of("a", "b", "c");
    private static final List<String> WILD = List.of(
            ">", "t.>", "u.>", "t.*", "u.*", "t.a.*", "t.*.a", "u.*.*", "t.b.>", "*.a", "*.b.c", "*.*.a", "t.*.>",
            "u.c.>");

    private final List<String> literals = new ArrayList<>();
    private final List<String> patterns = new ArrayList<>();
    private final int plain;
    private final boolean[][] matches;

    /** With a place for answers to each of so many members. */
    Universe(int members) {
        for (String first : FIRST) {
            literals.add(first);
            for (String second : TOKENS) {
                literals.add(first + "." + second);
                TOKENS.forEach(third -> literals.add(first + "." + second + "." + third));
            }
        }
        plain = literals.size();
        for (int i = 0; i < members; i++) {
            literals.add("_INBOX.m" + i + ".r");
        }
        patterns.addAll(literals);
        patterns.addAll(WILD);
        matches = new boolean[patterns.size()][literals.size()];
        for (int p = 0; p < patterns.size(); p++) {
            for (int l = 0; l < literals.size(); l++) {
                matches[p][l] = Rules.matches(literals.get(l), patterns.get(p));
            }
        }
    }

    /** How many literals are no inboxes; they come first. */
    int plain() {
        return plain;
    }

    int inbox(int member) {
        return plain + member;
    }

    int patterns() {
        return patterns.size();
    }

    String literal(int index) {
        return literals.get(index);
    }

    int literal(String text) {
        return literals.indexOf(text);
    }

    String pattern(int index) {
        return patterns.get(index);
    }

    boolean matches(int pattern, int literal) {
        return matches[pattern][literal];
    }
}

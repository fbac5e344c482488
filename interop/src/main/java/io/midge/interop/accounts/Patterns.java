package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Subjects of a few tokens, so that they meet often. */
final class Patterns {
    private static final List<String> TOKENS = List.of("a", "b", "c");

    private final Random random;

    Patterns(Random random) {
        this.random = random;
    }

    String token() {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }

    /** One to three tokens below this one, some of them wildcards. */
    String below(String first) {
        List<String> tokens = new ArrayList<>(List.of(first));
        int more = random.nextInt(3);
        for (int i = 0; i < more; i++) {
            tokens.add(random.nextInt(5) < 2 ? "*" : token());
        }
        if (random.nextInt(4) == 0) {
            tokens.add(">");
        }
        return String.join(".", tokens);
    }

    /** Below this one, with so many single wildcards. */
    String withWildcards(String first, int wildcards) {
        List<String> tokens = new ArrayList<>(List.of(first));
        for (int i = 0; i < wildcards; i++) {
            if (random.nextInt(3) == 0) {
                tokens.add(token());
            }
            tokens.add("*");
        }
        return String.join(".", tokens);
    }

    /** A literal that the pattern matches. */
    String instance(String pattern) {
        List<String> tokens = new ArrayList<>();
        for (String each : pattern.split("\\.", -1)) {
            switch (each) {
                case "*" -> tokens.add(token());
                case ">" -> {
                    tokens.add(token());
                    if (random.nextBoolean()) {
                        tokens.add(token());
                    }
                }
                default -> tokens.add(each.startsWith("$") ? token() : each);
            }
        }
        return String.join(".", tokens);
    }

    /** Matches less, or the same. */
    String narrow(String pattern) {
        List<String> tokens = new ArrayList<>();
        for (String each : pattern.split("\\.", -1)) {
            if (each.equals("*")) {
                tokens.add(random.nextBoolean() ? token() : "*");
            } else if (each.equals(">")) {
                tokens.addAll(
                        switch (random.nextInt(4)) {
                            case 0 -> List.of(token());
                            case 1 -> List.of("*");
                            case 2 -> List.of(token(), ">");
                            default -> List.of(">");
                        });
            } else {
                tokens.add(each);
            }
        }
        return String.join(".", tokens);
    }

    /** Matches more, or the same; the first token stays. */
    String wide(String pattern) {
        List<String> tokens = new ArrayList<>();
        boolean first = true;
        for (String each : pattern.split("\\.", -1)) {
            if (!first && random.nextInt(5) == 0) {
                tokens.add(">");
                return String.join(".", tokens);
            }
            tokens.add(!first && !each.equals(">") && random.nextInt(3) == 0 ? "*" : each);
            first = false;
        }
        return String.join(".", tokens);
    }

    /** The same, part of it, more than it, or both. */
    String related(String pattern) {
        String plain = plain(pattern);
        return switch (random.nextInt(8)) {
            case 0, 1 -> plain;
            case 2 -> narrow(plain);
            case 3 -> wide(plain);
            case 4, 5 -> narrow(wide(plain));
            case 6 -> instance(plain);
            default -> random.nextInt(4) == 0 ? ">" : wide(plain);
        };
    }

    /** With stars for numbered places. */
    static String plain(String pattern) {
        return pattern.replaceAll("\\$\\d|\\{\\{wildcard\\(\\d\\)}}", "*");
    }

    static int wildcards(String pattern) {
        int n = 0;
        for (String each : pattern.split("\\.", -1)) {
            n += each.equals("*") ? 1 : 0;
        }
        return n;
    }

    /** A pattern that names each wildcard of another one once, in some order. */
    String mapped(String first, String pattern) {
        return mapped(first, pattern, random.nextInt(4) > 0);
    }

    /** The same with numbers alone: the destination of a mapping may have no stars. */
    String numbered(String first, String pattern) {
        return mapped(first, pattern, true);
    }

    private String mapped(String first, String pattern, boolean numbered) {
        int n = wildcards(pattern);
        List<String> places = new ArrayList<>();
        for (int i = 1; i <= n; i++) {
            places.add("$" + i);
        }
        if (numbered) {
            Collections.shuffle(places, random);
        }
        List<String> tokens = new ArrayList<>(List.of(first));
        for (String place : places) {
            if (random.nextInt(4) == 0) {
                tokens.add(token());
            }
            tokens.add(numbered ? place : "*");
        }
        if (pattern.endsWith(">")) {
            tokens.add(">");
        }
        return String.join(".", tokens);
    }
}

package io.midge.subject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A transform as its two subjects say it.
 *
 * @param source tokens
 * @param destination what its tokens stand for
 */
record Blueprint(List<String> source, List<Placeholder> destination) {
    private static final String BAD_SUBJECT = "invalid subject";
    private static final String OUT_OF_RANGE = Placeholder.INVALID + "wildcard index out of range";
    private static final String INVALID_TRANSFORM = Placeholder.INVALID + "invalid transform";

    /** Says nothing yet about whether it is right. */
    static Blueprint of(String source, String destination) {
        return new Blueprint(
                tokens(source.isEmpty() ? ">" : source),
                tokens(destination).stream().map(Placeholder::of).toList());
    }

    static List<String> tokens(String subject) {
        return List.of(subject.split("\\.", -1));
    }

    /** What is wrong with the destination of a mapping, as far as can be told without the source. */
    static @Nullable String wrongDestination(String destination) {
        boolean full = false;
        for (String token : tokens(destination)) {
            if (token.isEmpty() || full) {
                return INVALID_TRANSFORM + in(token);
            }
            if (Function.isCall(token)) {
                if (Placeholder.UNKNOWN.equals(Placeholder.of(token).wrong())) {
                    return Placeholder.UNKNOWN + in(token);
                }
            } else if (token.chars().anyMatch(Function::isBlank)) {
                return INVALID_TRANSFORM;
            }
            full = token.equals(">");
        }
        return null;
    }

    /** What is wrong with it, null if nothing. */
    @Nullable
    String wrong(boolean strict) {
        List<String> to = destination.stream().map(Placeholder::text).toList();
        if (!isSubject(source) || !isSubject(to) || to.contains("*") || isFull(source) != isFull(to)) {
            return BAD_SUBJECT;
        }
        long wildcards = wildcards();
        boolean literal = isLiteral();
        long used = 0;
        for (Placeholder token : destination) {
            String wrong = literal ? wrongForLiteral(token) : wrong(token, wildcards, strict);
            if (wrong != null) {
                return wrong;
            }
            used += token.wildcards().size();
        }
        return strict && !literal && used < wildcards
                ? Placeholder.INVALID + "not using all of the token wildcard(s)" + in(spelled())
                : null;
    }

    /** Whether the source holds no wildcard. */
    boolean isLiteral() {
        return wildcards() == 0 && !isFull(source);
    }

    private long wildcards() {
        return source.stream().filter("*"::equals).count();
    }

    private static String in(String token) {
        return token.isEmpty() ? "" : " in " + token;
    }

    private static @Nullable String wrongForLiteral(Placeholder token) {
        if (token.wrong() != null) {
            return token.wrong() + in(token.text());
        }
        boolean fits = token.wildcards().isEmpty() || token.function() == Function.PARTITION;
        return fits ? null : OUT_OF_RANGE + in(token.text());
    }

    private static @Nullable String wrong(Placeholder token, long wildcards, boolean strict) {
        if (token.wrong() != null) {
            return token.wrong() + in(token.text());
        }
        if (strict && !token.function().isReversible()) {
            return Placeholder.INVALID + "the only mapping function allowed for import transforms is {{Wildcard()}}"
                    + in(token.text());
        }
        for (long index : token.wildcards()) {
            if (index > wildcards) {
                return OUT_OF_RANGE + in(token.text()) + ": [" + index + ']';
            }
        }
        return null;
    }

    /** No empty token, and {@code >} as the last one only; blanks are letters. */
    private static boolean isSubject(List<String> tokens) {
        int full = tokens.indexOf(">");
        return !tokens.contains("") && (full < 0 || full == tokens.size() - 1);
    }

    private static boolean isFull(List<String> tokens) {
        return tokens.getLast().equals(">");
    }

    /** Which tokens of the source are wildcards. */
    int[] stars() {
        return IntStream.range(0, source.size())
                .filter(i -> source.get(i).equals("*"))
                .toArray();
    }

    /** The token of the source that a wildcard is; the first token for those that are none. */
    static int position(int[] stars, long wildcard) {
        return wildcard < 1 ? 0 : stars[(int) wildcard - 1];
    }

    /** The way back, if what each wildcard matched can be told from the result. */
    Optional<Blueprint> reversed() {
        if (!destination.stream().allMatch(token -> token.function().isReversible())) {
            return Optional.empty();
        }
        int[] stars = stars();
        Map<Integer, Integer> places = new HashMap<>();
        List<String> from = new ArrayList<>();
        int wildcards = 0;
        for (Placeholder token : destination) {
            boolean wild = token.function() == Function.WILDCARD;
            from.add(wild ? "*" : token.text());
            if (wild) {
                places.putIfAbsent(position(stars, token.wildcards().getFirst()), ++wildcards);
            }
        }
        List<Placeholder> to = new ArrayList<>();
        for (int i = 0; i < source.size(); i++) {
            String token = source.get(i);
            Integer place = token.equals("*") ? places.get(i) : null;
            if (token.equals("*") && place == null) {
                return Optional.empty();
            }
            to.add(place == null ? Placeholder.plain(token) : Placeholder.wildcard(place));
        }
        return Optional.of(new Blueprint(List.copyOf(from), List.copyOf(to)));
    }

    /** The way back, if the placeholders of the destination stand in the order in which the source's wildcards need them. */
    Optional<Blueprint> reversedInOrder() {
        Iterator<String> placeholders = destination.stream()
                .map(Placeholder::text)
                .filter(Placeholder::isWildcard)
                .iterator();
        List<String> to = new ArrayList<>();
        for (String token : source) {
            if (token.equals("*") && !placeholders.hasNext()) {
                return Optional.empty();
            }
            to.add(token.equals("*") ? placeholders.next() : token);
        }
        Blueprint back = of(Transform.starred(spelled()), String.join(".", to));
        return back.wrong(true) == null ? Optional.of(back) : Optional.empty();
    }

    /** The destination as text. */
    String spelled() {
        return destination.stream().map(Placeholder::text).collect(Collectors.joining("."));
    }

    /** From where to where, as text. */
    @Override
    public String toString() {
        return String.join(".", source) + " -> " + spelled();
    }
}

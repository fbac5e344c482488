package io.midge.subject;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token of a destination stands for.
 *
 * @param text the token
 * @param wildcards the wildcards of the source that the function takes, from 1; 0 and below are the source's first token
 * @param number its other argument
 * @param delimiter its other argument where that is a text
 * @param wrong why it stands for nothing, null if it does
 */
record Placeholder(
        Function function,
        String text,
        List<Long> wildcards,
        int number,
        String delimiter,
        @Nullable String wrong) {
    static final String INVALID = "invalid mapping destination: ";
    static final String UNKNOWN = INVALID + "unknown function";
    private static final String BAD_ARGUMENT = INVALID + "function argument is invalid or in the wrong format";
    private static final String TOO_FEW = INVALID + "not enough arguments passed to the function";
    private static final String TOO_MANY = INVALID + "too many arguments passed to the function";

    /** The token itself, or the rest of the subject if it is {@code >}. */
    static Placeholder plain(String token) {
        return token.equals(">") ? new Placeholder(Function.REST, token, List.of(), 0, "", null) : literal(token);
    }

    private static Placeholder literal(String token) {
        return new Placeholder(Function.LITERAL, token, List.of(), 0, "", null);
    }

    /** The token that a wildcard matched. */
    static Placeholder wildcard(long index) {
        return new Placeholder(Function.WILDCARD, "$" + index, List.of(index), 0, "", null);
    }

    private static Placeholder bad(String token, String why) {
        return new Placeholder(Function.LITERAL, token, List.of(), 0, "", why);
    }

    static Placeholder of(String token) {
        if (token.length() > 1 && token.startsWith("$")) {
            Long index = number(token.substring(1));
            return index == null
                    ? literal(token)
                    : taking(Function.WILDCARD, token, List.of(token.substring(1)), 0, "");
        }
        if (!Function.isCall(token)) {
            return plain(token);
        }
        for (Function function : Function.values()) {
            List<String> arguments = function.arguments(token);
            if (arguments != null) {
                return of(function, token, arguments);
            }
        }
        return bad(token, UNKNOWN);
    }

    /** Whether it stands for what one wildcard matched, as far as can be told from its form. */
    static boolean isWildcard(String token) {
        if (token.length() > 1 && token.charAt(0) == '$' && token.charAt(1) >= '1' && token.charAt(1) <= '9') {
            return true;
        }
        List<String> arguments = Function.WILDCARD.arguments(token);
        return arguments != null
                && arguments.size() == 1
                && !arguments.getFirst().isEmpty();
    }

    private static Placeholder of(Function function, String token, List<String> arguments) {
        return switch (function) {
            case LITERAL, REST -> literal(token);
            case WILDCARD -> {
                if (arguments.size() > 1) {
                    yield bad(token, TOO_MANY);
                }
                yield arguments.getFirst().isEmpty() ? bad(token, TOO_FEW) : taking(function, token, arguments, 0, "");
            }
            case PARTITION -> counting(function, token, arguments.getFirst(), arguments.subList(1, arguments.size()));
            case RANDOM ->
                arguments.size() == 1
                        ? counting(function, token, arguments.getFirst(), List.of())
                        : bad(token, TOO_FEW);
            case SPLIT_FROM_LEFT, SPLIT_FROM_RIGHT, SLICE_FROM_LEFT, SLICE_FROM_RIGHT, RIGHT, LEFT, SPLIT -> {
                if (arguments.size() != 2) {
                    yield bad(token, arguments.size() < 2 ? TOO_FEW : TOO_MANY);
                }
                List<String> wildcard = arguments.subList(0, 1);
                String second = arguments.get(1);
                if (function == Function.SPLIT) {
                    yield second.indexOf(' ') < 0
                            ? taking(function, token, wildcard, 0, second)
                            : bad(token, BAD_ARGUMENT);
                }
                Long number = number(trim(second));
                yield number == null || number != number.intValue()
                        ? bad(token, BAD_ARGUMENT)
                        : taking(function, token, wildcard, number.intValue(), "");
            }
        };
    }

    /** A function of a number, of which only the lower half counts when it is far below zero. */
    private static Placeholder counting(Function function, String token, String count, List<String> wildcards) {
        Long number = number(trim(count));
        return number == null || number > Integer.MAX_VALUE
                ? bad(token, BAD_ARGUMENT)
                : taking(function, token, wildcards, number.intValue(), "");
    }

    private static Placeholder taking(
            Function function, String token, List<String> wildcards, int number, String delimiter) {
        List<Long> indexes = new ArrayList<>();
        for (String text : wildcards) {
            Long index = number(trim(text));
            if (index == null) {
                return bad(token, BAD_ARGUMENT);
            }
            indexes.add(index);
        }
        return new Placeholder(function, token, List.copyOf(indexes), number, delimiter, null);
    }

    /** A number with or without a sign; null if it is none, or does not fit. */
    private static @Nullable Long number(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (text.length() == start || !text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(start, end);
    }
}

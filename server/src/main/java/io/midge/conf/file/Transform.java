package io.midge.conf.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether subjects can be mapped to others: which tokens may stand in a destination, and what they refer to. */
final class Transform {
    private static final String BAD_SUBJECT = "invalid subject";
    private static final String INVALID = "invalid mapping destination: ";
    private static final String OUT_OF_RANGE = INVALID + "wildcard index out of range";
    private static final String BAD_ARGUMENT = INVALID + "function argument is invalid or in the wrong format";
    private static final String TOO_FEW = INVALID + "not enough arguments passed to the function";
    private static final String TOO_MANY = INVALID + "too many arguments passed to the function";

    /** The functions in the order in which a token is compared with them. */
    private static final List<Function> FUNCTIONS = List.of(
            new Function(Kind.WILDCARD, "[wW]ildcard"),
            new Function(Kind.PARTITION, "[pP]artition"),
            new Function(Kind.CUT, "[sS]plit[fF]rom[lL]eft"),
            new Function(Kind.CUT, "[sS]plit[fF]rom[rR]ight"),
            new Function(Kind.CUT, "[sS]lice[fF]rom[lL]eft"),
            new Function(Kind.CUT, "[sS]lice[fF]rom[rR]ight"),
            new Function(Kind.CUT, "[rR]ight"),
            new Function(Kind.CUT, "[lL]eft"),
            new Function(Kind.SPLIT, "[sS]plit"),
            new Function(Kind.RANDOM, "[rR]andom"));

    private enum Kind {
        NONE,
        WILDCARD,
        PARTITION,
        CUT,
        SPLIT,
        RANDOM
    }

    private record Function(Kind kind, Pattern pattern) {
        Function(Kind kind, String name) {
            this(kind, Pattern.compile("\\{\\{\\s*" + name + "\\s*\\((.*)\\)\\s*}}"));
        }
    }

    /** What a token of a destination is: its function, the wildcards that it takes, and what is wrong with it. */
    private record Token(
            Kind kind, List<Long> wildcards, @Nullable String wrong) {
        static Token of(Kind kind, List<Long> wildcards) {
            return new Token(kind, wildcards, null);
        }

        static Token bad(String why) {
            return new Token(Kind.NONE, List.of(), why);
        }
    }

    private Transform() {}

    /** What is wrong with a mapping from one subject to the other, null if nothing. */
    static @Nullable String wrongMapping(String source, String destination) {
        if (destination.isEmpty()) {
            return null;
        }
        String[] tokens = destination.split("\\.", -1);
        for (int i = 0; i < tokens.length; i++) {
            String token = tokens[i];
            if (token.isEmpty() || (i > 0 && tokens[i - 1].equals(">"))) {
                return INVALID + "invalid transform" + in(token);
            }
            if (!isFunction(token) && token.chars().anyMatch(c -> "\t\n\f\r ".indexOf(c) >= 0)) {
                return INVALID + "invalid transform";
            }
        }
        return wrong(source, destination, false);
    }

    /**
     * What is wrong with a transform from one subject to the other, null if nothing.
     *
     * @param strict whether it must be possible to go back
     */
    static @Nullable String wrong(String source, String destination, boolean strict) {
        if (destination.isEmpty()) {
            return null;
        }
        String from = source.isEmpty() ? ">" : source;
        List<String> tokens = List.of(destination.split("\\.", -1));
        if (!isSubject(from)
                || !isSubject(destination)
                || tokens.contains("*")
                || endsFull(from) != endsFull(destination)) {
            return BAD_SUBJECT;
        }
        int wildcards = wildcards(from);
        boolean literal = wildcards == 0 && !endsFull(from);
        int used = 0;
        for (String text : tokens) {
            Token token = token(text);
            String wrong = literal ? wrongForLiteral(token) : wrong(token, wildcards, strict);
            if (wrong != null) {
                return wrong + in(text);
            }
            used += token.wildcards().size();
        }
        return strict && !literal && used < wildcards
                ? INVALID + "not using all of the token wildcard(s)" + in(destination)
                : null;
    }

    private static String in(String token) {
        return token.isEmpty() ? "" : " in " + token;
    }

    private static @Nullable String wrongForLiteral(Token token) {
        if (token.wrong() != null) {
            return token.wrong();
        }
        return switch (token.kind()) {
            case NONE, RANDOM, PARTITION -> null;
            case WILDCARD, CUT, SPLIT -> OUT_OF_RANGE;
        };
    }

    private static @Nullable String wrong(Token token, int wildcards, boolean strict) {
        if (token.wrong() != null) {
            return token.wrong();
        }
        if (strict && token.kind() != Kind.NONE && token.kind() != Kind.WILDCARD) {
            return INVALID + "the only mapping function allowed for import transforms is {{Wildcard()}}";
        }
        return token.wildcards().stream().anyMatch(index -> index > wildcards) ? OUT_OF_RANGE : null;
    }

    private static boolean isFunction(String token) {
        return token.length() > 4 && token.startsWith("{{") && token.endsWith("}}");
    }

    private static Token token(String text) {
        if (text.length() > 1 && text.startsWith("$")) {
            Long index = GoInt.parse(text.substring(1));
            return index == null ? Token.of(Kind.NONE, List.of()) : Token.of(Kind.WILDCARD, List.of(index));
        }
        if (!isFunction(text)) {
            return Token.of(Kind.NONE, List.of());
        }
        for (Function function : FUNCTIONS) {
            Matcher matcher = function.pattern().matcher(text);
            if (matcher.find()) {
                return token(function.kind(), arguments(matcher.group(1)));
            }
        }
        return Token.bad(INVALID + "unknown function");
    }

    private static List<String> arguments(String text) {
        return List.of(text.split(",\\s*", -1));
    }

    private static Token token(Kind kind, List<String> arguments) {
        return switch (kind) {
            case NONE -> Token.of(kind, List.of());
            case WILDCARD -> {
                if (arguments.size() > 1) {
                    yield Token.bad(TOO_MANY);
                }
                yield arguments.getFirst().isEmpty() ? Token.bad(TOO_FEW) : taking(kind, arguments);
            }
            case PARTITION ->
                isCount(arguments.getFirst())
                        ? taking(kind, arguments.subList(1, arguments.size()))
                        : Token.bad(BAD_ARGUMENT);
            case RANDOM -> {
                if (arguments.size() != 1) {
                    yield Token.bad(TOO_FEW);
                }
                yield isCount(arguments.getFirst()) ? Token.of(kind, List.of()) : Token.bad(BAD_ARGUMENT);
            }
            case CUT, SPLIT -> {
                if (arguments.size() != 2) {
                    yield Token.bad(arguments.size() < 2 ? TOO_FEW : TOO_MANY);
                }
                String second = arguments.get(1);
                boolean good = kind == Kind.SPLIT ? second.indexOf(' ') < 0 : isInt32(second);
                yield good ? taking(kind, arguments.subList(0, 1)) : Token.bad(BAD_ARGUMENT);
            }
        };
    }

    /** A function that takes these wildcards. */
    private static Token taking(Kind kind, List<String> indexes) {
        List<Long> wildcards = new ArrayList<>();
        for (String text : indexes) {
            Long index = GoInt.parse(trim(text));
            if (index == null) {
                return Token.bad(BAD_ARGUMENT);
            }
            wildcards.add(index);
        }
        return Token.of(kind, wildcards);
    }

    private static boolean isCount(String text) {
        Long count = GoInt.parse(trim(text));
        return count != null && count <= Integer.MAX_VALUE;
    }

    private static boolean isInt32(String text) {
        Long value = GoInt.parse(trim(text));
        return value != null && value == value.intValue();
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

    /** No empty token, and {@code >} as the last one only; blanks are letters. */
    private static boolean isSubject(String subject) {
        String[] tokens = subject.split("\\.", -1);
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].isEmpty() || (tokens[i].equals(">") && i < tokens.length - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean endsFull(String subject) {
        return subject.equals(">") || subject.endsWith(".>");
    }

    private static int wildcards(String subject) {
        int count = 0;
        for (String token : subject.split("\\.", -1)) {
            count += token.equals("*") ? 1 : 0;
        }
        return count;
    }

    /** {@code foo.*} becomes {@code foo.$1}. */
    static String numbered(String subject) {
        StringBuilder out = new StringBuilder();
        int index = 1;
        for (String token : subject.split("\\.", -1)) {
            out.append(out.isEmpty() ? "" : ".").append(token.equals("*") ? "$" + index++ : token);
        }
        return out.toString();
    }

    /** {@code foo.$1} and {@code foo.{{wildcard(1)}}} become {@code foo.*}. */
    static String starred(String subject) {
        StringBuilder out = new StringBuilder();
        for (String token : subject.split("\\.", -1)) {
            out.append(out.isEmpty() ? "" : ".").append(isPlaceholder(token) ? "*" : token);
        }
        return out.toString();
    }

    private static boolean isPlaceholder(String token) {
        if (token.length() > 1 && token.charAt(0) == '$' && token.charAt(1) >= '1' && token.charAt(1) <= '9') {
            return true;
        }
        Matcher matcher = FUNCTIONS.getFirst().pattern().matcher(token);
        return matcher.find()
                && !matcher.group(1).isEmpty()
                && arguments(matcher.group(1)).size() == 1;
    }
}

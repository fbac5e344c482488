package io.midge.subject;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a token of a destination may do. Named functions stand in the order in which a token is compared with them. */
enum Function {
    WILDCARD("Wildcard"),
    PARTITION("Partition"),
    SPLIT_FROM_LEFT("SplitFromLeft"),
    SPLIT_FROM_RIGHT("SplitFromRight"),
    SLICE_FROM_LEFT("SliceFromLeft"),
    SLICE_FROM_RIGHT("SliceFromRight"),
    RIGHT("Right"),
    LEFT("Left"),
    SPLIT("Split"),
    RANDOM("Random"),
    /** Nothing: the token stands for itself. */
    LITERAL(""),
    /** The token {@code >}: what the same token of the source matched. */
    REST("");

    private static final String BEGIN = "{{";
    private static final String END = "}}";

    private final String title;

    Function(String title) {
        this.title = title;
    }

    /** Whether it keeps all of what it takes from the source. */
    boolean isReversible() {
        return this == WILDCARD || this == LITERAL || this == REST;
    }

    /** Whether a token must be the call of a function. */
    static boolean isCall(String token) {
        return token.length() > BEGIN.length() + END.length() && token.startsWith(BEGIN) && token.endsWith(END);
    }

    /**
     * The arguments of a call of this function which the token holds, null if there is none. The call need not be all of the
     * token, may have blanks around the name and the parentheses, and capitals may be small letters.
     */
    @Nullable
    List<String> arguments(String token) {
        if (title.isEmpty()) {
            return null;
        }
        int searched = -1;
        for (int from = token.indexOf(BEGIN); from >= 0; from = token.indexOf(BEGIN, from + 1)) {
            int open = opened(token, skipBlanks(token, from + BEGIN.length()));
            if (open > searched) {
                int newline = token.indexOf('\n', open);
                searched = newline < 0 ? token.length() : newline;
                int close = closed(token, open, searched);
                if (close >= 0) {
                    return split(token.substring(open, close));
                }
            }
        }
        return null;
    }

    /** Behind the parenthesis that opens the arguments, if the name is at {@code at}; else -1. */
    private int opened(String token, int at) {
        if (token.length() - at <= title.length()) {
            return -1;
        }
        for (int i = 0; i < title.length(); i++) {
            char c = token.charAt(at + i);
            if (c != title.charAt(i) && c != Character.toLowerCase(title.charAt(i))) {
                return -1;
            }
        }
        int open = skipBlanks(token, at + title.length());
        return open < token.length() && token.charAt(open) == '(' ? open + 1 : -1;
    }

    /** The last parenthesis before {@code limit} that ends a call, -1 if there is none. */
    private static int closed(String token, int from, int limit) {
        for (int i = limit - 1; i >= from; i--) {
            if (token.charAt(i) == ')' && token.startsWith(END, skipBlanks(token, i + 1))) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> split(String text) {
        List<String> arguments = new ArrayList<>();
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            arguments.add(text.substring(from, comma));
            from = skipBlanks(text, comma + 1);
        }
        arguments.add(text.substring(from));
        return arguments;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }
}

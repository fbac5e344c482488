package io.midge.conf.file;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Paths of files in which an operator may name variables of the environment, and a home directory. */
final class PathText {
    /** Names of a single letter, as shells have them. */
    private static final String SPECIAL = "*#$@!?-0123456789";

    private PathText() {}

    /** The path with {@code $NAME}, {@code ${NAME}} and a leading {@code ~} replaced. */
    static String expand(String path) {
        Map<String, String> environment = System.getenv();
        return expand(path, name -> environment.getOrDefault(name, ""));
    }

    /**
     * The path with what the environment says in place of names.
     *
     * @throws IllegalArgumentException if it needs a home directory and there is none
     */
    static String expand(String path, UnaryOperator<String> environment) {
        String expanded = variables(path, environment);
        if (!expanded.startsWith("~")) {
            return expanded;
        }
        String home = environment.apply("HOME");
        if (home.isEmpty()) {
            throw new IllegalArgumentException("failed to get home dir, require $HOME");
        }
        return Path.of(home + "/" + expanded.substring(1)).normalize().toString();
    }

    /** As a shell does, without its operators: an unknown name is empty, a dollar sign without a name stays. */
    private static String variables(String path, UnaryOperator<String> environment) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int dollar = path.indexOf('$');
                dollar >= 0 && dollar + 1 < path.length();
                dollar = path.indexOf('$', at)) {
            out.append(path, at, dollar);
            int end = dollar + 1;
            if (path.charAt(end) == '{') {
                int close = path.indexOf('}', end);
                at = close < 0 ? end + 1 : close + 1;
                out.append(close < 0 ? "" : environment.apply(path.substring(end + 1, close)));
                continue;
            }
            if (SPECIAL.indexOf(path.charAt(end)) >= 0) {
                end++;
            } else {
                while (end < path.length() && isName(path.charAt(end))) {
                    end++;
                }
            }
            out.append(end == dollar + 1 ? "$" : environment.apply(path.substring(dollar + 1, end)));
            at = end;
        }
        return out.append(path.substring(Math.min(at, path.length()))).toString();
    }

    private static boolean isName(char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}

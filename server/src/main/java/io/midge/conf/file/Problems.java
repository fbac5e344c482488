package io.midge.conf.file;

import io.midge.conf.Position;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong while a configuration was read. Errors refuse it, warnings do not. All are kept, in order. */
final class Problems {
    /** Whoever sees so many errors has named the wrong file. */
    private static final int MAX = 100;

    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** What is wrong, where, and what to do. */
    void error(Position at, String text) {
        add(errors, at + ": " + text);
    }

    /** What is not as it should be, but works. */
    void warn(Position at, String field, String text) {
        add(warnings, at + ": invalid use of field \"" + field + "\": " + text);
    }

    /** A warning without a place. */
    void warn(String text) {
        add(warnings, text);
    }

    private static void add(List<String> to, String text) {
        if (to.size() < MAX) {
            to.add(text);
        }
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}

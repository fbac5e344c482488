package io.midge.conf.file;

import org.jspecify.annotations.Nullable;

/** Whole numbers inside of texts, as Go reads them. */
final class GoInt {
    private GoInt() {}

    /** The number, which may have a sign; null if the text is none. */
    static @Nullable Long parse(String text) {
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

    /** The number before a percent sign, or without one. */
    static @Nullable Long percent(String text) {
        return parse(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
    }
}

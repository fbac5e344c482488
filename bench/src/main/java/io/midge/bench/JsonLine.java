package io.midge.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flat JSON objects of strings and numbers, one per line, as a campaign records and reads them. */
final class JsonLine {
    private static final Pattern ENTRY =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(-?[0-9.eE+-]+))");

    private JsonLine() {}

    static String write(Map<String, Object> values) {
        StringBuilder out = new StringBuilder("{");
        values.forEach((key, value) -> {
            out.append(out.length() > 1 ? "," : "")
                    .append('"')
                    .append(escape(key))
                    .append("\":");
            if (value instanceof Double number) {
                out.append(number(number));
            } else {
                out.append('"').append(escape(value.toString())).append('"');
            }
        });
        return out.append('}').toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.6g", value);
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> out.append(c < ' ' ? ' ' : c);
            }
        }
        return out.toString();
    }

    static Map<String, Object> read(String line) {
        Map<String, Object> values = new LinkedHashMap<>();
        Matcher matcher = ENTRY.matcher(line);
        while (matcher.find()) {
            String text = matcher.group(2);
            values.put(
                    unescape(matcher.group(1)), text != null ? unescape(text) : Double.parseDouble(matcher.group(3)));
        }
        return values;
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                c = text.charAt(++i);
                c = c == 'n' ? '\n' : c;
            }
            out.append(c);
        }
        return out.toString();
    }
}

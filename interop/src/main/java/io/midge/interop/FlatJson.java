package io.midge.interop;

import java.util.LinkedHashMap;
import java.util.Map;

/** The members of one JSON object, values as their source text. Enough for INFO; not a validator. */
public final class FlatJson {
    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    public static Map<String, String> members(String text) {
        FlatJson json = new FlatJson(text.strip());
        Map<String, String> members = new LinkedHashMap<>();
        json.expect('{');
        while (json.peek() != '}') {
            String key = json.value();
            json.expect(':');
            members.put(key.substring(1, key.length() - 1), json.value());
            if (json.peek() == ',') {
                json.at++;
            }
        }
        return members;
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("JSON ends early: " + text);
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new IllegalArgumentException("no '" + c + "' at " + at + " of " + text);
        }
        at++;
    }

    private String value() {
        peek();
        int from = at;
        int depth = 0;
        boolean quoted = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quoted) {
                at += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (depth > 0 && (c == '}' || c == ']')) {
                depth--;
            } else if (depth == 0 && (c == ',' || c == '}' || c == ':')) {
                break;
            }
            at++;
        }
        return text.substring(from, at).strip();
    }
}

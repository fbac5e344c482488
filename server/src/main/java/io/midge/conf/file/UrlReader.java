package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.ServerUrl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * URLs of other servers. One that cannot be read is shown as it is, with whatever password it has, since nobody knows
 * where in it the password is.
 */
final class UrlReader {
    private final String type;
    private final Problems problems;

    /** For URLs of routes, gateways, leaf nodes: the type is for errors. */
    UrlReader(String type, Problems problems) {
        this.type = type;
        this.problems = problems;
    }

    /** Null, and an error, if the text is no URL. */
    @Nullable
    ServerUrl one(ConfValue.Text text) {
        String url = trimmed(text.value());
        try {
            return ServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            problems.error(
                    text.at(),
                    "error parsing " + type + " url [" + Quote.of(Quote.url(url))
                            + "]; write it as in \"nats://host:port\"");
            return null;
        }
    }

    /** An array of URLs, none of them twice. */
    List<ServerUrl> all(ConfValue.Items items, String field) {
        List<ServerUrl> urls = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (ConfValue item : items.values()) {
            if (!(item instanceof ConfValue.Text text)) {
                problems.error(item.at(), field + " must be an array of strings, not of " + item.kind());
            } else if (!known.add(text.value())) {
                problems.warn(item.at(), text.value(), "Duplicate " + type + " entry detected");
            } else {
                ServerUrl url = one(text);
                if (url != null) {
                    urls.add(url);
                }
            }
        }
        return urls;
    }

    /** An array of URLs; none if the field is not there. */
    List<ServerUrl> all(Block block, String field) {
        ConfValue value = block.value(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items items)) {
            block.wrong(value, field, "an array of URLs");
            return List.of();
        }
        return all(items, field);
    }

    /** Without the white space around it, of which Go knows more than a blank. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }
}

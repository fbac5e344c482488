package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.ResolverOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where accounts of operators come from. The directory is looked at and not made: nats-server makes it even where it only
 * checks a configuration. The fields of the map count in lower case only, and others are passed over, as in nats-server.
 */
final class ResolverReader {
    private final Map<String, ConfValue> fields;
    private final ConfMap map;
    private final Problems problems;

    private ResolverReader(ConfMap map, Problems problems) {
        this.map = map;
        this.problems = problems;
        fields = map.entries();
    }

    /** The resolver; null if there is none. */
    static @Nullable ResolverOptions read(Block top) {
        ConfValue value = top.value("resolver", "account_resolver", "accounts_resolver");
        Problems problems = top.problems();
        return switch (value) {
            case null -> null;
            case ConfValue.Text text -> read(text, problems);
            case ConfMap map -> new ResolverReader(map, problems).read();
            case ConfValue other -> {
                problems.error(other.at(), "error parsing operator resolver, wrong type: it is " + other.kind());
                yield null;
            }
        };
    }

    private static @Nullable ResolverOptions read(ConfValue.Text text, Problems problems) {
        String value = text.value();
        if (value.toUpperCase(Locale.ROOT).contains("MEM")) {
            return new ResolverOptions.Memory();
        }
        Matcher matcher = Pattern.compile("URL(?:\\(\\s*\"?([^\\s\"]*)\"?\\s*\\))?", Pattern.CASE_INSENSITIVE)
                .matcher(value);
        if (!matcher.find()) {
            unknown(text, problems);
            return null;
        }
        String url = matcher.group(1) == null ? "" : matcher.group(1);
        if (!isUrl(url)) {
            problems.error(text.at(), "error parsing account resolver url [\"" + url + "\"]");
        }
        return new ResolverOptions.Url(url);
    }

    private static void unknown(ConfValue value, Problems problems) {
        problems.error(
                value.at(),
                "error parsing account resolver, should be MEM or URL(\"url\") or a map containing dir and type"
                        + " state=[FULL|CACHE])");
    }

    /** What Go takes for a URL is nearly everything. */
    private static boolean isUrl(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            boolean escape = c == '%'
                    && (i + 2 >= url.length()
                            || Character.digit(url.charAt(i + 1), 16) < 0
                            || Character.digit(url.charAt(i + 2), 16) < 0);
            if (c < ' ' || c == 0x7f || escape) {
                return false;
            }
        }
        return !url.startsWith(":") && isHost(url);
    }

    private static boolean isHost(String url) {
        int start = url.indexOf("//");
        if (start < 0) {
            return true;
        }
        int end = start + 2;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String host = url.substring(Math.max(start + 2, url.lastIndexOf('@', end - 1) + 1), end);
        int port = host.lastIndexOf(':');
        boolean good = port < 0 || host.substring(port + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        return host.startsWith("[")
                ? host.indexOf(']') > 0
                : good && "<>\"{}|\\^`".chars().noneMatch(c -> host.indexOf(c) >= 0);
    }

    private @Nullable ResolverOptions read() {
        String dir = text("dir");
        String type = text("type").toUpperCase(Locale.ROOT);
        boolean delete = bool("allow_delete");
        boolean hard = bool("hard_delete");
        ConfValue number = fields.get("limit");
        long limit = number instanceof ConfValue.Whole whole ? whole.value() : 0;
        if (number != null && !(number instanceof ConfValue.Whole)) {
            problems.error(number.at(), "limit must be an integer, not " + number.kind());
        }
        Duration ttl = duration("ttl");
        Duration interval = duration("interval");
        Duration timeout = duration("timeout");
        return switch (type) {
            case "CACHE" -> {
                refuse(!interval.isZero(), "CACHE does not accept sync; drop 'interval'");
                refuse(delete, "CACHE does not accept allow_delete");
                refuse(fields.containsKey("hard_delete"), "CACHE does not accept hard_delete");
                checkDirectory(dir, timeout);
                yield new ResolverOptions.Cache(dir, limit, ttl, timeout);
            }
            case "FULL" -> {
                refuse(!ttl.isZero(), "FULL does not accept ttl");
                refuse(
                        fields.containsKey("hard_delete") && !delete,
                        "hard_delete has no effect without delete; set 'allow_delete'");
                checkDirectory(dir, timeout);
                yield new ResolverOptions.Full(dir, limit, interval, timeout, delete, hard);
            }
            case "MEM", "MEMORY" -> {
                yield new ResolverOptions.Memory();
            }
            default -> {
                unknown(map, problems);
                yield null;
            }
        };
    }

    private void refuse(boolean wrong, String text) {
        if (wrong) {
            problems.error(map.at(), text);
        }
    }

    private String text(String name) {
        ConfValue value = fields.get(name);
        if (value == null) {
            return "";
        }
        if (value instanceof ConfValue.Text text) {
            return text.value();
        }
        problems.error(value.at(), name + " must be a string, not " + value.kind());
        return "";
    }

    private boolean bool(String name) {
        ConfValue value = fields.get(name);
        if (value != null && !(value instanceof ConfValue.Bool)) {
            problems.error(value.at(), name + " must be true or false, not " + value.kind());
        }
        return value instanceof ConfValue.Bool bool && bool.value();
    }

    private Duration duration(String name) {
        ConfValue value = fields.get(name);
        if (value == null) {
            return Duration.ZERO;
        }
        return new Block(map, problems).duration(value, name, Duration.ZERO);
    }

    private void checkDirectory(String dir, Duration timeout) {
        ConfValue value = fields.get("timeout");
        if (value instanceof ConfValue.Text && (timeout.isZero() || timeout.isNegative())) {
            problems.error(value.at(), "Fetch timeout " + timeout.toSeconds() + "s is too small");
        }
        if (dir.isEmpty()) {
            problems.error(map.at(), "dir has no value and needs to point to a directory");
        } else if (!isUsable(dir)) {
            problems.error(map.at(), "dir needs to point to an accessible directory");
        }
    }

    /** Whether the directory is there and can be written to, or can be made. */
    private static boolean isUsable(String dir) {
        try {
            Path path = Path.of(dir).toAbsolutePath();
            while (path.getParent() != null && !Files.exists(path)) {
                path = path.getParent();
            }
            return Files.isDirectory(path) && Files.isWritable(path);
        } catch (InvalidPathException wrong) {
            return false;
        }
    }
}

package io.midge.interop.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Files from a seed: the same options written in all ways that the language has, and every other one with a flaw. */
final class ConfigGenerator {
    private static final String DAMAGE = "{}[]()\"'$#;,:= \n\t\\-0aZ/\u00e4";
    private static final int MOST_ENTRIES = 7;
    private static final int MOST_FLAWS = 3;

    private final Random random;
    private final String name;

    ConfigGenerator(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.name = "seed " + seed;
    }

    ConfigCase next(boolean damaged) {
        StringBuilder text = new StringBuilder();
        boolean braces = random.nextInt(6) == 0;
        text.append(braces ? "{\n" : "");
        int entries = 1 + random.nextInt(MOST_ENTRIES);
        for (int i = 0; i < entries; i++) {
            text.append(entry()).append(end());
        }
        text.append(braces ? "}\n" : "");
        if (damaged) {
            damage(text);
        }
        return new ConfigCase(name, Map.of(ConfigCase.FILE, text.toString()), List.of(), Map.of(), true, false);
    }

    private void damage(StringBuilder text) {
        int flaws = 1 + random.nextInt(MOST_FLAWS);
        for (int i = 0; i < flaws && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, DAMAGE.charAt(random.nextInt(DAMAGE.length())));
                default -> text.setCharAt(at, DAMAGE.charAt(random.nextInt(DAMAGE.length())));
            }
        }
    }

    private String entry() {
        return switch (random.nextInt(10)) {
            case 0 -> pair(pick("max_payload", "max_control_line", "MAX_PENDING", "max_connections"), size());
            case 1 -> pair(pick("debug", "trace", "logtime", "no_header_support", "Trace_Headers"), bool());
            case 2 -> pair(pick("ping_interval", "write_deadline", "lame_duck_duration"), duration());
            case 3 -> pair("server_tags", tags());
            case 4 -> pair("server_metadata", metadata());
            case 5 -> pair(pick("http_base_path", "logfile", "pid_file", "client_advertise"), string());
            case 6 -> variable();
            case 7 -> pair("cluster", block(pair("name", quoted("c1")), pair("pool_size", "4")));
            case 8 -> pair("accounts", block(pair("A", block(pair("users", users())))));
            default -> pair("ping_max", Integer.toString(random.nextInt(100)));
        };
    }

    private String variable() {
        String variable = pick("limit", "MY_SIZE", "n1");
        return variable + " = " + size() + "\n" + pair("max_payload", "$" + variable);
    }

    private String pair(String key, String value) {
        String named = random.nextInt(4) == 0 ? quoted(key) : key;
        String separator = value.startsWith("{") || value.startsWith("[")
                ? pick(" ", ": ", " = ", ":", "")
                : pick(": ", " = ", " ", ":", "=", " : ", "\t");
        return named + separator + value;
    }

    private String block(String... pairs) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < pairs.length; i++) {
            out.append(pick(" ", "\n  ")).append(pairs[i]).append(pick(",", "\n", ";", " \n", ", "));
        }
        return out + "}";
    }

    private String tags() {
        List<String> tags = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            tags.add(string());
        }
        return "[" + pick("", "\n") + String.join(pick(",", ", ", "\n", ",\n"), tags) + pick("", " ", "\n") + "]";
    }

    private String metadata() {
        return block(pair("one", string()), pair("two", string()), pair(pick("one", "three"), string()));
    }

    private String users() {
        return "[" + block(pair("user", quoted("u" + random.nextInt(9))), pair("password", string())) + "]";
    }

    private String size() {
        return (1 + random.nextInt(900)) + pick("", "", "k", "K", "kb", "KiB", "KI");
    }

    private String bool() {
        return pick("true", "false", "yes", "NO", "on", "Off", "TRUE");
    }

    private String duration() {
        return quoted(pick("90s", "2m", "1h30m", "1m30.5s", "100s"));
    }

    private String string() {
        return switch (random.nextInt(6)) {
            case 0 -> quoted(pick("", "a b", "#no comment", "{", "x;y", "//"));
            case 1 -> "\"" + pick("\\x41bc", "tab\\there", "a\\\"b", "back\\\\slash", "line\\nend") + "\"";
            case 2 -> pick("bare", "a.b.c", "x-y_z", "nats://h:1", "10s", "a$b", "2x");
            case 3 -> "'" + pick("single", "with \"double\"", "$NOT_A_VARIABLE", "\\n") + "'";
            case 4 -> "(\nblock " + pick("one", "{two}", "\"three\"") + "\n)\n";
            default -> "$2a$10$" + pick("abcdefghijklmnopqrstuv", "ABC/.0");
        };
    }

    private String quoted(String text) {
        String quote = pick("'", "\"");
        return quote + text + quote;
    }

    private String end() {
        return pick("\n", "\n", "\n\n", ",\n", ";\n", " # said\n", " // said\n", "\r\n", "; ");
    }

    private String pick(String... all) {
        return all[random.nextInt(all.length)];
    }
}

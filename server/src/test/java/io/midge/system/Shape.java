package io.midge.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * JSON without what differs between two servers that were treated alike: the order of fields and what kind of value each
 * has stay, and so do all values that were configured or asked for. Elements of lists are sorted.
 */
final class Shape {
    private static final Set<String> TIMES =
            Set.of("now", "start", "stop", "timestamp", "time", "last_activity", "update_time", "config_load_time");
    private static final Set<String> TEXTS =
            Set.of("rtt", "uptime", "idle", "go", "host", "config_digest", "sid", "ip");
    private static final Set<String> NUMBERS = Set.of(
            "num_connections",
            "offset",
            "limit",
            "conns",
            "total_conns",
            "client_connections",
            "weight",
            "sampling",
            "code",
            "status_code",
            "max",
            "ttl",
            "num_routes",
            "leafnodes",
            "active_servers",
            "max_payload",
            "ping_interval");
    /** What every message says of the server that sends it. */
    private static final String SERVER = "{name:\"TWIN\" host:TEXT id:\"$ID\" ver:\"2.15.2\" tags:[\"a:1\", \"b\"]"
            + " feature_flags:{js_ack_fc_v2:false js_api_reply_v2:false js_raft_delete_range:true"
            + " js_snapshot_sources:false} jetstream:false flags:# seq:# time:TIME}";

    /** Those of our own. */
    private static final Set<String> OURS = Set.of("midge", "jvm");

    private Shape() {}

    /** Of an answer; one that is no JSON stays as it is. */
    static String of(String text, String serverId) {
        String named = text.replace(serverId, "$ID");
        try {
            return of(JsonReader.of(named.getBytes(UTF_8)), "");
        } catch (JsonException e) {
            return named.strip();
        }
    }

    private static String of(JsonReader in, String name) throws JsonException {
        return switch (in.kind()) {
            case '{' -> object(in);
            case '[' -> list(in, name);
            case '"' -> text(in.string(""), name);
            case 't', 'f' -> Boolean.toString(in.bool(false));
            case 'n' -> in.isNull() ? "null" : "";
            default -> {
                String number = new String(in.raw(), UTF_8);
                yield NUMBERS.contains(name) ? number : "#";
            }
        };
    }

    private static String object(JsonReader in) throws JsonException {
        List<String> fields = new ArrayList<>();
        in.beginObject("");
        while (in.nextField()) {
            String name = in.name();
            if (OURS.contains(name)) {
                in.skip();
            } else if (name.equals("server") && in.kind() == '{') {
                fields.add(name + ':' + of(in, name).replace(SERVER, "SERVER"));
            } else {
                fields.add(name + ':' + of(in, name));
            }
        }
        return '{' + String.join(" ", fields) + '}';
    }

    private static String list(JsonReader in, String name) throws JsonException {
        List<String> elements = new ArrayList<>();
        in.beginArray("");
        while (in.nextElement()) {
            elements.add(of(in, name));
        }
        return elements.stream().sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    private static String text(String value, String name) {
        if (TIMES.contains(name)) {
            return value.endsWith("Z") ? "TIME" : value;
        }
        if (TEXTS.contains(name)) {
            return "TEXT";
        }
        boolean id = name.equals("id") && value.matches("[0-9A-Za-z]{22}");
        return id ? "NUID" : JsonWriter.compact().value(value).toString();
    }
}

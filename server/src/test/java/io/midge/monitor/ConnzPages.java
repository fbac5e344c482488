package io.midge.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.midge.client.ClosedClient;
import io.midge.client.OpenClient;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages of nats-server, all of one moment: {@code > /connz?…} and what it answered. The first shows everything, and is read
 * back into connections that the others can be made of again.
 */
final class ConnzPages {
    /** A request and the body that came. */
    record Page(String query, String body) {
        Instant now() {
            int at = body.indexOf("\"now\": \"") + "\"now\": \"".length();
            return Instant.parse(body.substring(at, body.indexOf('"', at)));
        }

        @Override
        public String toString() {
            return "/connz?" + query;
        }
    }

    private ConnzPages() {}

    static List<Page> all() {
        List<Page> pages = new ArrayList<>();
        for (String part : resource("connz.txt").split("(?m)^> /connz", -1)) {
            if (!part.startsWith("#")) {
                int end = part.indexOf('\n');
                pages.add(new Page(
                        part.substring(Math.min(1, end), end),
                        part.substring(end + 1).stripTrailing()));
            }
        }
        return pages;
    }

    static String resource(String name) {
        try (InputStream in = ConnzPages.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The connections of a page that shows everything. */
    static FakeConnections read(Page page) throws JsonException {
        FakeConnections into = new FakeConnections();
        JsonReader in = JsonReader.of(page.body().getBytes(UTF_8));
        in.beginObject("connz");
        while (in.nextField()) {
            if (!in.name().equals("connections")) {
                in.skip();
                continue;
            }
            in.beginArray("connections");
            while (in.nextElement()) {
                connection(in, into);
            }
        }
        return into;
    }

    private static void connection(JsonReader in, FakeConnections into) throws JsonException {
        Map<String, String> f = new HashMap<>();
        List<ClosedClient.Detail> details = new ArrayList<>();
        in.beginObject("connection");
        while (in.nextField()) {
            if (in.name().equals("subscriptions_list_detail")) {
                in.beginArray("details");
                while (in.nextElement()) {
                    Map<String, String> sub = new HashMap<>();
                    in.beginObject("detail");
                    while (in.nextField()) {
                        sub.put(in.name(), scalar(in));
                    }
                    details.add(new ClosedClient.Detail(
                            text(sub, "subject"),
                            text(sub, "qgroup"),
                            text(sub, "sid"),
                            n(sub, "msgs"),
                            n(sub, "max")));
                }
            } else {
                f.put(in.name(), scalar(in));
            }
        }
        into.details.put(n(f, "cid"), details);
        if (f.containsKey("stop")) {
            into.closed.add(closed(f, details));
        } else {
            into.open.add(open(f));
        }
    }

    private static OpenClient open(Map<String, String> f) {
        return new OpenClient(
                n(f, "cid"),
                text(f, "ip"),
                (int) n(f, "port"),
                Instant.parse(text(f, "start")),
                Instant.parse(text(f, "last_activity")),
                nanos(text(f, "rtt")),
                n(f, "pending_bytes"),
                n(f, "in_msgs"),
                n(f, "out_msgs"),
                n(f, "in_bytes"),
                n(f, "out_bytes"),
                n(f, "stalls"),
                (int) n(f, "subscriptions"),
                text(f, "name"),
                text(f, "lang"),
                text(f, "version"),
                text(f, "authorized_user"),
                f.getOrDefault("account", "$G"),
                null);
    }

    private static ClosedClient closed(Map<String, String> f, List<ClosedClient.Detail> details) {
        ClosedReason reason = Arrays.stream(ClosedReason.values())
                .filter(each -> each.toString().equals(f.get("reason")))
                .findAny()
                .orElseThrow();
        return new ClosedClient(open(f), Instant.parse(text(f, "stop")), reason, details);
    }

    private static String scalar(JsonReader in) throws JsonException {
        return in.kind() == '"' ? in.string("") : Long.toString(in.int64(0));
    }

    private static String text(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static long n(Map<String, String> fields, String name) {
        return Long.parseLong(fields.getOrDefault(name, "0"));
    }

    private static long nanos(String duration) {
        int digits = duration.endsWith("µs") ? 3 : duration.endsWith("ms") ? 6 : 9;
        String number = duration.substring(0, duration.length() - (digits == 9 ? 1 : 2));
        return new BigDecimal(number).movePointRight(digits).longValueExact();
    }
}

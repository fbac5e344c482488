package io.midge.interop.accounts;

import io.midge.interop.FlatJson;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out what differs from start to start. A reply subject of a service becomes its number in the case: the same one
 * stays the same.
 */
final class Mask {
    private static final Pattern SERVICE_REPLY =
            Pattern.compile("_R_\\.([A-Za-z0-9]+)\\.([A-Za-z0-9]+)(\\.[A-Za-z0-9]+\\.T)?");

    private static final List<String> INFO_KEPT = List.of(
            "proto",
            "headers",
            "max_payload",
            "auth_required",
            "tls_required",
            "connect_info",
            "remote_account",
            "acc_is_sys",
            "ldm",
            "api_lvl");

    /** Of these only whether they are there. */
    private static final List<String> OWN = List.of(
            "id",
            "rtt",
            "start",
            "server",
            "server_id",
            "timestamp",
            "nonce",
            "expires",
            "stop",
            "service",
            "system",
            "total",
            "xkey",
            "go",
            "version",
            "git_commit",
            "port");

    /** Figures of a message whose text was masked. */
    private static final String SOME = "<some>";

    private final Map<String, String> replies = new HashMap<>();

    /** For putting messages in order: all reply subjects are alike. */
    static String blind(String text) {
        return SERVICE_REPLY.matcher(text).replaceAll("_R_");
    }

    String text(String text) {
        if (!text.contains("_R_.")) {
            return text;
        }
        Matcher matcher = SERVICE_REPLY.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String number = replies.computeIfAbsent(matcher.group(), any -> "_R_#" + replies.size());
            matcher.appendReplacement(out, Matcher.quoteReplacement(number));
        }
        return matcher.appendTail(out).toString();
    }

    static String info(String json) {
        Map<String, String> members = new TreeMap<>(FlatJson.members(json));
        boolean nonce = members.containsKey("nonce");
        members.keySet().retainAll(INFO_KEPT);
        return "INFO " + members + (nonce ? " with nonce" : "");
    }

    /** Members in the order of their names: the same figures in another order are no difference. */
    static String json(String text) {
        Map<String, String> members = new TreeMap<>(FlatJson.members(text));
        members.replaceAll((key, value) -> {
            if (OWN.contains(key)) {
                return SOME;
            }
            return value.startsWith("{") ? json(value) : value.startsWith("[\"") ? list(value) : value;
        });
        return members.toString();
    }

    /** Subjects: a set. */
    private static String list(String value) {
        String[] items = value.substring(1, value.length() - 1).split(",", -1);
        Arrays.sort(items);
        return Arrays.toString(items);
    }

    /** Text that looks like JSON is taken as such. */
    static String payload(String body) {
        if (body.startsWith("{\"")) {
            try {
                return "JSON " + json(body);
            } catch (IllegalArgumentException e) {
                return body;
            }
        }
        return body;
    }
}

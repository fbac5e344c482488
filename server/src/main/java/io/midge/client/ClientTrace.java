package io.midge.client;

import io.midge.account.Subscription;
import io.midge.log.Log;
import io.midge.proto.PubFrame;
import io.midge.proto.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How what a client sent appears in trace and error lines: bounded, one line, and without its secrets. */
final class ClientTrace {
    private static final int SNIPPET = 32;
    private static final String REDACTED = "[REDACTED]";
    private static final String[] SECRETS = {"pass", "auth_token", "jwt", "sig", "proxy_sig"};

    private ClientTrace() {}

    /** A payload that came ({@code <<-}) or went ({@code ->>}). */
    static void payload(Log log, String label, String arrow, PubFrame frame) {
        if (frame.size > 0) {
            log.trace(
                    label + " - " + arrow + " MSG_PAYLOAD: [" + Quoted.of(frame.buf, frame.bodyOff, frame.size) + "]");
        }
    }

    /** A message that went to a subscriber. */
    static void delivery(Log log, String label, boolean headers, Subscription subscription, PubFrame frame) {
        String verb = frame.headerLen > 0 && headers ? "HMSG " : "MSG ";
        log.trace(label + " - ->> [" + verb + frame.subjectText() + " " + text(subscription.sid()) + " "
                + text(frame.head, frame.headOff, frame.headLen - 2) + "]");
        payload(log, label, "->>", frame);
    }

    static String text(byte[] b, int off, int len) {
        return new String(b, off, len, StandardCharsets.UTF_8);
    }

    static String text(byte[] b) {
        return text(b, 0, b.length);
    }

    /** The beginning, quoted. */
    static String snippet(byte[] b, int off, int len) {
        return Quoted.of(b, off, Math.min(len, SNIPPET));
    }

    /**
     * The JSON of a CONNECT with the values of secret fields replaced, whatever their case. It looks at the text alone,
     * because malformed JSON is traced too.
     */
    static String redacted(String json) {
        StringBuilder out = null;
        String lower = json.toLowerCase(Locale.ROOT);
        int copied = 0;
        int at = json.indexOf('"');
        while (at >= 0) {
            int keyEnd = json.indexOf('"', at + 1);
            if (keyEnd < 0) {
                break;
            }
            int from = valueOfSecret(lower, at + 1, keyEnd);
            if (from < 0) {
                at = json.indexOf('"', keyEnd + 1);
                continue;
            }
            int to = valueEnd(json, from);
            if (out == null) {
                out = new StringBuilder(json.length());
            }
            out.append(json, copied, from).append('"').append(REDACTED).append('"');
            copied = to;
            at = json.indexOf('"', to);
        }
        return out == null ? json : out.append(json, copied, json.length()).toString();
    }

    // Where the value begins if the key is one of the secrets and a colon follows, or -1.
    private static int valueOfSecret(String lower, int keyFrom, int keyEnd) {
        String key = lower.substring(keyFrom, keyEnd);
        boolean secret = key.indexOf('\\') >= 0; // an escaped name may spell any of them
        for (String each : SECRETS) {
            secret |= each.equals(key);
        }
        int p = skipBlanks(lower, keyEnd + 1);
        if (!secret || p >= lower.length() || lower.charAt(p) != ':') {
            return -1;
        }
        return skipBlanks(lower, p + 1);
    }

    private static int skipBlanks(String s, int from) {
        int p = from;
        while (p < s.length() && s.charAt(p) <= ' ') {
            p++;
        }
        return p;
    }

    private static int valueEnd(String json, int from) {
        if (from >= json.length()) {
            return from;
        }
        if (json.charAt(from) != '"') {
            int p = from;
            while (p < json.length() && json.charAt(p) != ',' && json.charAt(p) != '}') {
                p++;
            }
            return p;
        }
        for (int p = from + 1; p < json.length(); p++) {
            char c = json.charAt(p);
            if (c == '\\') {
                p++;
            } else if (c == '"') {
                return p + 1;
            }
        }
        return json.length();
    }
}

package io.midge.client;

import io.midge.account.Subscription;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.log.Log;
import io.midge.log.Verbosity;
import io.midge.net.Addresses;
import io.midge.net.Connection;
import io.midge.proto.PubFrame;
import io.midge.proto.Quoted;
import java.nio.charset.StandardCharsets;

/** How what a client sent appears in trace and error lines: bounded, one line, and without its secrets. */
final class ClientTrace {
    private static final int SNIPPET = 32;
    private static final String REDACTED = "[REDACTED]";
    private static final String[] SECRETS = {"pass", "auth_token", "jwt", "nkey", "sig", "proxy_sig"};

    private ClientTrace() {}

    /** What log lines begin with. */
    static String label(Connection connection, long cid, String description) {
        String host = connection.socketHost();
        String who = (host.isEmpty() ? "pipe" : Addresses.hostPort(host, connection.socketPort())) + " - cid:" + cid;
        return description.isEmpty() ? who : who + " - " + description;
    }

    /** That a line had no end where it should have had one. */
    static String controlLineTooLong(int max, byte[] b, int off, int len) {
        return "maximum control line exceeded: max_control_line " + max + ", Buffer len " + len + " (snip: "
                + snippet(b, off, len) + "...)";
    }

    /** An operation that came, with what stands behind its verb. */
    static void operation(Log log, Client client, String verb, byte[] b, int off, int len) {
        if (log.isTrace()) {
            in(log, client, len == 0 ? verb : verb + " " + text(b, off, len));
        }
    }

    /** An operation that came and has nothing behind its verb. */
    static void operation(Log log, Client client, String verb) {
        if (log.isTrace()) {
            in(log, client, verb);
        }
    }

    /** A CONNECT that came. */
    static void connect(Log log, Client client, byte[] b, int off, int len) {
        if (log.isTrace()) {
            in(log, client, "CONNECT " + redacted(text(b, off, len)));
        }
    }

    private static void in(Log log, Client client, String what) {
        log.trace(client.label() + " - <<- [" + what + "]");
    }

    /** That a message goes elsewhere than where it was sent. */
    static void mapping(Log log, Client client, String before, PubFrame frame) {
        if (log.isTrace()) {
            log.trace(client.label() + " - <<- [MAPPING " + before + " -> " + frame.subjectText() + "]");
        }
    }

    /** That a connection begins or has ended. */
    static void connection(Log log, Client client, String how) {
        if (log.isDebug()) {
            log.debug(client.label() + " - Client connection " + how);
        }
    }

    /** A payload that came. */
    static void payload(Log log, Client client, PubFrame frame) {
        if (log.isTrace()) {
            payload(log, client.label(), "<<-", frame, 0);
        }
    }

    /** A message that went to a subscriber, who may not know headers. */
    static void delivery(Log log, Client client, Subscription subscription, PubFrame frame) {
        if (!log.isTrace()) {
            return;
        }
        int stripped = frame.headerLen > 0 && !client.headers() ? frame.headerLen : 0;
        StringBuilder line = new StringBuilder(client.label()).append(" - ->> [");
        line.append(frame.headerLen > stripped ? "HMSG " : "MSG ").append(frame.subjectText());
        line.append(' ').append(text(subscription.sid())).append(' ');
        if (stripped == 0) {
            line.append(text(frame.head, frame.headOff, frame.headLen - 2));
        } else {
            String reply = text(frame.reply, frame.replyOff, frame.replyLen);
            line.append(reply).append(reply.isEmpty() ? "" : " ").append(frame.size - stripped);
        }
        log.trace(line.append(']').toString());
        payload(log, client.label(), "->>", frame, stripped);
    }

    /** That a subscription is gone. */
    static void removal(Log log, Client client, Subscription subscription) {
        if (log.isTrace()) {
            log.trace(client.label() + " - <-> [DELSUB " + text(subscription.sid()) + "]");
        }
    }

    /** That a subscription has had as many messages as it asked for, or one more. */
    static void limit(Log log, Client client, Subscription subscription, long count) {
        if (log.isDebug()) {
            long max = subscription.max();
            String reached = "Auto-unsubscribe limit of " + max + " reached for sid '" + text(subscription.sid()) + "'";
            log.debug(
                    client.label() + " - " + (count > max ? "Auto-unsubscribe limit [" + max + "] exceeded" : reached));
        }
    }

    // Whole, its beginning, or only its headers without the blank line behind them. An empty one has no line.
    private static void payload(Log log, String label, String arrow, PubFrame frame, int stripped) {
        Verbosity verbosity = log.verbosity();
        int headers = Math.max(0, frame.headerLen) - stripped;
        int size = verbosity.headersOnly() ? headers - 4 : frame.size - stripped;
        if (size <= 0) {
            return;
        }
        int max = verbosity.maxPayload();
        boolean cut = max > 0 && size > max;
        String shown = Quoted.of(frame.buf, frame.bodyOff + stripped, cut ? max : size);
        String text = cut ? shown.substring(0, shown.length() - 1) + "...\"" : shown;
        log.trace(label + " - " + arrow + " MSG_PAYLOAD: [" + text + "]");
    }

    static String text(byte[] b, int off, int len) {
        return new String(b, off, len, StandardCharsets.UTF_8);
    }

    static String text(byte[] b) {
        return text(b, 0, b.length);
    }

    /** The beginning, quoted, up to what may be a secret. */
    static String snippet(byte[] b, int off, int len) {
        int shown = Math.min(len, SNIPPET);
        int secret = anySecret(new String(b, off, shown, StandardCharsets.ISO_8859_1));
        return Quoted.of(b, off, secret < 0 ? shown : secret);
    }

    /**
     * The JSON of a CONNECT with the values of secret fields replaced, however their names are written. JSON that is none
     * is cut where the first secret may be: nobody knows where that ends.
     */
    static String redacted(String json) {
        try {
            JsonReader.of(json.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException e) {
            int secret = anySecret(json);
            return secret < 0 ? json : json.substring(0, secret) + REDACTED;
        }
        StringBuilder out = new StringBuilder(json.length());
        int copied = 0;
        int at = json.indexOf('"');
        while (at >= 0) {
            int end = stringEnd(json, at);
            int value = isSecret(json, at + 1, end - 1) ? valueOf(json, end) : -1;
            if (value >= 0) {
                String quote = json.charAt(value) == '"' ? "\"" : "";
                out.append(json, copied, value).append(quote).append(REDACTED).append(quote);
                end = valueEnd(json, value);
                copied = end;
            }
            at = json.indexOf('"', end);
        }
        return out.append(json, copied, json.length()).toString();
    }

    // Whether a name is one of the secrets', or has one of the first two in it, as "password" has, which some clients
    // send. An escaped name may spell any of them.
    private static boolean isSecret(String json, int from, int to) {
        if (json.substring(from, to).indexOf('\\') >= 0) {
            return true;
        }
        for (String each : SECRETS) {
            if (to - from == each.length() && spells(json, from, each)) {
                return true;
            }
        }
        for (int i = from; i < to; i++) {
            if (spells(json, i, SECRETS[0]) || spells(json, i, SECRETS[1])) {
                return true;
            }
        }
        return false;
    }

    // Where the first thing stands that may be the name of a secret, or -1.
    private static int anySecret(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                return i;
            }
            for (String each : SECRETS) {
                if (spells(text, i, each)) {
                    return i;
                }
            }
        }
        return -1;
    }

    // In any case, with the two characters of Unicode that JSON's readers take for a letter of ASCII.
    private static boolean spells(String text, int from, String name) {
        if (text.length() - from < name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = text.charAt(from + i);
            char folded = c == '\u017f' ? 's' : c == '\u212a' ? 'k' : c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
            if (folded != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    // Where the value begins if the string that ended here is a name, or -1.
    private static int valueOf(String json, int nameEnd) {
        int p = skipBlanks(json, nameEnd);
        return p < json.length() && json.charAt(p) == ':' ? skipBlanks(json, p + 1) : -1;
    }

    private static int skipBlanks(String s, int from) {
        int p = from;
        while (p < s.length() && s.charAt(p) <= ' ') {
            p++;
        }
        return p;
    }

    // Behind the closing quote of the string that begins here.
    private static int stringEnd(String json, int from) {
        int p = from + 1;
        while (json.charAt(p) != '"') {
            p += json.charAt(p) == '\\' ? 2 : 1;
        }
        return p + 1;
    }

    // An array or object is of the wrong type: the connection is about to end, and all the rest is left out.
    private static int valueEnd(String json, int from) {
        return switch (json.charAt(from)) {
            case '"' -> stringEnd(json, from);
            case '[', '{' -> json.length();
            default -> {
                int p = from;
                while (json.charAt(p) != ',' && json.charAt(p) != '}') {
                    p++;
                }
                yield p;
            }
        };
    }
}

package io.midge.matrix;

import java.util.List;

/** Lines of the protocol, as wire.md has them. */
final class Answers {
    static final String PAYLOAD = "x";

    private Answers() {}

    static String pub(String subject) {
        return "PUB " + subject + " 1\r\n" + PAYLOAD + "\r\n";
    }

    static String pub(String subject, String reply) {
        return pub(subject + " " + reply);
    }

    static String hpub(String subject) {
        return "HPUB " + subject + " 12 13\r\nNATS/1.0\r\n\r\n" + PAYLOAD + "\r\n";
    }

    static List<String> msg(String subject, String sid) {
        return List.of("MSG " + subject + " " + sid + " 1", PAYLOAD);
    }

    static List<String> msg(String subject, String sid, String reply) {
        return msg(subject, sid + " " + reply);
    }

    static List<String> hmsg(String subject, String sid) {
        return List.of("HMSG " + subject + " " + sid + " 12 13", "NATS/1.0", "", PAYLOAD);
    }

    static List<String> noResponders(String reply, String sid, String subject) {
        int size = 32 + subject.length();
        return List.of(
                "HMSG " + reply + " " + sid + " " + size + " " + size,
                "NATS/1.0 503",
                "Nats-Subject: " + subject,
                "",
                "");
    }

    static List<String> mayNotPublish(String subject) {
        return List.of("-ERR 'Permissions Violation for Publish to \"" + subject + "\"'");
    }

    static List<String> mayNotReplyTo(String reply) {
        return List.of("-ERR 'Permissions Violation for Publish with Reply of \"" + reply + "\"'");
    }

    static List<String> mayNotSubscribe(String subject, String queue) {
        String using = queue.isEmpty() ? "" : " using queue \"" + queue + "\"";
        return List.of("-ERR 'Permissions Violation for Subscription to \"" + subject + "\"" + using + "'");
    }

    static List<String> invalid() {
        return List.of("-ERR 'Invalid Subject'");
    }

    static List<String> ok(boolean verbose) {
        return verbose ? List.of("+OK") : List.of();
    }
}

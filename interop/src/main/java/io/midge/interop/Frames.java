package io.midge.interop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts what a server sent into protocol frames and takes out what may differ between two good servers.
 *
 * <ul>
 *   <li>INFO keeps only the members that clients act on and that a fresh connection does not change.
 *   <li>A PING of the server is dropped: when it comes is a matter of time.
 *   <li>The reference repeats the -ERR of a pedantic PUB when the payload comes in a later read than its line: once.
 *   <li>One message that several subscriptions of a connection match arrives in no particular order: sorted by bytes.
 * </ul>
 */
final class Frames {
    private static final List<String> INFO_KEPT = List.of(
            "proto",
            "headers",
            "max_payload",
            "auth_required",
            "tls_required",
            "tls_available",
            "connect_info",
            "remote_account",
            "acc_is_sys",
            "jetstream",
            "ldm",
            "client_ip");

    private static final String SAID_TWICE = "-ERR 'Invalid Publish Subject'\r\n";

    private final String bytes;
    private final List<String> frames = new ArrayList<>();
    private int at;

    private Frames(String bytes) {
        this.bytes = bytes;
    }

    static List<String> normalised(String bytes) {
        Frames frames = new Frames(bytes);
        while (frames.at < bytes.length()) {
            frames.next();
        }
        return sorted(frames.frames);
    }

    private void next() {
        int lf = bytes.indexOf('\n', at);
        if (lf < 0) {
            add(bytes.length());
            return;
        }
        String line = bytes.substring(at, lf + 1);
        if (line.startsWith("MSG ") || line.startsWith("HMSG ")) {
            add(Math.min(bytes.length(), lf + 1 + size(line) + 2));
        } else if (line.equals("PING\r\n")) {
            at = lf + 1;
        } else if (line.startsWith("INFO {")) {
            frames.add(info(line));
            at = lf + 1;
        } else {
            add(lf + 1);
        }
    }

    private void add(int end) {
        String frame = bytes.substring(at, end);
        boolean again = frame.equals(SAID_TWICE)
                && !frames.isEmpty()
                && frames.getLast().equals(frame);
        if (!again) {
            frames.add(frame);
        }
        at = end;
    }

    /** A subject may hold a line feed: then there is no size here, and what follows is compared as lines. */
    private static int size(String line) {
        String digits = line.substring(line.lastIndexOf(' ') + 1).strip();
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -2;
    }

    private static String info(String line) {
        Map<String, String> members = new TreeMap<>(FlatJson.members(line.substring("INFO ".length())));
        members.keySet().retainAll(INFO_KEPT);
        return "INFO " + members;
    }

    private static List<String> sorted(List<String> frames) {
        int from = 0;
        while (from < frames.size()) {
            int to = from + 1;
            while (to < frames.size() && sameMessage(frames.get(from), frames.get(to))) {
                to++;
            }
            Collections.sort(frames.subList(from, to));
            from = to;
        }
        return frames;
    }

    private static boolean sameMessage(String a, String b) {
        String message = withoutSid(a);
        return !message.isEmpty() && message.equals(withoutSid(b));
    }

    private static String withoutSid(String frame) {
        if (!frame.startsWith("MSG ") && !frame.startsWith("HMSG ")) {
            return "";
        }
        int subject = frame.indexOf(' ', frame.indexOf(' ') + 1);
        int sid = frame.indexOf(' ', subject + 1);
        return subject < 0 || sid < 0 ? "" : frame.substring(0, subject) + frame.substring(sid);
    }
}

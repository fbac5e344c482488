package io.midge.account;

import io.midge.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The replies that requests of one account to others wait for, by the subjects on which they are waited for: when the last
 * subscription that could hear one has ended, nobody has to remember the request any longer.
 *
 * <p>Threads: any. Its monitor guards the table; nothing is called under it.
 */
final class Awaited {
    private final Account account;

    // Guarded by this. ISO 8859-1, one character for a byte.
    private final TreeMap<String, List<Response>> byReply = new TreeMap<>();

    private volatile boolean empty = true;

    Awaited(Account account) {
        this.account = account;
    }

    boolean isEmpty() {
        return empty;
    }

    void add(Response response) {
        String reply = text(response.to, response.to.length);
        synchronized (this) {
            List<Response> same = byReply.get(reply);
            if (same == null) {
                byReply.put(reply, List.of(response)); // nearly always the only one
            } else {
                List<Response> more = same.size() == 1 ? new ArrayList<>(same) : same;
                more.add(response);
                byReply.put(reply, more);
            }
            empty = false;
        }
    }

    void remove(Response response) {
        String reply = text(response.to, response.to.length);
        synchronized (this) {
            List<Response> same = byReply.get(reply);
            if (same == null || !same.contains(response)) {
                return;
            }
            if (same.size() == 1) {
                byReply.remove(reply);
                empty = byReply.isEmpty();
            } else {
                same.remove(response);
            }
        }
    }

    /** A subscription to this subject has ended: what nobody else waits for is given up. */
    void lost(byte[] subject) {
        List<Response> candidates = new ArrayList<>();
        synchronized (this) {
            if (!Subjects.hasWildcard(subject)) {
                candidates.addAll(byReply.getOrDefault(text(subject, subject.length), List.of()));
            } else {
                String prefix = text(subject, literal(subject));
                SortedMap<String, List<Response>> below = byReply.subMap(prefix, prefix + '\uffff');
                below.forEach((reply, waiting) -> {
                    byte[] literal = reply.getBytes(StandardCharsets.ISO_8859_1);
                    if (Subjects.matches(literal, subject)) {
                        candidates.addAll(waiting);
                    }
                });
            }
        }
        for (Response each : candidates) {
            if (!account.sublist().hasInterest(each.to, 0, each.to.length)) {
                each.home.end(each, Response.End.NOT_WANTED);
            }
        }
    }

    // How many bytes there are before the first wildcard.
    private static int literal(byte[] subject) {
        int start = 0;
        for (int i = 0; i <= subject.length; i++) {
            if (i == subject.length || subject[i] == '.') {
                if (i - start == 1 && (subject[start] == '*' || subject[start] == '>')) {
                    return start;
                }
                start = i + 1;
            }
        }
        return subject.length;
    }

    private static String text(byte[] b, int len) {
        return new String(b, 0, len, StandardCharsets.ISO_8859_1);
    }
}

package io.midge.jetstream.stream;

import io.midge.jetstream.config.DiscardPolicy;
import io.midge.jetstream.config.StreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A stream of one who has all the time of the world: a list, one message after the other, limits after each. */
final class NaiveStream {
    private record Message(long seq, String subject, String payload, long size) {}

    private final StreamConfig config;
    private final boolean inFiles;
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Long> ids = new TreeMap<>();
    private long last;

    NaiveStream(StreamConfig config, boolean inFiles) {
        this.config = config;
        this.inFiles = inFiles;
    }

    long last() {
        return last;
    }

    long lastOf(String subject) {
        return messages.stream()
                .filter(each -> each.subject.equals(subject))
                .mapToLong(Message::seq)
                .max()
                .orElse(0);
    }

    private long count(String subject) {
        return messages.stream().filter(each -> each.subject.equals(subject)).count();
    }

    private long bytes() {
        return messages.stream().mapToLong(Message::size).sum();
    }

    /** What a publisher is answered. Absent expectations are negative, an absent id empty. */
    String publish(
            String subject, String payload, int headers, long lastSubject, long lastSeq, String id, boolean roll) {
        if (lastSubject >= 0 && lastSubject != lastOf(subject)) {
            return "wrong last sequence: " + lastOf(subject);
        }
        if (lastSeq >= 0 && lastSeq != last) {
            return "wrong last sequence: " + last;
        }
        Long known = id.isEmpty() ? null : ids.get(id);
        if (known != null) {
            return "duplicate " + known;
        }
        long size = inFiles
                ? 22 + subject.length() + (headers > 0 ? 4 + headers : 0) + payload.length() + 8
                : subject.length() + headers + payload.length() + 16;
        String full = config.discard() == DiscardPolicy.NEW ? full(subject, size, roll) : "";
        if (!full.isEmpty()) {
            return full;
        }
        last++;
        messages.add(new Message(last, subject, payload, size));
        if (!id.isEmpty()) {
            ids.put(id, last);
        }
        keepLimits(subject);
        if (roll) {
            long stays = last;
            messages.removeIf(each -> each.subject.equals(subject) && each.seq != stays);
        }
        return "stored " + last;
    }

    private String full(String subject, long size, boolean roll) {
        boolean replaces = config.maxMsgsPerSubject() > 0 && count(subject) >= config.maxMsgsPerSubject();
        if (replaces && config.discardNewPerSubject() && !roll) {
            return "maximum messages per subject exceeded";
        }
        if (config.maxMsgs() > 0 && messages.size() >= config.maxMsgs() && !replaces) {
            return "maximum messages exceeded";
        }
        if (config.maxBytes() > 0 && bytes() + size > config.maxBytes()) {
            long first = messages.stream()
                    .filter(each -> each.subject.equals(subject))
                    .mapToLong(Message::size)
                    .findFirst()
                    .orElse(0);
            return replaces && first >= size ? "" : "maximum bytes exceeded";
        }
        return "";
    }

    private void keepLimits(String subject) {
        while (config.maxMsgsPerSubject() > 0 && count(subject) > config.maxMsgsPerSubject()) {
            for (Message each : messages) {
                if (each.subject.equals(subject)) {
                    messages.remove(each);
                    break;
                }
            }
        }
        while (config.discard() == DiscardPolicy.OLD
                && ((config.maxMsgs() > 0 && messages.size() > config.maxMsgs())
                        || (config.maxBytes() > 0 && bytes() > config.maxBytes()))) {
            messages.removeFirst();
        }
    }

    boolean delete(long seq) {
        return messages.removeIf(each -> each.seq == seq);
    }

    /** How many went. */
    int purge(String subject) {
        int before = messages.size();
        messages.removeIf(each -> subject.isEmpty() || each.subject.equals(subject));
        return before - messages.size();
    }

    List<String> messages() {
        return messages.stream()
                .map(each -> each.seq + " " + each.subject + " " + each.payload)
                .toList();
    }
}

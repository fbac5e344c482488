package io.midge.sim.store;

import io.midge.store.StreamState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A stream as it should be, in the simplest way: a map from sequences to messages. */
final class StreamModel {
    /** A message as it was stored. */
    @SuppressWarnings("ArrayRecordComponent") // compared by those who know that
    record Message(long seq, String subject, byte[] headers, byte[] payload, long time, int ttl) {
        long size(boolean inMemory) {
            return inMemory
                    ? subject.length() + headers.length + payload.length + 16L
                    : 22L + subject.length() + (headers.length > 0 ? 4L + headers.length : 0) + payload.length + 8;
        }

        long expiry() {
            return time + ttl * 1_000_000_000L;
        }
    }

    final TreeMap<Long, Message> messages = new TreeMap<>();
    long first = 1;
    long last;
    long lastTime;

    /** One more like this. */
    StreamModel copy() {
        StreamModel copy = new StreamModel();
        copy.messages.putAll(messages);
        copy.first = first;
        copy.last = last;
        copy.lastTime = lastTime;
        return copy;
    }

    void append(Message message) {
        if (messages.isEmpty()) {
            first = message.seq;
        }
        messages.put(message.seq, message);
        last = message.seq;
        lastTime = message.time;
    }

    void delete(long from, long to) {
        if (from <= to) {
            messages.subMap(from, true, to, true).clear();
        }
        settle();
    }

    void evict(long below) {
        messages.headMap(below, false).clear();
        last = Math.max(last, below - 1);
        first = Math.max(first, below);
        settle();
    }

    void skip(long to, long time) {
        last = Math.max(last, to);
        lastTime = time;
        settle();
    }

    // The first sequence is that of the first message; without one it is the one behind the last.
    private void settle() {
        first = messages.isEmpty() ? last + 1 : messages.firstKey();
    }

    String state(boolean inMemory) {
        long bytes = messages.values().stream()
                .mapToLong(each -> each.size(inMemory))
                .sum();
        long subjects =
                messages.values().stream().map(Message::subject).distinct().count();
        long firstTime = messages.isEmpty() ? 0 : messages.firstEntry().getValue().time;
        long deleted = messages.isEmpty() ? 0 : last - first + 1 - messages.size();
        return "messages " + messages.size() + " bytes " + bytes + " first " + first + " at " + firstTime + " last "
                + last + " at " + lastTime + " deleted " + deleted + " subjects " + subjects;
    }

    static String state(StreamState state) {
        return "messages " + state.messages() + " bytes " + state.bytes() + " first " + state.firstSeq() + " at "
                + state.firstTime() + " last " + state.lastSeq() + " at " + state.lastTime() + " deleted "
                + state.deleted() + " subjects " + state.subjects();
    }

    long next(long from, Predicate<String> filter) {
        return messages.tailMap(from, true).values().stream()
                .filter(each -> filter.test(each.subject))
                .findFirst()
                .map(Message::seq)
                .orElse(-1L);
    }

    long previous(long from, Predicate<String> filter) {
        return messages.headMap(from, true).descendingMap().values().stream()
                .filter(each -> filter.test(each.subject))
                .findFirst()
                .map(Message::seq)
                .orElse(-1L);
    }

    long count(long from, Predicate<String> filter) {
        return messages.tailMap(from, true).values().stream()
                .filter(each -> filter.test(each.subject))
                .count();
    }

    long atTime(long time) {
        return messages.values().stream()
                .filter(each -> each.time >= time)
                .findFirst()
                .map(Message::seq)
                .orElse(-1L);
    }

    /** Subject, count, first and last of all that a filter takes, by name. */
    List<String> subjects(Predicate<String> filter) {
        TreeMap<String, long[]> found = new TreeMap<>();
        for (Message each : messages.values()) {
            if (filter.test(each.subject)) {
                long[] row = found.computeIfAbsent(each.subject, any -> new long[] {0, each.seq, 0});
                row[0]++;
                row[2] = each.seq;
            }
        }
        List<String> lines = new ArrayList<>();
        found.forEach((name, row) -> lines.add(name + Arrays.toString(row)));
        return lines;
    }

    /** Which messages have expired, in the order in which they did: sequence and when. */
    List<long[]> expired(long now) {
        return messages.values().stream()
                .filter(each -> each.ttl > 0 && each.expiry() <= now)
                .sorted(Comparator.comparingLong(Message::expiry).thenComparingLong(Message::seq))
                .map(each -> new long[] {each.seq, each.expiry()})
                .toList();
    }

    /** When the first message expires; {@link Long#MAX_VALUE}: none does. */
    long nextExpiry() {
        return messages.values().stream()
                .filter(each -> each.ttl > 0)
                .mapToLong(Message::expiry)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Whether one of these patterns takes a subject; without patterns all. What was asked once is remembered. */
    static Predicate<String> filter(List<String> patterns) {
        TreeMap<String, Boolean> answers = new TreeMap<>();
        return subject -> answers.computeIfAbsent(
                subject, each -> patterns.isEmpty() || patterns.stream().anyMatch(pattern -> takes(pattern, each)));
    }

    private static boolean takes(String pattern, String subject) {
        List<String> wanted = List.of(pattern.split("\\.", -1));
        List<String> tokens = List.of(subject.split("\\.", -1));
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).equals(">")) {
                return i < tokens.size();
            }
            if (i >= tokens.size()
                    || !(wanted.get(i).equals("*") || wanted.get(i).equals(tokens.get(i)))) {
                return false;
            }
        }
        return wanted.size() == tokens.size();
    }
}

package io.midge.jetstream.stream;

import io.midge.store.index.SubjectFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Stands in for a stream's consumers: each takes a filter, from a sequence on, and acknowledges what the test says. */
final class Crowd implements Audience {
    final List<String> heard = new ArrayList<>();
    boolean fails;
    private final Map<String, Member> members = new TreeMap<>();
    private @Nullable Stream stream;

    private static final class Member {
        private final byte[] filter;
        private final long from;
        private final TreeSet<Long> done = new TreeSet<>();

        Member(byte[] filter, long from) {
            this.filter = filter;
            this.from = from;
        }
    }

    void of(Stream its) {
        stream = its;
    }

    private Stream stream() {
        Stream is = stream;
        if (is == null) {
            throw new AssertionError("no stream was made");
        }
        return is;
    }

    void join(String name, String filter) {
        members.put(name, new Member(Rig.bytes(filter), stream().store().firstSeq()));
        stream().interestChanged();
    }

    void leave(String name) {
        members.remove(name);
        stream().interestChanged();
    }

    void done(String name, long from, long to) {
        Member member = Objects.requireNonNull(members.get(name));
        for (long seq = from; seq <= to; seq++) {
            member.done.add(seq);
        }
        stream().done(from, to);
    }

    @Override
    public void stored(long seq, byte[] subject, int off, int length) {
        if (fails) {
            throw new IllegalStateException("a defect");
        }
        heard.add("+" + seq + " " + new String(subject, off, length, StandardCharsets.UTF_8));
    }

    @Override
    public void removed(long from, long to) {
        heard.add("-" + from + "-" + to);
    }

    @Override
    public void rolledUp(byte[] subject) {
        heard.add("rolled up " + new String(subject, StandardCharsets.UTF_8));
    }

    @Override
    public boolean isNeeded(long seq, byte[] subject, int off, int length) {
        return members.values().stream()
                .anyMatch(each -> seq >= each.from
                        && !each.done.contains(seq)
                        && SubjectFilter.matches(each.filter, subject, off, length));
    }

    @Override
    public boolean takes(byte[] subject, int off, int length) {
        return members.values().stream().anyMatch(each -> SubjectFilter.matches(each.filter, subject, off, length));
    }
}

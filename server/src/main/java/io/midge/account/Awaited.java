package io.midge.account;

import io.midge.loop.IoLoop;
import io.midge.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replies that requests of one account to others wait for, by the subjects on which they are waited for: when the last
 * subscription that could hear one has ended, nobody has to remember the request any longer. Requests of one client differ in
 * the last token of that subject as a rule; what is before it makes a group.
 *
 * <p>Threads: any. Its monitor guards the groups; nothing is called under it.
 */
final class Awaited {
    /** At so many requests a subscription that ends looks at once; where there are more, all are looked at by and by. */
    static final int LOOKS = 128;

    /** How many are looked at before the loop serves others. */
    private static final int PER_TASK = 512;

    /** Those whose subjects begin alike. */
    static final class Group {
        private final String prefix;
        private final LinkTable table = new LinkTable();

        private Group(String prefix) {
            this.prefix = prefix;
        }

        private boolean isOf(byte[] subject, int tail) {
            if (tail != prefix.length()) {
                return false;
            }
            for (int i = tail - 1; i >= 0; i--) {
                if ((subject[i] & 0xff) != prefix.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Account account;
    private final long seed;

    // Guarded by this. ISO 8859-1, one character for a byte.
    private final TreeMap<String, Group> groups = new TreeMap<>();
    private @Nullable Group last; // it stays when it is empty, for the next request of the same client
    private int size;
    private long weight;
    private ReplyBudget budget = new ReplyBudget(Responses.MOST);
    private boolean sweeping;
    private boolean again;

    private volatile boolean empty = true;

    /** {@code seed}: that nobody can guess. */
    Awaited(Account account, long seed) {
        this.account = account;
        this.seed = seed;
    }

    /** What there is for all accounts. Before the first request. */
    synchronized void budget(ReplyBudget shared) {
        budget = shared;
    }

    /** Takes room for one more; false if this account, or all together, wait for too many. */
    synchronized boolean reserve(int more) {
        if (!budget.take(weight, more)) {
            return false;
        }
        weight += more;
        return true;
    }

    /** Gives back what was reserved for one that did not come to be. */
    synchronized void release(int less) {
        weight -= less;
        budget.give(less);
    }

    boolean isEmpty() {
        return empty;
    }

    /** One more, unless it has been removed already. */
    void add(Response response) {
        byte[] to = response.to;
        int tail = tail(to);
        long hash = hash(to, tail);
        synchronized (this) {
            if (response.isOver) {
                return;
            }
            Group group = group(to, tail);
            response.group = group;
            response.awaited.hash = hash;
            group.table.add(response.awaited);
            if (size++ == 0) {
                empty = false;
            }
        }
    }

    synchronized void remove(Response response) {
        response.isOver = true;
        release(response.weight());
        Group group = response.group;
        if (group == null) {
            return;
        }
        response.group = null;
        group.table.remove(response.awaited);
        if (group != last) {
            dropIfEmpty(group);
        }
        if (--size == 0) {
            empty = true;
        }
    }

    private Group group(byte[] to, int tail) {
        Group before = last;
        if (before != null && before.isOf(to, tail)) {
            return before;
        }
        if (before != null) {
            dropIfEmpty(before);
        }
        Group now = groups.computeIfAbsent(text(to, tail), Group::new);
        last = now;
        return now;
    }

    private void dropIfEmpty(Group group) {
        if (group.table.size() == 0) {
            groups.remove(group.prefix);
        }
    }

    /**
     * A subscription to this subject has ended: what nobody else waits for is given up.
     *
     * @param loop that looks at many, by and by
     */
    void lost(byte[] subject, IoLoop loop) {
        List<Response> found = new ArrayList<>();
        if (!Subjects.hasWildcard(subject)) {
            find(subject, found);
            giveUp(found);
            return;
        }
        collect(text(subject, literal(subject)), found);
        if (found.size() < LOOKS) {
            found.removeIf(each -> !Subjects.matches(each.to, subject));
            giveUp(found);
        } else {
            sweep(loop);
        }
    }

    private void giveUp(List<Response> some) {
        for (Response each : some) {
            if (!account.sublist().hasInterest(each.to, 0, each.to.length)) {
                each.home.end(each, Response.End.NOT_WANTED);
            }
        }
    }

    // Looks at all, once for however many subscriptions have ended meanwhile.
    private void sweep(IoLoop loop) {
        synchronized (this) {
            again = sweeping;
            if (sweeping) {
                return;
            }
            sweeping = true;
        }
        loop.execute(() -> sweep(loop, all(), 0));
    }

    private void sweep(IoLoop loop, List<Response> all, int from) {
        int to = Math.min(all.size(), from + PER_TASK);
        giveUp(all.subList(from, to));
        if (to < all.size()) {
            loop.execute(() -> sweep(loop, all, to));
            return;
        }
        synchronized (this) {
            sweeping = false;
            if (!again) {
                return;
            }
        }
        sweep(loop);
    }

    private synchronized List<Response> all() {
        List<Response> all = new ArrayList<>(size);
        groups.values().forEach(each -> each.table.collect(all, Integer.MAX_VALUE));
        return all;
    }

    private synchronized void find(byte[] subject, List<Response> into) {
        int tail = tail(subject);
        Group group = groups.get(text(subject, tail));
        if (group != null) {
            group.table.each(hash(subject, tail), each -> {
                if (Arrays.equals(each.to, subject)) {
                    into.add(each);
                }
            });
        }
    }

    private synchronized void collect(String prefix, List<Response> into) {
        for (Group each : groups.subMap(prefix, prefix + '\uffff').values()) {
            each.table.collect(into, LOOKS);
            if (into.size() == LOOKS) {
                return;
            }
        }
    }

    // Where the last token begins.
    private static int tail(byte[] subject) {
        int at = subject.length;
        while (at > 0 && subject[at - 1] != '.') {
            at--;
        }
        return at;
    }

    private long hash(byte[] subject, int from) {
        return Subjects.hash(subject, from, subject.length - from, seed);
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

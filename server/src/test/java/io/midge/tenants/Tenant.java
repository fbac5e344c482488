package io.midge.tenants;

import io.midge.tenants.Member.Sub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes on in one account. One member at a time says a batch of lines; when all that it brought about has been
 * heard, the model goes through the lines again: each message must have reached exactly whom it says, in order, and nobody
 * heard anything else. Of a queue group one member hears a message, and the model follows that.
 */
final class Tenant implements AutoCloseable {
    static final int MEMBERS = 8;

    private static final int LONGEST_BATCH = 200;

    /** Connects a member, by its number. */
    interface Entrance {
        Member open(int number) throws IOException;
    }

    private final String name;
    private final String credentials;
    private final String header;
    private final Entrance entrance;
    private final Random random;
    private final Universe universe = new Universe(MEMBERS);
    private final List<Member> members = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Op> batch = new ArrayList<>();
    private final boolean[] sids = new boolean[Member.SIDS + 1];
    private long ops;
    private long published;
    private long delivered;

    Tenant(String name, long seed, Entrance entrance) throws IOException {
        this.name = name;
        this.entrance = entrance;
        this.random = new Random(seed);
        this.header = "NATS/1.0\r\nTenant: " + name + "\r\n\r\n";
        this.credentials =
                "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"user\":\""
                        + name + "\",\"pass\":\"secret\",\"name\":\"";
        for (int i = 0; i < MEMBERS; i++) {
            members.add(connected(i));
        }
    }

    List<Member> members() {
        return members;
    }

    long ops() {
        return ops;
    }

    long delivered() {
        return delivered;
    }

    /** One batch of one member. */
    void batch() throws IOException {
        Member speaker = members.get(random.nextInt(MEMBERS));
        if (random.nextInt(100) == 0) {
            leave(speaker);
            return;
        }
        text.setLength(0);
        batch.clear();
        for (int sid = 1; sid <= Member.SIDS; sid++) {
            sids[sid] = speaker.subs[sid] != null;
        }
        int size = 1 + random.nextInt(LONGEST_BATCH);
        for (int i = 0; i < size; i++) {
            add(speaker);
        }
        ops += size;
        speaker.say(text + "PING\r\n");
        speaker.hear();
        for (Member each : members) {
            if (each != speaker) {
                each.say("PING\r\n");
            }
        }
        for (Member each : members) {
            if (each != speaker) {
                each.hear();
            }
        }
        for (Op each : batch) {
            apply(speaker, each);
        }
        for (Member each : members) {
            check(each.heard.isEmpty(), each, "heard what nobody of its tenant said to it: " + each.heard);
        }
    }

    /** Says something that ends the connection, and connects again. */
    private void leave(Member speaker) throws IOException {
        ops++;
        boolean mistake = random.nextBoolean();
        speaker.say(mistake ? "HELLO\r\n" : "-ERR 'bye'\r\n");
        speaker.hearTheEnd();
        String said = speaker.heard.isEmpty() ? "" : speaker.heard.poll().head();
        check(said.equals(mistake ? "-ERR 'Unknown Protocol Operation'" : ""), speaker, said);
        check(speaker.heard.isEmpty(), speaker, "heard more at its end: " + speaker.heard);
        speaker.close();
        members.set(speaker.number, connected(speaker.number));
    }

    private Member connected(int number) throws IOException {
        Member member = entrance.open(number);
        member.say(connect(member) + "PING\r\n");
        member.hear();
        check(member.heard.isEmpty(), member, "was greeted with " + member.heard);
        return member;
    }

    private String connect(Member member) {
        return credentials + member.name() + "\"}\r\n";
    }

    // ---- what is said

    private void add(Member speaker) {
        int kind = random.nextInt(1000);
        if (kind < 150) {
            subscribe();
        } else if (kind < 270) {
            unsubscribe();
        } else if (kind < 272) {
            mistake();
        } else if (kind < 273) {
            batch.add(new Op.Again());
            text.append(connect(speaker));
        } else {
            publish(speaker, kind);
        }
    }

    private void subscribe() {
        int sid = 1 + random.nextInt(Member.SIDS);
        if (sids[sid]) {
            unsubscribe();
            return;
        }
        sids[sid] = true;
        int pattern = random.nextInt(universe.patterns());
        String queue = random.nextInt(3) == 0 ? "q" + random.nextInt(2) : "";
        batch.add(new Op.Subscribe(sid, pattern, queue));
        text.append("SUB ")
                .append(universe.pattern(pattern))
                .append(' ')
                .append(queue)
                .append(' ');
        text.append(sid).append("\r\n");
    }

    private void unsubscribe() {
        int sid = 1 + random.nextInt(Member.SIDS);
        int max = random.nextInt(2) * random.nextInt(30);
        batch.add(new Op.Unsubscribe(sid, max));
        text.append("UNSUB ").append(sid).append(max == 0 ? "" : " " + max).append("\r\n");
    }

    private void mistake() {
        batch.add(new Op.Mistake("SUB t..a 99", "-ERR 'Invalid Subject'"));
        text.append("SUB t..a 99\r\n");
    }

    private void publish(Member speaker, int kind) {
        String answer = kind < 400 ? speaker.owed.poll() : null;
        int literal = answer != null ? universe.literal(answer) : random.nextInt(universe.plain());
        String reply = answer == null && kind > 850 ? universe.literal(universe.inbox(speaker.number)) : "";
        boolean headers = kind % 7 == 0;
        String payload = name + " " + ++published;
        batch.add(new Op.Publish(literal, reply, headers, payload));
        text.append(headers ? "HPUB " : "PUB ")
                .append(universe.literal(literal))
                .append(' ')
                .append(reply)
                .append(' ');
        if (headers) {
            text.append(header.length()).append(' ').append(header.length() + payload.length());
            text.append("\r\n").append(header);
        } else {
            text.append(payload.length()).append("\r\n");
        }
        text.append(payload).append("\r\n");
    }

    // ---- what must come of it

    private void apply(Member speaker, Op op) {
        switch (op) {
            case Op.Subscribe sub -> speaker.subs[sub.sid()] = new Sub(sub.sid(), sub.pattern(), sub.queue());
            case Op.Unsubscribe unsub -> unsubscribed(speaker, unsub);
            case Op.Publish publish -> published(speaker, publish);
            case Op.Mistake mistake -> {
                Heard next = speaker.heard.poll();
                check(next != null && next.head().equals(mistake.answer()), speaker, mistake.line() + ": " + next);
            }
            case Op.Again again -> speaker.forget();
        }
    }

    private static void unsubscribed(Member speaker, Op.Unsubscribe unsub) {
        Sub sub = speaker.subs[unsub.sid()];
        if (sub == null) {
            return;
        }
        sub.max = unsub.max();
        if (unsub.max() <= sub.delivered) {
            speaker.subs[unsub.sid()] = null;
        }
    }

    private void published(Member speaker, Op.Publish publish) {
        int size = publish.payload().length() + (publish.header() ? header.length() : 0);
        speaker.inMsgs++;
        speaker.inBytes += size;
        Map<String, Integer> groups = new HashMap<>();
        boolean listened = false;
        for (Member each : members) {
            listened |= receive(each, publish, size, groups);
        }
        groups.forEach((queue, got) -> check(got == 1, speaker, publish + ": " + got + " of the group " + queue));
        if (!listened && !publish.reply().isEmpty()) {
            nobodyListens(speaker, publish);
        }
    }

    /** Takes what a member heard of a message; counts for each group how many did. Returns whether anybody listens here. */
    private boolean receive(Member member, Op.Publish publish, int size, Map<String, Integer> groups) {
        boolean[] got = new boolean[Member.SIDS + 1];
        for (Heard next = member.heard.peek(); isOf(publish, next); next = member.heard.peek()) {
            check(!got[next.sid()], member, "twice: " + next);
            got[next.sid()] = true;
            checkText(member, publish, next);
            member.heard.remove();
            if (!publish.reply().isEmpty()) {
                member.owed.add(publish.reply());
            }
            member.outMsgs++;
            member.outBytes += size;
            delivered++;
        }
        boolean listens = false;
        for (int sid = 1; sid <= Member.SIDS; sid++) {
            Sub sub = member.subs[sid];
            boolean wanted = sub != null && universe.matches(sub.pattern, publish.literal());
            check(wanted || !got[sid], member, "sid " + sid + " got " + publish);
            if (sub == null || !wanted) {
                continue;
            }
            listens = true;
            if (sub.queue.isEmpty()) {
                check(got[sid], member, "sid " + sid + " did not get " + publish);
            } else {
                groups.merge(sub.queue, got[sid] ? 1 : 0, Integer::sum);
            }
            if (got[sid] && ++sub.delivered == sub.max) {
                member.subs[sid] = null;
            }
        }
        return listens;
    }

    private static boolean isOf(Op.Publish publish, @Nullable Heard next) {
        return next != null
                && next.sid() > 0
                && !next.nobodyListens()
                && next.body().equals(publish.payload());
    }

    private void checkText(Member member, Op.Publish publish, Heard next) {
        String line = (publish.header() ? "HMSG " : "MSG ") + universe.literal(publish.literal()) + " " + next.sid()
                + (publish.reply().isEmpty() ? "" : " " + publish.reply());
        check(next.head().equals(line), member, next + " for " + publish);
        check(next.header().equals(publish.header() ? header : ""), member, next + " for " + publish);
    }

    /** Who waits for an answer hears that there will be none. */
    private void nobodyListens(Member speaker, Op.Publish publish) {
        for (int sid = 1; sid <= Member.SIDS; sid++) {
            Sub sub = speaker.subs[sid];
            if (sub != null && sub.queue.isEmpty() && universe.matches(sub.pattern, universe.inbox(speaker.number))) {
                Heard next = speaker.heard.poll();
                check(next != null && next.nobodyListens(), speaker, publish + " and then " + next);
                return;
            }
        }
    }

    private void check(boolean holds, Member member, String what) {
        if (!holds) {
            throw new AssertionError(name + "/" + member.name() + " after " + ops + " operations: " + what);
        }
    }

    @Override
    public void close() throws IOException {
        for (Member each : members) {
            each.close();
        }
    }
}

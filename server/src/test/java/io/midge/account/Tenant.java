package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.midge.proto.PubFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody in an account: does to it what a client does. */
final class Tenant implements Subscriber, Publisher {
    /** A message that came. */
    record Got(String sid, String subject, String reply, String headers, String payload) {
        /** Its subject and payload. */
        String brief() {
            return subject + ' ' + payload;
        }
    }

    private final Tenants tenants;
    private final Account account;
    private final Fanout fanout;
    private final int loop;
    private final int id;
    private final Shadows shadows;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private @Nullable Consumer<Got> answer;
    private long rttNanos;
    private int wanted;
    private int nextSid = 1;

    Tenant(Tenants tenants, Account account, Fanout fanout, int loop, int id) {
        this.tenants = tenants;
        this.account = account;
        this.fanout = fanout;
        this.loop = loop;
        this.id = id;
        this.shadows = new Shadows(true);
    }

    @Override
    public Account account() {
        return account;
    }

    int loop() {
        return loop;
    }

    /** How far away it is. */
    Tenant rtt(long nanos) {
        rttNanos = nanos;
        return this;
    }

    /** How often it was asked how far away it is. */
    int wanted() {
        return wanted;
    }

    // ---- what it does

    Subscription sub(String subject) {
        return sub(subject, null);
    }

    Subscription sub(String subject, @Nullable String queue) {
        return on(() -> {
            byte[] bytes = subject.getBytes(ISO_8859_1);
            byte[] group = queue == null ? null : queue.getBytes(ISO_8859_1);
            byte[] sid = Integer.toString(nextSid++).getBytes(ISO_8859_1);
            boolean literal = !subject.contains("*") && !subject.contains(">");
            Subscription made = new Subscription(this, bytes, group, sid, literal, true);
            if (!account.sublist().insert(made)) {
                throw new AssertionError("no subject: " + subject);
            }
            subscriptions.add(made);
            shadows.add(account, made);
            return made;
        });
    }

    void unsub(Subscription subscription) {
        on(() -> {
            end(subscription);
            return true;
        });
    }

    /** It ends after so many messages in all. */
    void unsub(Subscription subscription, int max) {
        on(() -> {
            subscription.max(max);
            if (subscription.delivered() >= max) {
                end(subscription);
            }
            return true;
        });
    }

    /** It leaves. */
    void close() {
        on(() -> {
            List.copyOf(subscriptions).forEach(this::end);
            return true;
        });
    }

    /** Answers what comes in this way, in its own account and at once. */
    void answering(Consumer<Got> how) {
        answer = how;
    }

    boolean pub(String subject, String payload) {
        return pub(subject, "", "", payload);
    }

    /** Whether anybody took it. */
    boolean pub(String subject, String reply, String headers, String payload) {
        return on(() -> publish(subject, reply, headers, payload));
    }

    /** The same for who is on the loop. */
    boolean publish(String subject, String reply, String headers, String payload) {
        String block = headers.isEmpty() ? "" : "NATS/1.0\r\n" + headers + "\r\n";
        PubFrame frame = Internal.frame(
                subject.getBytes(ISO_8859_1),
                reply.getBytes(ISO_8859_1),
                block.getBytes(ISO_8859_1),
                payload.getBytes(ISO_8859_1));
        fanout.map(account, frame);
        return frame.subjectLen > 0 && fanout.publish(account, frame, this);
    }

    /** What came since the last time. */
    List<Got> took() {
        tenants.loops.settle();
        List<Got> all = List.copyOf(got);
        got.clear();
        return all;
    }

    /** The same, in brief. */
    List<String> heard() {
        return took().stream().map(Got::brief).toList();
    }

    /** The only one that came since the last time. */
    Got one() {
        List<Got> all = took();
        if (all.size() != 1) {
            throw new AssertionError("not one: " + all);
        }
        return all.getFirst();
    }

    void reimport() {
        subscriptions.forEach(each -> shadows.add(account, each));
    }

    private <T> T on(Callable<T> work) {
        return tenants.loops.on(loop, work);
    }

    private void end(Subscription subscription) {
        subscription.close();
        account.sublist().remove(subscription);
        shadows.remove(subscription);
        subscriptions.remove(subscription);
        account.unsubscribed(subscription.subject());
    }

    // ---- what is done to it

    @Override
    public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher) {
        if (subscription.closed()) {
            return false;
        }
        long count = subscription.countDelivery();
        long max = subscription.max();
        if (max > 0 && count > max) {
            return false;
        }
        Internal.Message message = new Internal.Message(account, frame, publisher);
        Got one = new Got(
                text(subscription.sid()),
                message.subject(),
                text(message.reply()),
                text(message.headers()),
                text(message.payload()));
        got.add(one);
        if (max > 0 && count == max) {
            end(subscription);
        }
        Consumer<Got> how = answer;
        if (how != null) {
            tenants.loops.get(loop).loop().execute(() -> how.accept(one));
        }
        return true;
    }

    @Override
    public RequestInfo info(boolean detailed) {
        return detailed
                ? new RequestInfo(
                        Instant.EPOCH,
                        "127.0.0.1",
                        id,
                        account.name(),
                        "",
                        "u" + id,
                        "n" + id,
                        "java",
                        "1",
                        rttNanos,
                        "server",
                        "",
                        null,
                        account.name(),
                        "Client",
                        "nats",
                        "")
                : RequestInfo.of(account.name(), rttNanos);
    }

    @Override
    public void wantRtt() {
        wanted++;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}

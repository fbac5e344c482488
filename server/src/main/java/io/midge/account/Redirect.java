package io.midge.account;

import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Passes what is published below one subject on below another one of the same account: {@code $JS.<domain>.API.X} becomes {@code
 * $JS.API.X}. Who listens there sees the other subject. Any thread lists it; nothing of it changes.
 */
public final class Redirect implements Subscriber {
    private final Account account;
    private final byte[] from;
    private final byte[] to;
    private final byte[][] bare;

    /**
     * @param from what the subject begins with, its last dot included
     * @param to what it begins with instead
     * @param bare where what follows begins with one of these, it is the whole subject
     */
    public Redirect(Account account, byte[] from, byte[] to, byte[]... bare) {
        this.account = account;
        this.from = from;
        this.to = to;
        this.bare = bare;
    }

    @Override
    @Confined("I/O loop")
    public boolean deliver(Subscription subscription, PubFrame frame, Fanout fanout, Publisher publisher) {
        int rest = frame.subjectLen - from.length;
        int restOff = frame.subjectOff + from.length;
        if (subscription.closed() || rest <= 0) {
            return false;
        }
        Hop hop = fanout.enter();
        if (hop == null) {
            return false;
        }
        try {
            Hop before = fanout.before();
            hop.begin(frame, before != null && before.ofService, null);
            if (before != null) {
                hop.shares = before.shares;
                hop.info = before.info;
            }
            byte[] begin = begin(frame.subject, restOff, rest);
            byte[] subject = Arrays.copyOf(begin, begin.length + rest);
            System.arraycopy(frame.subject, restOff, subject, begin.length, rest);
            hop.frame.subject(subject, 0, subject.length);
            return fanout.route(account, hop.frame, publisher);
        } finally {
            fanout.leave();
        }
    }

    private byte[] begin(byte[] subject, int off, int length) {
        for (byte[] each : bare) {
            if (length > each.length && Arrays.equals(subject, off, off + each.length, each, 0, each.length)) {
                return new byte[0];
            }
        }
        return to;
    }

    @Override
    public @Nullable Account account() {
        return null;
    }
}

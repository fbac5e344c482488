package io.midge.account;

import io.midge.loop.Confined;
import io.midge.net.NetLoop;
import io.midge.proto.PubFrame;
import io.midge.subject.MatchCache;
import io.midge.subject.SublistResult;
import io.midge.subject.Verdicts;
import org.jspecify.annotations.Nullable;

/** Finds the subscribers of a message and delivers to them: everybody, and one of each queue group. One per loop. */
@Confined("I/O loop")
public final class Fanout {
    private final NetLoop loop;
    private final MatchCache<Subscription> cache;
    private final Verdicts verdicts = new Verdicts();

    private long inMsgs;
    private long inBytes;

    public Fanout(NetLoop loop, MatchCache<Subscription> cache) {
        this.loop = loop;
        this.cache = cache;
    }

    /** The loop it delivers from. */
    public NetLoop loop() {
        return loop;
    }

    /** What permissions say of subjects that were asked for on this loop. */
    Verdicts verdicts() {
        return verdicts;
    }

    /** Messages published on this loop; any thread may read it, a moment late. */
    public long inMsgs() {
        return inMsgs;
    }

    /** Headers and payloads published on this loop, in bytes. */
    public long inBytes() {
        return inBytes;
    }

    /**
     * Delivers a message of the given account.
     *
     * @return whether anybody took it
     */
    public boolean publish(Account account, PubFrame frame, Subscriber publisher) {
        inMsgs++;
        inBytes += frame.size;
        SublistResult<Subscription> result =
                cache.match(account.sublist(), frame.buf, frame.subjectOff, frame.subjectLen);
        if (result.isEmpty()) {
            return false;
        }
        boolean taken = false;
        int plain = result.plainCount();
        for (int i = 0; i < plain; i++) {
            Subscription each = result.plain(i);
            taken |= each.subscriber().deliver(each, frame, this, publisher);
        }
        int groups = result.groupCount();
        for (int g = 0; g < groups; g++) {
            taken |= deliverToOne(result, g, frame, publisher);
        }
        return taken;
    }

    // A random member; when it cannot, those after it in turn.
    private boolean deliverToOne(SublistResult<Subscription> result, int group, PubFrame frame, Subscriber publisher) {
        int size = result.groupSize(group);
        int start = size == 1 ? 0 : loop.loop().chance().below(size);
        for (int i = 0; i < size; i++) {
            int at = start + i;
            Subscription each = result.member(group, at < size ? at : at - size);
            if (each.subscriber().deliver(each, frame, this, publisher)) {
                return true;
            }
        }
        return false;
    }

    /** The plain subscription of this subscriber that listens to a subject, if there is one. */
    public @Nullable Subscription plainOf(Account account, Subscriber who, byte[] b, int off, int len) {
        SublistResult<Subscription> result = cache.match(account.sublist(), b, off, len);
        int plain = result.plainCount();
        for (int i = 0; i < plain; i++) {
            Subscription each = result.plain(i);
            if (each.subscriber() == who) {
                return each;
            }
        }
        return null;
    }
}

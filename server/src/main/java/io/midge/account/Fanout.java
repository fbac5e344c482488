package io.midge.account;

import io.midge.loop.Confined;
import io.midge.net.NetLoop;
import io.midge.proto.PubFrame;
import io.midge.subject.MatchCache;
import io.midge.subject.SubjectBuffer;
import io.midge.subject.SublistResult;
import io.midge.subject.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the subscribers of a message and delivers to them: everybody, and one of each queue group. One per loop.
 *
 * <p>A subscriber may be an import, which passes the message on into another account: {@link #route} is called again, on the
 * same stack, and each such hop has a frame of its own to change. Where a message is on its way through is therefore known
 * here, and who comes by a second time goes no further.
 */
@Confined("I/O loop")
public final class Fanout {
    /** Accounts that a message may pass through one after the other; a stack has its end. */
    static final int MAX_HOPS = 128;

    private final NetLoop loop;
    private final int index;
    private final MatchCache<Subscription> cache;
    private final Verdicts verdicts = new Verdicts();
    private final IntUnaryOperator chance;
    private final SubjectBuffer mapped = new SubjectBuffer();
    private final List<Hop> hops = new ArrayList<>();
    private int depth;
    private Traffic traffic = new Traffic();

    private long inMsgs;
    private long inBytes;

    public Fanout(NetLoop loop, MatchCache<Subscription> cache) {
        this.loop = loop;
        this.index = loop.loop().index();
        this.chance = loop.loop().chance()::below;
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
     * Gives a message of a connection the subject that its account's mappings say, which is empty if it is lost.
     *
     * @return whether it has another one now
     */
    public boolean map(Account account, PubFrame frame) {
        return map(account.mappings(), frame, mapped);
    }

    /** The same of a message that comes from another account, {@code into} holding what it turns into. */
    boolean map(Mappings mappings, PubFrame frame, SubjectBuffer into) {
        if (mappings.isEmpty() || !mappings.map(frame.subject, frame.subjectOff, frame.subjectLen, chance, into)) {
            return false;
        }
        frame.subject(into.bytes(), 0, into.length());
        return true;
    }

    /**
     * Delivers a message that a connection of the given account published.
     *
     * @return whether anybody took it
     */
    public boolean publish(Account account, PubFrame frame, Publisher publisher) {
        inMsgs++;
        inBytes += frame.size;
        account.traffic(index).in(frame.size);
        return route(account, frame, publisher);
    }

    /** As {@link #publish}, of a message that does not come from a connection. */
    public boolean route(Account account, PubFrame frame, Publisher publisher) {
        SublistResult<Subscription> result =
                cache.match(account.sublist(), frame.subject, frame.subjectOff, frame.subjectLen);
        if (result.isEmpty()) {
            return false;
        }
        Traffic before = traffic;
        traffic = account.traffic(index);
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
        traffic = before;
        return taken;
    }

    // A random member; when it cannot, those after it in turn.
    private boolean deliverToOne(SublistResult<Subscription> result, int group, PubFrame frame, Publisher publisher) {
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

    /** A connection was sent a message of so many bytes. */
    public void delivered(int size) {
        traffic.out(size);
    }

    // ---- from one account to the next

    /** The next hop, or null when there were too many. What was entered has to be left. */
    @Nullable
    Hop enter() {
        if (depth == MAX_HOPS) {
            return null;
        }
        if (depth == hops.size()) {
            hops.add(new Hop());
        }
        return hops.get(depth++);
    }

    void leave() {
        depth--;
    }

    /** The hop that led to the account whose subscribers are being delivered to; null in the one it was published in. */
    @Nullable
    Hop hop() {
        return depth == 0 ? null : hops.get(depth - 1);
    }

    /** The hop before the one that was entered last; null: there is none. */
    @Nullable
    Hop before() {
        return depth < 2 ? null : hops.get(depth - 2);
    }

    /** Whether a message is on its way through this export. */
    boolean isIn(ServiceExport service) {
        for (int i = depth - 1; i >= 0; i--) {
            if (hops.get(i).service == service) {
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

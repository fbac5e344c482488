package io.midge.jetstream.consumer;

import io.midge.conf.ByteText;
import io.midge.loop.Confined;
import io.midge.subject.Interest;
import io.midge.subject.Sublist;
import io.midge.subject.SublistResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which consumers take a subject: those that take all, and those that a list of filters leads to. */
@Confined("stream lane")
final class Audience {
    /** Decides about consumers, until it has enough. */
    interface Test {
        boolean test(Consumer consumer);
    }

    /** One filter of a consumer. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Tap(Consumer consumer, byte[] subject) implements Interest {
        @Override
        public byte @Nullable [] queue() {
            return null;
        }
    }

    private final List<Consumer> all = new ArrayList<>();
    private int taps;
    private final Sublist<Tap> filters = new Sublist<>();
    private List<Consumer> sleepers = new ArrayList<>();

    void add(Consumer consumer) {
        if (consumer.reading().filter().isAll()) {
            all.add(consumer);
            return;
        }
        for (String each : Start.filters(consumer.config())) {
            Tap tap = new Tap(consumer, ByteText.bytes(each));
            if (filters.insert(tap)) {
                consumer.taps().add(tap);
                taps++;
            }
        }
    }

    void remove(Consumer consumer) {
        all.remove(consumer);
        if (consumer.abed()) {
            consumer.abed(false);
            sleepers.remove(consumer);
        }
        for (Interest each : consumer.taps()) {
            filters.remove((Tap) each);
            taps--;
        }
        consumer.taps().clear();
    }

    /** One that takes all has nothing to deliver, and wants to be woken. */
    void sleeps(Consumer consumer) {
        if (consumer.reading().filter().isAll() && !consumer.abed()) { // who was woken otherwise is still among them
            consumer.abed(true);
            sleepers.add(consumer);
        }
        consumer.sleeps(true);
    }

    /** How many are to be woken by the next message, whichever it is. */
    int asleep() {
        return sleepers.size();
    }

    /** A message came. */
    void stored(long seq, byte[] subject, int off, int length) {
        if (!sleepers.isEmpty()) {
            List<Consumer> woken = sleepers;
            sleepers = new ArrayList<>();
            for (Consumer each : woken) {
                each.abed(false);
                each.woken();
            }
        }
        if (taps == 0) {
            return;
        }
        SublistResult<Tap> takers = filters.match(subject, off, length);
        for (int i = 0, n = takers.plainCount(); i < n; i++) {
            Consumer taker = takers.plain(i).consumer();
            taker.reading().stored(seq);
            if (taker.sleeps()) {
                taker.woken();
            }
        }
    }

    /** Whether there is anybody who takes a subject. */
    boolean takes(byte[] subject, int off, int length) {
        return !all.isEmpty() || (taps > 0 && filters.hasInterest(subject, off, length));
    }

    /** Whether the answer is yes for any of those who take a subject. */
    boolean any(byte[] subject, int off, int length, Test test) {
        for (Consumer each : all) {
            if (test.test(each)) {
                return true;
            }
        }
        if (taps == 0) {
            return false;
        }
        SublistResult<Tap> takers = filters.match(subject, off, length);
        for (int i = 0, n = takers.plainCount(); i < n; i++) {
            if (test.test(takers.plain(i).consumer())) {
                return true;
            }
        }
        return false;
    }
}

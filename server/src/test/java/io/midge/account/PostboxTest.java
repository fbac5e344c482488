package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import io.midge.net.Loops;
import io.midge.subject.MatchCache;
import io.midge.subject.Sublist;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a lane publishes, and how much of it may be on its way. */
class PostboxTest {
    private static final byte[] NONE = {};

    private final Loops loops = new Loops(1, 64 << 20, 64 << 20, 4096);
    private final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    private final Account account = new Account("A", new Sublist<>());
    private final ByHand lane = new ByHand();
    private final Postbox postbox = new Postbox(lane, List.of(fanout));
    private final List<String> got = new ArrayList<>();
    private boolean fails;

    /** Tasks wait until they are run. */
    private static final class ByHand implements Lane {
        final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void run() {
            for (Runnable each = tasks.poll(); each != null; each = tasks.poll()) {
                each.run();
            }
        }

        @Override
        public Delayed schedule(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean inLane() {
            return true;
        }

        @Override
        public Clock clock() {
            return Clock.system();
        }
    }

    @AfterEach
    void close() {
        if (fails) {
            assertThatThrownBy(loops::close).hasMessage("something failed on a loop");
        } else {
            loops.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void listen(Subscriber subscriber) {
        account.sublist().insert(new Subscription(subscriber, bytes(">"), null, bytes("1"), false, true));
    }

    /** All that was put in is published, and the lane has heard of it. */
    private void settle() {
        lane.run();
        loops.on(0, () -> true); // what the loop had to do is done
        loops.on(0, () -> true); // and what that led to
        lane.run();
    }

    @Test
    void messagesWithoutPayloadTakeRoomToo() {
        CountDownLatch held = new CountDownLatch(1);
        listen((listed, frame, from, publisher) -> true);
        loops.get(0).loop().execute(new FutureTask<>(() -> {
            held.await();
            return true;
        }));
        int count = 0;
        while (postbox.hasRoom() && count < 1_000_000) {
            postbox.put(account, bytes("a"), NONE, NONE, NONE);
            count++;
        }
        held.countDown();
        assertThat(count).isLessThan(500_000);
        ArrayDeque<String> woken = new ArrayDeque<>();
        postbox.whenRoom(() -> woken.add("room"));
        settle();
        assertThat(postbox.hasRoom()).isTrue();
        assertThat(woken).containsExactly("room");
    }

    @Test
    void oneThatGoesWrongTakesNeitherThoseBehindItNorRoomWithIt() {
        listen((listed, frame, from, publisher) -> {
            String subject = new String(frame.subject, frame.subjectOff, frame.subjectLen, StandardCharsets.US_ASCII);
            if (subject.equals("bad")) {
                throw new IllegalStateException("bad");
            }
            got.add(subject);
            return true;
        });
        fails = true;
        byte[] large = new byte[1 << 20];
        for (int round = 0; round < 20; round++) {
            postbox.put(account, bytes("a"), NONE, NONE, NONE);
            postbox.put(account, bytes("bad"), NONE, NONE, large);
            postbox.put(account, bytes("b"), NONE, NONE, NONE);
            settle();
        }
        assertThat(got).hasSize(40).startsWith("a", "b");
        assertThat(postbox.hasRoom()).isTrue();
    }
}

package io.midge.auth;

import io.midge.conf.ByteText;
import io.midge.conf.Sha256;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.Lanes;
import io.midge.options.SecretText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Verifies hashes away from the I/O loops, where each takes 50 ms and more, and sees to it that a flood of wrong passwords
 * does not keep right ones waiting for ever:
 *
 * <pre>
 *   remembered? ──yes──▸ right, at once
 *      │ no
 *   the same question is being answered? ──▸ waits for that answer
 *      │ no
 *   queue of its address ──in turn, address by address──▸ a thread ──▸ answer; a right one is remembered
 *      └─ full: the youngest of the address with the longest queue goes, unanswered
 * </pre>
 *
 * What is remembered is a digest of hash and secret under a key that is made anew with each {@link #forget}: no secret, of
 * use nowhere else, and only for what was right, so that nobody fills it who is not let in. A client that comes back
 * presents the secret again and is let in only if hash and secret are the ones that fitted.
 *
 * <p>Threads: any; answers come on the threads that verify. The lock is this object's monitor; nothing is called out, and
 * nothing verified, under it.
 */
public final class Hashes {
    /** Questions that may wait: at 50 ms each, more would wait for longer than anybody does. */
    static final int MAX_WAITING = 1024;

    /** Right answers that are remembered: 32 bytes each and what a set adds. */
    static final int MAX_REMEMBERED = 65_536;

    /** What becomes of a question. */
    public enum Answer {
        RIGHT,
        WRONG,
        /** Not looked at: too many others, or too late. */
        NONE
    }

    /** One who waits for an answer until a time of the clock. */
    private record Asker(Consumer<Answer> then, long deadline) {}

    /** A question; equal ones are one. */
    private record Question(
            ByteBuffer digest,
            String address,
            String identity,
            SecretText hash,
            SecretText secret,
            List<Asker> askers) {
        String who() {
            return address + ' ' + identity;
        }
    }

    private final int lanes;
    private final Clock clock;
    private final RandomGenerator random;
    private final BiPredicate<String, byte[]> fits;
    private final Executor starter;
    private final Log log;

    // Guarded by this.
    private byte[] key;
    private final Set<ByteBuffer> remembered = new HashSet<>();
    private final Map<ByteBuffer, Question> asked = new HashMap<>();
    private final LinkedHashMap<String, ArrayDeque<Question>> queues = new LinkedHashMap<>();
    private final Set<String> inFlight = new HashSet<>();
    private int waiting;
    private int running;

    /** Verifies on at most so many threads at a time. */
    public Hashes(int lanes, Clock clock, RandomGenerator random, Log log) {
        this(lanes, clock, random, log, Bcrypt::fits, threads());
    }

    Hashes(
            int lanes,
            Clock clock,
            RandomGenerator random,
            Log log,
            BiPredicate<String, byte[]> fits,
            Executor starter) {
        this.lanes = lanes;
        this.clock = clock;
        this.random = random;
        this.log = log;
        this.fits = fits;
        this.starter = starter;
        key = newKey();
    }

    private static Executor threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> Lanes.start("nats-auth-" + number.getAndIncrement(), true, task);
    }

    private byte[] newKey() {
        byte[] made = new byte[32];
        random.nextBytes(made);
        return made;
    }

    /** Whether a secret is remembered to fit a hash. */
    public boolean remembers(SecretText hash, SecretText secret) {
        synchronized (this) {
            return remembered.contains(digest(hash, secret));
        }
    }

    /**
     * Asks whether a secret fits a hash. The answer comes soon, on some thread, once.
     *
     * @param address where the question comes from
     * @param identity of whom the secret is said to be; one question of an address and identity is looked at at a time
     * @param deadline the time of the clock, in nanoseconds, from which on nobody wants to know
     */
    public void ask(
            String address, String identity, SecretText hash, SecretText secret, long deadline, Consumer<Answer> then) {
        Asker asker = new Asker(then, deadline);
        Question dropped = null;
        boolean starts = false;
        synchronized (this) {
            ByteBuffer digest = digest(hash, secret);
            Question same = asked.get(digest);
            if (same != null) {
                same.askers.add(asker);
                return;
            }
            Question question = new Question(digest, address, identity, hash, secret, new ArrayList<>(1));
            question.askers.add(asker);
            if (waiting == MAX_WAITING) {
                dropped = makeRoom(address);
                dropped = dropped == null ? question : dropped;
            }
            if (dropped != question) {
                asked.put(digest, question);
                queues.computeIfAbsent(address, any -> new ArrayDeque<>()).add(question);
                waiting++;
                starts = running < lanes;
                running += starts ? 1 : 0;
            }
        }
        if (dropped != null) {
            tell(dropped, Answer.NONE);
        }
        if (starts) {
            starter.execute(this::work);
        }
    }

    /** Forgets what was right. */
    public synchronized void forget() {
        key = newKey();
        remembered.clear();
    }

    // Who floods the queue crowds out itself: the youngest of those who ask most goes. Null: that is who asks now.
    private @Nullable Question makeRoom(String address) {
        ArrayDeque<Question> own = queues.get(address);
        ArrayDeque<Question> longest = Collections.max(queues.values(), Comparator.comparingInt(ArrayDeque::size));
        if (longest.size() <= (own == null ? 1 : own.size())) {
            return null;
        }
        Question youngest = longest.removeLast();
        asked.remove(youngest.digest);
        waiting--;
        return youngest;
    }

    // A thread's life: as long as there is something to do.
    private void work() {
        Question question = next();
        while (question != null) {
            Answer answer = Answer.NONE;
            try {
                answer = fits.test(question.hash.reveal(), ByteText.bytes(question.secret.reveal()))
                        ? Answer.RIGHT
                        : Answer.WRONG;
            } catch (RuntimeException | LinkageError e) {
                log.error("Internal error, a password was not verified", e);
            } finally {
                answered(question, answer);
            }
            question = next();
        }
    }

    /** The next one to verify; null when there is none, and then this thread ends. */
    private @Nullable Question next() {
        List<Question> late = new ArrayList<>();
        Question found;
        synchronized (this) {
            found = take(late);
            if (found == null) {
                running--;
            } else {
                inFlight.add(found.who());
            }
        }
        late.forEach(each -> tell(each, Answer.NONE));
        return found;
    }

    // The address whose turn it is goes behind all others.
    private @Nullable Question take(List<Question> late) {
        long now = clock.nanos();
        for (String address : List.copyOf(queues.keySet())) {
            ArrayDeque<Question> queue = Objects.requireNonNull(queues.remove(address));
            Question found = null;
            Iterator<Question> each = queue.iterator();
            while (found == null && each.hasNext()) {
                Question question = each.next();
                boolean tooLate = question.askers.stream().allMatch(asker -> asker.deadline - now <= 0);
                if (tooLate || !inFlight.contains(question.who())) {
                    each.remove();
                    waiting--;
                    if (tooLate) {
                        asked.remove(question.digest);
                        late.add(question);
                    } else {
                        found = question;
                    }
                }
            }
            if (!queue.isEmpty()) {
                queues.put(address, queue);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private void answered(Question question, Answer answer) {
        synchronized (this) {
            inFlight.remove(question.who());
            asked.remove(question.digest, question);
            if (answer == Answer.RIGHT) {
                if (remembered.size() == MAX_REMEMBERED) {
                    remembered.remove(remembered.iterator().next());
                }
                remembered.add(digest(question.hash, question.secret));
            }
        }
        tell(question, answer);
    }

    private static void tell(Question question, Answer answer) {
        question.askers.forEach(each -> each.then.accept(answer));
    }

    // Two keyed passes, so that nothing can be said about a digest by who does not know the key.
    private ByteBuffer digest(SecretText hash, SecretText secret) {
        Sha256 inner = new Sha256();
        inner.update(key);
        inner.update(hash.reveal().getBytes(StandardCharsets.UTF_8));
        inner.update(new byte[1]);
        inner.update(ByteText.bytes(secret.reveal()));
        Sha256 outer = new Sha256();
        outer.update(key);
        outer.update(inner.finish());
        return ByteBuffer.wrap(outer.finish());
    }
}

package io.midge.auth;

import io.midge.conf.Sha256;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.Lanes;
import io.midge.options.SecretText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Verifies hashes away from the I/O loops, where each takes 50 ms and more, and signatures, and sees to it that a flood of
 * wrong ones does not keep right ones waiting for ever:
 *
 * <pre>
 *   remembered? ──yes──▸ right, at once
 *      │ no
 *   the same question is being answered? ──▸ waits for that answer
 *      │ no
 *   queue of its address and name ──in turn, address by address, name by name──▸ a thread ──▸ answer; a right one is remembered
 *      └─ full: the youngest of the address with the longest queue goes, unanswered
 * </pre>
 *
 * A signature is never remembered: no other connection can present it. What is remembered is a digest of hash and secret under a key that is made anew with each server: no secret, of
 * use nowhere else, and only for what was right, so that nobody fills it who is not let in. A client that comes back
 * presents the secret again and is let in only if hash and secret are the ones that fitted.
 *
 * <p>Threads: any; answers come on the threads that verify. The lock is this object's monitor; nothing is called out, and
 * nothing verified, under it.
 */
public final class Hashes {
    /** Hashes that may wait: at 50 ms each, more would wait for longer than anybody does. Of what is quicker there may be more. */
    static final int MAX_WAITING = 1024;

    private static final int MAX_COST = MAX_WAITING * new Proof.Password(SecretText.NONE, SecretText.NONE).cost();

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
    private record Question(ByteBuffer digest, String address, String identity, Proof proof, List<Asker> askers) {
        String who() {
            return Hashes.who(address, identity);
        }

        boolean isLate(long now) {
            for (Asker each : askers) {
                if (each.deadline - now > 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final int lanes;
    private final Clock clock;
    private final RandomGenerator random;
    private final Predicate<Proof> holds;
    private final Executor starter;
    private final Log log;

    // Guarded by this.
    private final byte[] key;
    private final LinkedHashSet<ByteBuffer> remembered = new LinkedHashSet<>(); // oldest first
    private final Map<ByteBuffer, Question> asked = new HashMap<>();
    private final LinkedHashMap<String, Turns<Question>> queues = new LinkedHashMap<>();
    private final Set<String> inFlight = new HashSet<>();
    private int waiting; // what it costs to verify all that wait
    private int running;

    /** Verifies on at most so many threads at a time. */
    public Hashes(int lanes, Clock clock, RandomGenerator random, Log log) {
        this(lanes, clock, random, log, Proof::holds, threads());
    }

    Hashes(int lanes, Clock clock, RandomGenerator random, Log log, Predicate<Proof> holds, Executor starter) {
        this.lanes = lanes;
        this.clock = clock;
        this.random = random;
        this.log = log;
        this.holds = holds;
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

    /** Whether a proof is remembered to hold. */
    public boolean remembers(Proof proof) {
        synchronized (this) {
            return proof.recurs() && remembered.contains(digest(proof));
        }
    }

    /**
     * Asks whether a proof holds. The answer comes soon, on some thread, once, unless it was withdrawn.
     *
     * @param address where the question comes from
     * @param identity of whom the proof is said to be; one question of an address and identity is looked at at a time
     * @param deadline the time of the clock, in nanoseconds, from which on nobody wants to know
     * @return to be run by who does not want to know any more
     */
    public Runnable ask(String address, String identity, Proof proof, long deadline, Consumer<Answer> then) {
        Asker asker = new Asker(then, deadline);
        Question question;
        List<Question> dropped;
        boolean starts = false;
        synchronized (this) {
            ByteBuffer digest = digest(proof);
            Question same = asked.get(digest);
            if (same != null) {
                same.askers.add(asker);
                return () -> withdraw(same, asker);
            }
            question = new Question(digest, address, identity, proof, new ArrayList<>(1));
            question.askers.add(asker);
            dropped = makeRoom(question);
            if (!dropped.contains(question)) {
                asked.put(digest, question);
                queues.computeIfAbsent(address, any -> new Turns<>()).add(identity, question);
                waiting += proof.cost();
                starts = running < lanes;
                running += starts ? 1 : 0;
            }
        }
        dropped.forEach(each -> tell(each, Answer.NONE));
        if (starts) {
            startWork();
        }
        return () -> withdraw(question, asker);
    }

    // Whom nobody asks for is not looked at when its turn comes.
    private synchronized void withdraw(Question question, Asker asker) {
        question.askers.remove(asker);
    }

    private void startWork() {
        try {
            starter.execute(this::work);
        } catch (RuntimeException | Error e) { // who asks next tries again
            synchronized (this) {
                running--;
            }
            log.error("Passwords wait, no thread could be started to verify them", e);
        }
    }

    /** Forgets what was right. */
    public synchronized void forget() {
        remembered.clear();
    }

    // Who floods the queue crowds out itself: the youngest of those who ask most go, or who asks now.
    private List<Question> makeRoom(Question now) {
        List<Question> dropped = new ArrayList<>();
        while (waiting + now.proof.cost() > MAX_COST) {
            Turns<Question> longest = Collections.max(queues.values(), Comparator.comparingInt(Turns::size));
            if (longest.size() == 1) {
                dropped.add(now);
                return dropped;
            }
            Question youngest = longest.dropYoungest(); // more are left
            asked.remove(youngest.digest);
            waiting -= youngest.proof.cost();
            dropped.add(youngest);
        }
        return dropped;
    }

    // A thread's life: as long as there is something to do.
    private void work() {
        boolean ends = false;
        try {
            for (Question question = next(); question != null; question = next()) {
                verify(question);
            }
            ends = true;
        } finally {
            if (!ends) { // else it has counted itself out
                synchronized (this) {
                    running--;
                }
            }
        }
    }

    private void verify(Question question) {
        Answer answer = Answer.NONE;
        try {
            boolean right = holds.test(question.proof);
            answer = right ? Answer.RIGHT : Answer.WRONG;
        } catch (RuntimeException | Error e) {
            log.error("Internal error, a password was not verified", e);
        } finally {
            answered(question, answer);
        }
    }

    /** The next one to verify; null when there is none, and then this thread ends. */
    private @Nullable Question next() {
        List<Question> late = new ArrayList<>();
        Question found;
        synchronized (this) {
            long now = clock.nanos();
            found = take();
            while (found != null && found.isLate(now)) {
                asked.remove(found.digest);
                late.add(found);
                found = take();
            }
            if (found == null) {
                running--;
            } else {
                inFlight.add(found.who());
            }
        }
        late.forEach(each -> tell(each, Answer.NONE));
        return found;
    }

    // The address whose turn it is goes behind all others, as its name does among its names.
    private @Nullable Question take() {
        for (String address : List.copyOf(queues.keySet())) {
            Turns<Question> turns = Objects.requireNonNull(queues.remove(address));
            Question found = turns.next(identity -> !inFlight.contains(who(address, identity)));
            if (turns.size() > 0) {
                queues.put(address, turns);
            }
            if (found != null) {
                waiting -= found.proof.cost();
                return found;
            }
        }
        return null;
    }

    private static String who(String address, String identity) {
        return address + ' ' + identity;
    }

    private void answered(Question question, Answer answer) {
        synchronized (this) {
            inFlight.remove(question.who());
            asked.remove(question.digest, question);
            if (answer == Answer.RIGHT && question.proof.recurs()) {
                if (remembered.size() == MAX_REMEMBERED) {
                    remembered.remove(remembered.iterator().next());
                }
                remembered.add(digest(question.proof));
            }
        }
        tell(question, answer);
    }

    private void tell(Question question, Answer answer) {
        List<Asker> askers;
        synchronized (this) {
            askers = List.copyOf(question.askers);
        }
        askers.forEach(each -> each.then.accept(answer));
    }

    // Two keyed passes, so that nothing can be said about a digest by who does not know the key.
    private ByteBuffer digest(Proof proof) {
        Sha256 inner = new Sha256();
        inner.update(key);
        proof.digest(inner);
        Sha256 outer = new Sha256();
        outer.update(key);
        outer.update(inner.finish());
        return ByteBuffer.wrap(outer.finish());
    }
}

package io.midge.auth;

import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.options.SecurityOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;

/** Proofs that are verified when a test says so; a hash fits the secret that it ends with. One thread. */
public final class Held implements Executor {
    /** What the hashes of tests begin with. */
    public static final String HASH = "$2a$10$";

    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final List<String> verified = new ArrayList<>();
    private final Map<String, Runnable> meanwhile = new HashMap<>();
    private final Hashes hashes;
    private boolean refuses;

    public Held(int lanes, Clock clock, Log log) {
        hashes = new Hashes(lanes, clock, new Random(1), log, this::holds, this);
    }

    private boolean holds(Proof proof) {
        String hash = "";
        String text = "signature";
        if (proof instanceof Proof.Password password) {
            hash = password.hash().reveal();
            text = password.secret().reveal();
        }
        verified.add(text);
        Runnable next = meanwhile.remove(text);
        if (next != null) {
            next.run();
        }
        if (text.equals("broken")) {
            throw new IllegalStateException("as told");
        }
        if (text.equals("too much")) {
            throw new OutOfMemoryError("as told");
        }
        return proof instanceof Proof.Signed ? proof.holds() : hash.equals(HASH + text);
    }

    /** What connections ask on their way in, with these hashes. */
    public Access access(SecurityOptions options, Clock clock, Log log) {
        return new Access(options, clock, new Random(1), log, hashes);
    }

    Hashes hashes() {
        return hashes;
    }

    @Override
    public void execute(Runnable task) {
        if (refuses) {
            throw new OutOfMemoryError("no thread, as told");
        }
        threads.add(task);
    }

    /** Whether threads can be had. */
    void refuse(boolean on) {
        refuses = on;
    }

    /** Lets all threads live to their end. */
    public Held run() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
        return this;
    }

    /** What happens while this secret is verified. */
    void whileVerifying(String secret, Runnable what) {
        meanwhile.put(secret, what);
    }

    /** Threads that would live. */
    public int waiting() {
        return threads.size();
    }

    /** Secrets that were verified, in this order. */
    public List<String> verified() {
        return verified;
    }
}

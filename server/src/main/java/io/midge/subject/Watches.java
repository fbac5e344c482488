package io.midge.subject;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Who wants to hear when a subscription of one very subject comes or goes. Nothing is looked for: a change costs one look-up, and
 * nothing at all where nobody watches. Safe from any thread.
 */
final class Watches {
    private final Map<ByteBuffer, LinkedHashSet<Runnable>> bySubject = new HashMap<>(); // guarded by this
    private volatile boolean used;

    synchronized void add(byte[] subject, Runnable watch) {
        bySubject
                .computeIfAbsent(ByteBuffer.wrap(subject), key -> new LinkedHashSet<>())
                .add(watch);
        used = true;
    }

    synchronized void remove(byte[] subject, Runnable watch) {
        ByteBuffer key = ByteBuffer.wrap(subject);
        LinkedHashSet<Runnable> there = bySubject.get(key);
        if (there != null && there.remove(watch) && there.isEmpty()) {
            bySubject.remove(key);
            used = !bySubject.isEmpty();
        }
    }

    /** A subscription of this subject has come or gone: they are told, while no lock is held. */
    void changed(byte[] subject) {
        if (used) {
            of(subject).forEach(Runnable::run);
        }
    }

    private synchronized List<Runnable> of(byte[] subject) {
        LinkedHashSet<Runnable> there = bySubject.get(ByteBuffer.wrap(subject));
        return there == null ? List.of() : List.copyOf(there);
    }
}

package io.midge.subject;

import java.util.IdentityHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The trie of a {@link Sublist}, where its structure is explained: any number of readers, and one writer at a time. */
final class Trie<S extends Interest> {
    private final long seed;
    private final Level<S> root = new Level<>();
    /** By node, or by level for its {@code >}; the writer's. */
    private final IdentityHashMap<Object, Crowd<S>> crowds = new IdentityHashMap<>(4);

    Trie(long seed) {
        this.seed = seed;
    }

    /** A {@link SublistResult}, or a {@link Merge} of several; the subject must have no empty token. */
    Object match(byte[] buf, int off, int end) {
        return gather(root, buf, off, end, SublistResult.empty());
    }

    void forEach(Consumer<? super S> action) {
        root.forEach(action);
    }

    /** The number of nodes; what remains after all have left is a leak. */
    int nodes() {
        return root.nodes();
    }

    /** The number of places in tables. */
    int slots() {
        return root.slots();
    }

    /** What was found before, and what there is from this level on for the tokens from {@code off} on. */
    private Object gather(Level<S> from, byte[] buf, int off, int end, Object before) {
        Level<S> level = from;
        Object found = before;
        for (int pos = off; ; ) {
            found = both(found, level.rest);
            int stop = Words.tokenEnd(buf, pos, end);
            Node<S> next = level.find(buf, pos, stop, seed);
            Node<S> any = level.any;
            if (stop == end) {
                found = next == null ? found : both(found, next.result);
                return any == null ? found : both(found, any.result);
            }
            Level<S> below = next == null ? null : next.below;
            Level<S> belowAny = any == null ? null : any.below;
            pos = stop + 1;
            if (below == null) {
                below = belowAny;
            } else if (belowAny != null) {
                found = gather(belowAny, buf, pos, end, found);
            }
            if (below == null) {
                return found;
            }
            level = below;
        }
    }

    @SuppressWarnings("unchecked")
    private Object both(Object found, SublistResult<S> more) {
        if (more.isEmpty()) {
            return found;
        }
        if (found instanceof Merge<?> merge) {
            ((Merge<S>) merge).add(more);
            return merge;
        }
        SublistResult<S> one = (SublistResult<S>) found;
        return one.isEmpty() ? more : new Merge<>(one, more);
    }

    void add(S sub, byte[] subject) {
        Level<S> level = root;
        for (int pos = 0; ; ) {
            int stop = Words.tokenEnd(subject, pos, subject.length);
            if (Subjects.isFull(subject, pos, stop)) {
                level.rest = plus(level, level.rest, sub);
                return;
            }
            Node<S> node = nodeFor(level, subject, pos, stop);
            if (stop == subject.length) {
                node.result = plus(node, node.result, sub);
                return;
            }
            Level<S> below = node.below;
            if (below == null) {
                below = new Level<>();
                node.below = below;
            }
            level = below;
            pos = stop + 1;
        }
    }

    private Node<S> nodeFor(Level<S> level, byte[] subject, int pos, int stop) {
        Node<S> node = nodeAt(level, subject, pos, stop);
        if (node == null) {
            node = new Node<>(subject, pos, stop, Words.hash(subject, pos, stop, seed));
            if (Subjects.isPartial(subject, pos, stop)) {
                level.any = node;
            } else {
                level.add(node);
            }
        }
        return node;
    }

    private @Nullable Node<S> nodeAt(Level<S> level, byte[] subject, int pos, int stop) {
        return Subjects.isPartial(subject, pos, stop) ? level.any : level.find(subject, pos, stop, seed);
    }

    /**
     * Takes out a subscription, and what became bare by it; false if it is not there. On the way down it remembers the last place
     * where something else hangs: from there on, nothing but the way to this subscription is left.
     */
    boolean remove(S sub, byte[] subject) {
        Level<S> level = root;
        Node<S> owner = null;
        Level<S> cutLevel = root;
        Node<S> cutOwner = null;
        Node<S> cut = null;
        for (int pos = 0; ; ) {
            int stop = Words.tokenEnd(subject, pos, subject.length);
            boolean full = Subjects.isFull(subject, pos, stop);
            Node<S> node = full ? null : nodeAt(level, subject, pos, stop);
            if (owner == null || !owner.result.isEmpty() || !level.hasOne()) {
                cutLevel = level;
                cutOwner = owner;
                cut = node;
            }
            if (full || (node != null && stop == subject.length)) {
                if (!leave(level, node, sub)) {
                    return false;
                }
                if (node == null ? level.rest.isEmpty() : node.isBare()) {
                    prune(cutOwner, cutLevel, cut);
                }
                return true;
            }
            Level<S> below = node == null ? null : node.below;
            if (below == null) {
                return false;
            }
            owner = node;
            level = below;
            pos = stop + 1;
        }
    }

    /** Takes {@code sub} out of the node, or of the {@code >} of the level if there is none. */
    private boolean leave(Level<S> level, @Nullable Node<S> node, S sub) {
        SublistResult<S> next = node == null ? minus(level, level.rest, sub) : minus(node, node.result, sub);
        if (next == null) {
            return false;
        }
        if (node == null) {
            level.rest = next;
        } else {
            node.result = next;
        }
        return true;
    }

    private void prune(@Nullable Node<S> owner, Level<S> level, @Nullable Node<S> node) {
        if (node != null && node == level.any) {
            level.any = null;
        } else if (node != null) {
            level.remove(node);
        }
        if (owner != null && level.isEmpty()) {
            owner.below = null;
        }
    }

    private SublistResult<S> plus(Object place, SublistResult<S> result, S sub) {
        Crowd<S> crowd = crowdAt(place, result);
        if (crowd == null && result.size() >= Crowd.FEW) {
            crowd = new Crowd<>(result);
            crowds.put(place, crowd);
        }
        return Crowd.plus(result, crowd, sub);
    }

    private @Nullable SublistResult<S> minus(Object place, SublistResult<S> result, S sub) {
        SublistResult<S> next = Crowd.minus(result, crowdAt(place, result), sub);
        if (next != null && next.size() == Crowd.FEW / 2) {
            crowds.remove(place);
        }
        return next;
    }

    /** Nodes between half of {@link Crowd#FEW} and {@link Crowd#FEW} have one if they were larger. */
    private @Nullable Crowd<S> crowdAt(Object place, SublistResult<S> result) {
        return result.size() > Crowd.FEW / 2 ? crowds.get(place) : null;
    }
}

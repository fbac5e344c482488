package io.midge.subject;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All that may stand at one place of a subject: literal tokens, a {@code *} and a {@code >}. The literals are a hash table with
 * linear probing that readers walk while the writer changes it. What makes this safe is that a node never moves within a table,
 * and a slot on somebody's way never becomes empty: who leaves is replaced by {@link #GONE}, and such marks are wiped only
 * where an empty slot follows, that is, where nobody's way leads on. A table too full, or too empty, is replaced by another.
 */
final class Level<S extends Interest> {
    private static final Node<?> GONE = Node.gone();
    private static final Node<?>[] NONE = {};
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Node[].class);
    /** Tables up to this size may be full: looking at each slot is cheap, and most levels have one or two tokens. */
    private static final int SMALL = 4;

    /** The node of the token {@code *}. */
    volatile @Nullable Node<S> any;
    /** Who subscribed with {@code >} from here on; empty if nobody. */
    volatile SublistResult<S> rest = SublistResult.empty();

    private volatile Node<?>[] table = NONE;
    /** Nodes in the table; the writer's. */
    private int live;
    /** Slots not empty, marks included; the writer's. */
    private int used;

    /** The node of the literal token between {@code off} and {@code end}, or null. */
    @SuppressWarnings("unchecked")
    @Nullable
    Node<S> find(byte[] buf, int off, int end, long seed) {
        Node<?>[] slots = table;
        if (slots.length == 0) {
            return null;
        }
        int hash = Words.hash(buf, off, end, seed);
        long head = Words.at(buf, off, end);
        int mask = slots.length - 1;
        for (int i = hash & mask, left = mask; left >= 0; i = (i + 1) & mask, left--) {
            Node<?> node = (Node<?>) SLOT.getAcquire(slots, i);
            if (node == null) {
                return null;
            }
            if (node.hash == hash && node.isToken(buf, off, end, head)) {
                return (Node<S>) node;
            }
        }
        return null;
    }

    /** Whether exactly one way leads on from here. */
    boolean hasOne() {
        return live + (any == null ? 0 : 1) + (rest.isEmpty() ? 0 : 1) == 1;
    }

    boolean isEmpty() {
        return live == 0 && any == null && rest.isEmpty();
    }

    /** Adds a node whose token is not there yet. */
    void add(Node<S> node) {
        Node<?>[] slots = table;
        boolean full = slots.length <= SMALL ? used == slots.length : (used + 1) * 4 > slots.length * 3;
        if (full) {
            slots = rebuilt(live + 1);
        }
        int mask = slots.length - 1;
        int i = node.hash & mask;
        while (slots[i] != null && slots[i] != GONE) {
            i = (i + 1) & mask;
        }
        if (slots[i] == null) {
            used++;
        }
        live++;
        SLOT.setRelease(slots, i, node);
    }

    void remove(Node<S> node) {
        live--;
        if (live == 0) {
            used = 0;
            table = NONE;
            return;
        }
        Node<?>[] slots = table;
        int mask = slots.length - 1;
        int i = node.hash & mask;
        while (slots[i] != node) {
            i = (i + 1) & mask;
        }
        if (slots[(i + 1) & mask] != null) {
            SLOT.setRelease(slots, i, GONE);
        } else {
            for (boolean first = true; first || slots[i] == GONE; i = (i - 1) & mask) {
                SLOT.setRelease(slots, i, null);
                used--;
                first = false;
            }
        }
        if (slots.length > SMALL && live * 8 < slots.length) {
            rebuilt(live);
        }
    }

    /** Publishes a table without marks that has room for so many nodes, and as many again before the next one is due. */
    private Node<?>[] rebuilt(int room) {
        int capacity = room <= 2 ? room : Integer.highestOneBit(room) * 2;
        if (capacity > SMALL && room * 8 > capacity * 5) {
            capacity *= 2;
        }
        Node<?>[] slots = new Node<?>[capacity];
        for (Node<?> node : table) {
            if (node != null && node != GONE) {
                int i = node.hash & (capacity - 1);
                while (slots[i] != null) {
                    i = (i + 1) & (capacity - 1);
                }
                slots[i] = node;
            }
        }
        used = live;
        table = slots;
        return slots;
    }

    /** Nodes here and below, a {@code >} not counted. */
    int nodes() {
        return sum(node -> 1, Level::nodes);
    }

    /** Slots of the tables here and below. */
    int slots() {
        return table.length + sum(node -> 0, Level::slots);
    }

    private int sum(ToIntFunction<Node<S>> own, ToIntFunction<Level<S>> deeper) {
        int[] sum = {0};
        forEachNode(node -> {
            Level<S> below = node.below;
            sum[0] += own.applyAsInt(node) + (below == null ? 0 : deeper.applyAsInt(below));
        });
        return sum[0];
    }

    /** Shows everybody from here on, each at least once if it is there all the time. */
    void forEach(Consumer<? super S> action) {
        show(rest, action);
        forEachNode(node -> show(node, action));
    }

    @SuppressWarnings("unchecked")
    private void forEachNode(Consumer<Node<S>> action) {
        Node<S> star = any;
        if (star != null) {
            action.accept(star);
        }
        Node<?>[] slots = table;
        for (int i = 0; i < slots.length; i++) {
            Node<?> node = (Node<?>) SLOT.getAcquire(slots, i);
            if (node != null && node != GONE) {
                action.accept((Node<S>) node);
            }
        }
    }

    private static <S extends Interest> void show(Node<S> node, Consumer<? super S> action) {
        show(node.result, action);
        Level<S> below = node.below;
        if (below != null) {
            below.forEach(action);
        }
    }

    private static <S extends Interest> void show(SublistResult<S> result, Consumer<? super S> action) {
        for (int i = 0; i < result.plainCount(); i++) {
            action.accept(result.plain(i));
        }
        for (int g = 0; g < result.groupCount(); g++) {
            for (int i = 0; i < result.groupSize(g); i++) {
                action.accept(result.member(g, i));
            }
        }
    }
}

package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.subject.Subjects;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The subjects of which something is on its way. They are used again, so that one more costs no memory as a rule. */
@Confined("stream lane")
final class TouchedSubjects {
    private static final int FIRST = 64;
    private static final int SPARE = 4096;
    private static final int LONG = 1024;

    private final long seed;
    private final ArrayDeque<Touched> spare = new ArrayDeque<>();
    private @Nullable Touched[] table = new @Nullable Touched[FIRST];
    private int size;

    /** @param seed that nobody can guess, so that nobody can make subjects look alike */
    TouchedSubjects(long seed) {
        this.seed = seed;
    }

    /** The subject, if something of it is on its way. */
    @Nullable
    Touched find(byte[] subject, int off, int length) {
        return size == 0 ? null : find(subject, off, length, Subjects.hash(subject, off, length, seed));
    }

    private @Nullable Touched find(byte[] subject, int off, int length, int hash) {
        Touched each = table[hash & table.length - 1];
        while (each != null && (each.hash != hash || !each.isNamed(subject, off, length))) {
            each = each.next;
        }
        return each;
    }

    /** The subject, of which something will be on its way. */
    Touched touch(byte[] subject, int off, int length) {
        int hash = Subjects.hash(subject, off, length, seed);
        Touched there = find(subject, off, length, hash);
        if (there != null) {
            return there;
        }
        Touched one = spare.isEmpty() ? new Touched() : spare.pop();
        one.is(subject, off, length, hash);
        if (size >= table.length) {
            grow();
        }
        size++;
        put(one);
        return one;
    }

    private void put(Touched one) {
        int at = one.hash & table.length - 1;
        one.next = table[at];
        table[at] = one;
    }

    private void grow() {
        @Nullable Touched[] old = table;
        table = new @Nullable Touched[2 * old.length];
        for (Touched chain : old) {
            Touched each = chain;
            while (each != null) {
                Touched next = each.next;
                put(each);
                each = next;
            }
        }
    }

    /** Something of it is not on its way any more; it is forgotten if that was the last. */
    void settle(Touched one) {
        if (!one.isSettled()) {
            return;
        }
        int at = one.hash & table.length - 1;
        Touched each = table[at];
        if (each == one) {
            table[at] = one.next;
        } else {
            while (each != null && each.next != one) {
                each = each.next;
            }
            if (each == null) {
                throw new IllegalStateException("a subject that was settled before");
            }
            each.next = one.next;
        }
        size--;
        one.next = null;
        if (spare.size() < SPARE && one.name.length <= LONG) {
            spare.push(one);
        }
        if (size == 0 && table.length > SPARE) {
            table = new @Nullable Touched[FIRST];
        }
    }
}

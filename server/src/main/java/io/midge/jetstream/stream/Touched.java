package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A subject of which something is on its way to be stored or to go. */
@Confined("stream lane")
final class Touched {
    byte[] name = new byte[64];
    int length;

    /** Messages of it that are decided and not applied yet: new ones, and those that go. */
    int added;

    int removed;

    /** The last message of it that was decided; says nothing once all are applied. */
    long lastAdded;

    /** None of its messages that are applied stays below this sequence. */
    long from;

    int hash;

    @Nullable
    Touched next;

    void is(byte[] subject, int off, int len, int itsHash) {
        if (name.length < len) {
            name = new byte[len];
        }
        System.arraycopy(subject, off, name, 0, len);
        length = len;
        hash = itsHash;
        added = 0;
        removed = 0;
        lastAdded = 0;
        from = 0;
    }

    boolean isNamed(byte[] subject, int off, int len) {
        return Arrays.equals(name, 0, length, subject, off, off + len);
    }

    boolean isSettled() {
        return added == 0 && removed == 0;
    }
}

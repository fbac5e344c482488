package io.midge.subject;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A token somewhere in the trie: whose subject ends here, and what follows. The first eight bytes of the token lie in the node
 * itself, so that most comparisons are one of two longs.
 */
final class Node<S extends Interest> {
    private static final byte[] NOTHING = {};

    final int hash;
    private final int length;
    private final long head;
    private final byte[] tail;

    /** Who subscribed to the subject that ends here; replaced as a whole by the writer. */
    volatile SublistResult<S> result = SublistResult.empty();
    /** What may follow this token; null rather than empty. */
    volatile @Nullable Level<S> below;

    Node(byte[] buf, int off, int end, int hash) {
        this.hash = hash;
        this.length = end - off;
        this.head = Words.at(buf, off, end);
        this.tail = length <= Words.BYTES ? NOTHING : Arrays.copyOfRange(buf, off + Words.BYTES, end);
    }

    /** The mark of a slot whose node has gone; equal to no token. */
    private Node() {
        hash = 0;
        length = -1;
        head = 0;
        tail = NOTHING;
    }

    static <S extends Interest> Node<S> gone() {
        return new Node<>();
    }

    boolean isToken(byte[] buf, int off, int end, long word) {
        return head == word
                && length == end - off
                && (length <= Words.BYTES || Arrays.equals(tail, 0, tail.length, buf, off + Words.BYTES, end));
    }

    boolean isBare() {
        return below == null && result.isEmpty();
    }
}

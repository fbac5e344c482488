package io.midge.sim;

import java.util.TreeMap;

/** What a name stands for. */
sealed interface Node {
    /** A directory: the names as programs see them, and those that would survive. */
    final class Directory implements Node {
        final TreeMap<String, Node> now = new TreeMap<>();
        final TreeMap<String, Node> durable = new TreeMap<>();
        /** Tells directories apart, in the order of their making. */
        final int id;

        Directory(int id) {
            this.id = id;
        }
    }

    /** A file. */
    final class File implements Node {
        final Content content;
        /** Whether a name leads to it. */
        boolean linked;

        File(Content content) {
            this.content = content;
        }
    }
}

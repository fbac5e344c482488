package io.midge.jetstream.stream;

import io.midge.jetstream.consumer.StreamConsumers;
import io.midge.loop.Confined;

/** Who takes what a stream stores: its consumers, as deciding and applying see them. */
@Confined("stream lane")
interface Audience {
    /** A message was applied. */
    void stored(long seq, byte[] subject, int off, int length);

    /** Messages are gone, both included. */
    void removed(long from, long to);

    /** What was told to be gone last was rolled up, of this subject; empty: of all. */
    void rolledUp(byte[] subject);

    /** Whether somebody still needs a message. */
    boolean isNeeded(long seq, byte[] subject, int off, int length);

    /** Whether somebody takes this subject. */
    boolean takes(byte[] subject, int off, int length);

    /** The stream's consumers. */
    static Audience of(StreamConsumers consumers) {
        return new Audience() {
            @Override
            public void stored(long seq, byte[] subject, int off, int length) {
                consumers.stored(seq, subject, off, length);
            }

            @Override
            public void removed(long from, long to) {
                consumers.removed(from, to);
            }

            @Override
            public void rolledUp(byte[] subject) {
                consumers.purged(subject);
            }

            @Override
            public boolean isNeeded(long seq, byte[] subject, int off, int length) {
                return consumers.isNeeded(seq, subject, off, length);
            }

            @Override
            public boolean takes(byte[] subject, int off, int length) {
                return consumers.takes(subject, off, length);
            }
        };
    }
}

package io.midge.store.log;

/**
 * Bytes of a stream that are not what was written.
 *
 * @param file the name of the file
 * @param position from which byte on, as far as it is known
 * @param fromSeq the first sequence whose message may be lost
 * @param toSeq the last; below {@code fromSeq}: no message is lost; {@link Long#MAX_VALUE}: nobody knows
 * @param what for an operator
 */
public record Damage(String file, long position, long fromSeq, long toSeq, String what) {
    /** Whether it costs messages. */
    public boolean isLoss() {
        return toSeq >= fromSeq;
    }

    @Override
    public String toString() {
        String cost = "no message is lost";
        if (isLoss()) {
            cost = "messages from " + fromSeq + (toSeq == Long.MAX_VALUE ? " on" : " to " + toSeq) + " may be lost";
        }
        return file + " is damaged at byte " + position + ": " + what + "; " + cost;
    }
}

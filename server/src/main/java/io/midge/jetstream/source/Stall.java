package io.midge.jetstream.source;

import java.util.Arrays;

/** An origin that delivers nothing until it is told to go on, and says so again and again. */
final class Stall {
    /** So many times it may wait for the same answer; then it does not get what it is told. */
    private static final int TIMES = 3;

    private static final byte[] NONE = {};

    private byte[] waitsFor = NONE;
    private int times;

    /** It waits for this answer; true, once: it has been given in vain. */
    boolean isHopeless(byte[] answer) {
        if (!Arrays.equals(answer, waitsFor)) {
            waitsFor = answer;
            times = 0;
        }
        times++;
        return times == TIMES;
    }

    /** It goes on; whether it had waited. */
    boolean ends() {
        boolean was = waitsFor.length > 0;
        waitsFor = NONE;
        times = 0;
        return was;
    }
}

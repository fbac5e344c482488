package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Subscribes and unsubscribes at a steady rate, on subjects that share the first token with the traffic: what a server
 * caches about {@code bench.test} is in reach of every change.
 */
final class Churner extends Conn {
    private static final int SUBJECTS = 1000;
    private static final int LEAST_PAIRS = 50;
    private static final long MOST_BEHIND = 5000;

    private final FrameCheck check = FrameCheck.none(control);
    private final long perSecond;
    private final ByteBuffer block;
    private final int pairLength;
    private long startNanos;
    private long sentBytes;

    Churner(int port, long perSecond) throws IOException {
        super(port, "");
        this.perSecond = perSecond;
        pairLength = pair(0).length;
        block = ByteBuffer.allocateDirect(SUBJECTS * pairLength);
        for (int i = 0; i < SUBJECTS; i++) {
            block.put(pair(i));
        }
        block.flip();
    }

    private static byte[] pair(int i) {
        int sid = 10_000 + i;
        String subject = "bench.churn." + Frames.digits(i, 4);
        return ("SUB " + subject + " " + sid + "\r\nUNSUB " + sid + "\r\n").getBytes(ISO_8859_1);
    }

    /** Begins a phase, with no pair cut in half: the pace counts from here. */
    void begin(long now) {
        startNanos = now;
        sentBytes = 0;
    }

    /** Pairs sent since {@link #begin}. */
    long pairs() {
        return sentBytes / pairLength;
    }

    /** Sends the pairs that are due; when the server does not keep up, what is missed is not made up for later. */
    void pump(long now) throws IOException {
        int half = (int) (sentBytes % pairLength);
        if (half == 0 && !flushControl()) {
            return;
        }
        long behind = (long) ((now - startNanos) * 1e-9 * perSecond) - pairs();
        if (behind > MOST_BEHIND) {
            startNanos += (long) ((behind - MOST_BEHIND) * 1e9 / perSecond);
            behind = MOST_BEHIND;
        }
        if (behind >= LEAST_PAIRS) {
            send(behind * pairLength - half);
        }
    }

    private void send(long bytes) throws IOException {
        int at = (int) (sentBytes % block.capacity());
        block.limit((int) Math.min(block.capacity(), at + bytes)).position(at);
        write(block);
        sentBytes += block.position() - at;
        wantWrite(false);
    }

    /** Completes a pair that was cut in half; true when there is none, so that a PING may follow. */
    boolean finish() throws IOException {
        int half = (int) (sentBytes % pairLength);
        if (half != 0) {
            send(pairLength - half);
            return sentBytes % pairLength == 0 && flushControl();
        }
        return flushControl();
    }

    @Override
    void readable(ByteBuffer shared) throws IOException {
        read(shared);
        check.accept(shared.flip());
    }
}

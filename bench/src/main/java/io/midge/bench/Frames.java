package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * A block of PUBs, encoded once and written again and again, and the MSGs that a server must make of it.
 *
 * <p>Each payload starts with the eight digits of its slot in the block, so that a receiver can tell order and content
 * of any message from its position in the stream. All messages of a block have the same length. With {@code million}
 * the block holds 1,000 subjects {@code bench.HHHHLLL}: LLL is the slot, HHHH changes from block to block, which
 * makes a million distinct subjects for the price of one int store per message.
 */
final class Frames {
    static final String SUBJECT = "bench.test";
    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int PER_THOUSAND = 1000;
    private static final int HIGH_OFFSET = "bench.".length();

    private final ByteBuffer pubs;
    private final ByteBuffer msgs;
    private final int payload;
    private final int count;
    private final int pubLength;
    private final int msgLength;
    private final boolean million;
    private final int[] highDigits = new int[PER_THOUSAND];

    Frames(int payload, boolean million) {
        this.payload = payload;
        this.million = million;
        pubLength = pub(0).length;
        msgLength = msg(0).length;
        count = million ? PER_THOUSAND : Math.max(1, BLOCK_BYTES / pubLength);
        pubs = ByteBuffer.allocateDirect(count * pubLength);
        msgs = ByteBuffer.allocateDirect(count * msgLength);
        for (int slot = 0; slot < count; slot++) {
            pubs.put(pub(slot));
            msgs.put(msg(slot));
        }
        for (int i = 0; i < PER_THOUSAND; i++) {
            highDigits[i] = ByteBuffer.wrap(digits(i, 4).getBytes(ISO_8859_1)).getInt();
        }
    }

    int count() {
        return count;
    }

    int payload() {
        return payload;
    }

    int msgLength() {
        return msgLength;
    }

    /** A view of the block to write from; all views share the bytes. */
    ByteBuffer newPubs() {
        return pubs.duplicate().position(0).limit(pubs.capacity());
    }

    /** Makes the bytes ready for the given repetition of the block. */
    void stamp(long block) {
        if (!million) {
            return;
        }
        int high = highDigits[(int) (block % PER_THOUSAND)];
        for (int at = "PUB ".length() + HIGH_OFFSET; at < pubs.capacity(); at += pubLength) {
            pubs.putInt(at, high);
        }
    }

    /** What the frame at {@code index} of the stream must look like: position and limit of the answer enclose it. */
    ByteBuffer expected(long index) {
        int slot = (int) (index % count);
        int at = slot * msgLength;
        if (million) {
            msgs.clear().putInt(at + "MSG ".length() + HIGH_OFFSET, highDigits[(int) (index / count % PER_THOUSAND)]);
        }
        return msgs.limit(at + msgLength).position(at);
    }

    /** Slot of the frame at {@code at}, read from its payload; -1 when there are no digits of a slot. */
    int slot(ByteBuffer in, int at) {
        int slot = 0;
        int first = at + msgLength - 2 - payload;
        for (int i = first; i < first + 8; i++) {
            int digit = in.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            slot = slot * 10 + digit;
        }
        return slot < count ? slot : -1;
    }

    /** One PUB of the block as bytes. */
    byte[] pub(int slot) {
        return ("PUB " + subject(slot) + " " + payload + "\r\n" + body(slot) + "\r\n").getBytes(ISO_8859_1);
    }

    /** The MSG that {@link #pub} becomes for the subscription with sid 1. */
    byte[] msg(int slot) {
        return ("MSG " + subject(slot) + " 1 " + payload + "\r\n" + body(slot) + "\r\n").getBytes(ISO_8859_1);
    }

    private String subject(int slot) {
        return million ? "bench.0000" + digits(slot, 3) : SUBJECT;
    }

    private String body(int slot) {
        StringBuilder body = new StringBuilder(payload).append(digits(slot, 8));
        while (body.length() < payload) {
            body.append((char) ('a' + (slot + body.length()) % 26));
        }
        return body.toString();
    }

    static String digits(int value, int width) {
        String text = Integer.toString(value);
        return "0".repeat(Math.max(0, width - text.length())) + text;
    }
}

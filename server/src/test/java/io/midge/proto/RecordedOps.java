package io.midge.proto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down what a parser finds, one line of text for each call; bytes are Latin-1 letters. */
final class RecordedOps implements ClientOps {
    final List<String> calls = new ArrayList<>();
    boolean headers = true;
    /** A call that begins with this is answered with "no". */
    String refused = "nothing";

    private boolean record(String call) {
        calls.add(call);
        return !call.startsWith(refused);
    }

    private static String text(byte[] b, int off, int len) {
        if (off < 0 || len < 0 || off + len > b.length) {
            throw new AssertionError(off + "+" + len + " is outside of " + b.length);
        }
        return new String(b, off, len, ISO_8859_1);
    }

    @Override
    public boolean onUninvited() {
        return record("UNINVITED");
    }

    @Override
    public boolean onConnect(byte[] b, int off, int len) {
        return record("CONNECT " + text(b, off, len));
    }

    @Override
    public boolean onPubLine(PubFrame f) {
        return record(
                "LINE " + f.subjectText() + " reply=" + f.replyText() + " header=" + f.headerLen + " size=" + f.size);
    }

    /** A PUB is written as what a subscriber gets behind the sid. */
    @Override
    public void onPub(PubFrame f) {
        String subject = text(f.buf, f.subjectOff, f.subjectLen);
        String head = text(f.head, f.headOff, f.headLen);
        String body = text(f.buf, f.bodyOff, f.bodyLen());
        if (f.contiguous && !text(f.buf, f.headOff, f.headLen + f.bodyLen()).equals(head + body)) {
            throw new AssertionError("head and body are not next to each other");
        }
        if (f.replyLen > 0 && !head.startsWith(text(f.buf, f.replyOff, f.replyLen) + " ")) {
            throw new AssertionError("head does not begin with the reply: " + head);
        }
        record((f.hasHeaders() ? "HMSG " : "MSG ") + subject + " sid " + head + body);
    }

    @Override
    public boolean onSub(byte[] b, int off, int len) {
        return record("SUB " + text(b, off, len));
    }

    @Override
    public boolean onUnsub(byte[] b, int off, int len) {
        return record("UNSUB " + text(b, off, len));
    }

    /** Not written down: it says nothing. */
    @Override
    public boolean onInfo(byte[] b, int off, int len) {
        return !text(b, off, len).startsWith(refused);
    }

    @Override
    public void onPing() {
        record("PING");
    }

    @Override
    public void onPong() {
        record("PONG");
    }

    @Override
    public void onErr(byte[] b, int off, int len) {
        record("ERR " + text(b, off, len));
    }

    @Override
    public void onControlLineTooLong(byte[] b, int off, int len) {
        text(b, off, len);
        record("TOO LONG"); // how much of it is at hand depends on how it came
    }

    @Override
    public void onUnknownOperation(byte[] b, int off, int len) {
        text(b, off, len);
        record("UNKNOWN");
    }

    @Override
    public void onBadArguments(String message) {
        record("BAD " + message);
    }

    @Override
    public boolean headers() {
        return headers;
    }

    /**
     * Feeds input the way a connection does: in pieces that end at the cuts, keeping what was not consumed, and waiting
     * for what the parser says it needs if {@code patient}. The bytes around each piece are poison.
     */
    RecordedOps feed(int maxControlLine, boolean patient, byte[] input, int... cuts) {
        ClientParser parser = new ClientParser(this, new PubFrame(), maxControlLine);
        int[] ends = Arrays.copyOf(cuts, cuts.length + 1);
        ends[cuts.length] = input.length;
        byte[] have = {};
        int from = 0;
        for (int end : ends) {
            int kept = have.length;
            have = Arrays.copyOf(have, kept + end - from);
            System.arraycopy(input, from, have, kept, end - from);
            from = end;
            if (patient && have.length < parser.need()) {
                continue;
            }
            byte[] b = new byte[have.length + 16];
            Arrays.fill(b, (byte) '\n');
            System.arraycopy(have, 0, b, 7, have.length);
            int used = parser.parse(b, 7, 7 + have.length);
            if (used == ClientParser.ENDED) {
                record("ENDED");
                return this;
            }
            if (used < 7 || used > 7 + have.length) {
                throw new AssertionError("consumed up to " + used + " of 7.." + (7 + have.length));
            }
            have = Arrays.copyOfRange(b, used, 7 + have.length);
        }
        record("LEFT " + have.length);
        return this;
    }

    static List<String> of(int maxControlLine, String input, int... cuts) {
        return new RecordedOps().feed(maxControlLine, true, input.getBytes(ISO_8859_1), cuts).calls;
    }
}

package io.midge.proto;

import java.nio.charset.StandardCharsets;

/**
 * The client protocol, server side: finds operations in what was read and calls {@link ClientOps} for each.
 *
 * <p>It works on whole operations. What is not complete stays unconsumed, and the caller presents it again with more
 * behind it; {@link #need} says how much more is worth waiting for when a payload is on its way. So there is no state
 * per byte, and the parser of an idle connection is two fields. Only text that the protocol tells to skip (behind PING,
 * PONG and +OK, blanks behind a verb) is consumed piece by piece, because it has no bound.
 *
 * <p>Verbs are case-insensitive, blanks are runs of space and TAB, and a line ends with LF; a CR before it is dropped.
 * A wrong verb is reported at its first wrong byte, complete or not, as nats-server does.
 *
 * @see <a href="https://docs.nats.io/reference/reference-protocols/nats-protocol">NATS client protocol</a>
 */
public final class ClientParser {
    /** What {@link #parse} returns when the connection is at its end. */
    public static final int ENDED = -1;

    private static final int INCOMPLETE = -2;
    private static final int MISMATCH = -3;
    private static final int SUSPENDED = -4;
    /** At most nine digits: 999,999,999 bytes. */
    private static final int MAX_SIZE_DIGITS = 9;

    private static final int MAX_PUB_TOKENS = 4;

    private static final byte[] PUB = ascii("PUB");
    private static final byte[] HPUB = ascii("HPUB");
    private static final byte[] SUB = ascii("SUB");
    private static final byte[] UNSUB = ascii("UNSUB");
    private static final byte[] PING = ascii("PING");
    private static final byte[] PONG = ascii("PONG");
    private static final byte[] CONNECT = ascii("CONNECT");
    private static final byte[] INFO = ascii("INFO");
    private static final byte[] OK = ascii("OK");
    private static final byte[] ERR = ascii("ERR");

    /** What text up to the next LF belongs to. */
    private enum Skip {
        NOTHING,
        PING,
        PONG,
        OK
    }

    private final ClientOps ops;
    private final PubFrame frame;
    private int maxControlLine;

    private int need;
    private boolean lineSeen;
    private Skip skip = Skip.NOTHING;
    private boolean connectOwed;
    private boolean suspended;

    // Where the line in hand has its arguments, and its LF.
    private int argOff;
    private int argEnd;
    private int lf;
    private int keptFrom;

    /** {@code frame} may be shared by all parsers of a loop. */
    public ClientParser(ClientOps ops, PubFrame frame, int maxControlLine) {
        this.ops = ops;
        this.frame = frame;
        this.maxControlLine = maxControlLine;
    }

    /** Changes the limit of a control line, in bytes of arguments. */
    public void maxControlLine(int bytes) {
        maxControlLine = bytes;
    }

    /** Whether nothing but CONNECT may come next; whoever it asks says when that is over. */
    public void connectOwed(boolean owed) {
        connectOwed = owed;
    }

    /** Stops behind the CONNECT in hand, or before what came in its stead, until {@link #resume}; for the one it calls back. */
    public void suspend() {
        suspended = true;
    }

    /** Goes on when {@link #parse} is called next. */
    public void resume() {
        suspended = false;
    }

    /** Bytes of the unconsumed operation from its first one, when known; 0 otherwise. */
    public int need() {
        return need;
    }

    /**
     * Handles all complete operations in {@code b[off..end)}.
     *
     * @return the offset of the first byte not consumed, or {@link #ENDED}
     */
    public int parse(byte[] b, int off, int end) {
        int i = off;
        need = 0;
        keptFrom = 0;
        if (skip != Skip.NOTHING) {
            i = skipLine(b, i, end);
        }
        while (i < end) {
            if (connectOwed && (b[i] | 0x20) != 'c' && !ops.onUninvited()) {
                return suspended ? i : ENDED;
            }
            int next = switch (b[i]) {
                case 'P', 'p' -> p(b, i, end);
                case 'H', 'h' -> hpub(b, i, end);
                case 'S', 's' -> sub(b, i, end);
                case 'U', 'u' -> unsub(b, i, end);
                case 'C', 'c' -> connect(b, i, end);
                case 'I', 'i' -> info(b, i, end);
                case '+' -> plus(b, i, end);
                case '-' -> minus(b, i, end);
                default -> MISMATCH;
            };
            if (next < 0) {
                if (next == MISMATCH) {
                    ops.onUnknownOperation(b, i, end - i);
                    return ENDED;
                }
                if (next == SUSPENDED) {
                    return lf + 1;
                }
                return next == INCOMPLETE ? Math.max(i, keptFrom) : ENDED;
            }
            i = next;
        }
        return i;
    }

    // PUB, PING and PONG; PUB first, being what a server mostly sees.
    private int p(byte[] b, int i, int end) {
        if (end - i > 3 && (b[i + 1] | 0x20) == 'u' && (b[i + 2] | 0x20) == 'b') {
            return blank(b[i + 3]) ? pub(b, i, i + 4, end, false) : MISMATCH;
        }
        if (end - i < 2) {
            return INCOMPLETE;
        }
        return switch (b[i + 1] & ~0x20) {
            case 'U' -> verbThenBlank(b, i, end, PUB); // only ever a beginning, or wrong
            case 'I' -> skipAfter(b, i, end, PING, Skip.PING);
            case 'O' -> skipAfter(b, i, end, PONG, Skip.PONG);
            default -> MISMATCH;
        };
    }

    private int hpub(byte[] b, int i, int end) {
        int args = verbThenBlank(b, i, end, HPUB);
        return args < 0 ? args : pub(b, i, args, end, true);
    }

    private int sub(byte[] b, int i, int end) {
        int args = verbThenBlank(b, i, end, SUB);
        if (args < 0) {
            return args;
        }
        int found = line(b, i, args, end);
        if (found < 0) {
            return found;
        }
        return ops.onSub(b, argOff, argEnd - argOff) ? found : ENDED;
    }

    private int unsub(byte[] b, int i, int end) {
        int args = verbThenBlank(b, i, end, UNSUB);
        if (args < 0) {
            return args;
        }
        int found = line(b, i, args, end);
        if (found < 0) {
            return found;
        }
        return ops.onUnsub(b, argOff, argEnd - argOff) ? found : ENDED;
    }

    private int connect(byte[] b, int i, int end) {
        int args = verb(b, i, end, CONNECT);
        if (args < 0) {
            return args;
        }
        int found = line(b, i, args, end);
        if (found < 0) {
            return found;
        }
        if (!ops.onConnect(b, argOff, argEnd - argOff)) {
            return ENDED;
        }
        return suspended ? SUSPENDED : found;
    }

    private int info(byte[] b, int i, int end) {
        int args = verb(b, i, end, INFO);
        if (args < 0) {
            return args;
        }
        int found = line(b, i, args, end);
        if (found < 0) {
            return found;
        }
        return ops.onInfo(b, argOff, argEnd - argOff) ? found : ENDED;
    }

    private int plus(byte[] b, int i, int end) {
        int after = verb(b, i + 1, end, OK);
        if (after < 0) {
            return after;
        }
        skip = Skip.OK;
        return skipLine(b, after, end);
    }

    private int minus(byte[] b, int i, int end) {
        int args = verbThenBlank(b, i + 1, end, ERR);
        if (args < 0) {
            return args;
        }
        int found = line(b, i, args, end);
        if (found < 0) {
            return found;
        }
        ops.onErr(b, argOff, argEnd - argOff);
        return ENDED;
    }

    // PUB and HPUB from the arguments on: first the line, then, once it is all there, the payload.
    private int pub(byte[] b, int start, int from, int end, boolean headers) {
        int found = line(b, start, from, end);
        if (found < 0) {
            return found;
        }
        if (headers && !ops.headers()) {
            ops.onBadArguments("message headers not supported");
            return ENDED;
        }
        if (!pubArguments(b, headers)) {
            return ENDED;
        }
        PubFrame f = frame;
        if (!lineSeen) {
            if (!ops.onPubLine(f)) {
                return ENDED;
            }
            lineSeen = true;
        }
        int cr = f.bodyOff + f.size;
        if (end - cr < 2) {
            if (end > cr && b[cr] != '\r') {
                return MISMATCH;
            }
            need = (end > cr ? cr + 2 : cr + 1) - start; // up to the CR, which may be wrong; then up to the LF
            return INCOMPLETE;
        }
        lineSeen = false;
        if (b[cr] != '\r' || b[cr + 1] != '\n') {
            return MISMATCH;
        }
        ops.onPub(f);
        return cr + 2;
    }

    // Subject, [reply], [header size], size: fills the frame. False: reported, and the connection is at its end.
    private boolean pubArguments(byte[] b, boolean headers) {
        int[] tokens = frame.tokens;
        int count = 0;
        int p = argOff;
        boolean single = true; // every gap is one space
        while (true) {
            int gap = p;
            while (p < argEnd && blank(b[p])) {
                p++;
            }
            if (p == argEnd) {
                single &= gap == p;
                break;
            }
            if (count == MAX_PUB_TOKENS) {
                count++;
                break;
            }
            single &= count == 0 || (p - gap == 1 && b[gap] == ' ');
            tokens[2 * count] = p;
            while (p < argEnd && !blank(b[p])) {
                p++;
            }
            tokens[2 * count + 1] = p;
            count++;
        }
        int sizes = headers ? 2 : 1;
        if (count != sizes + 1 && count != sizes + 2) {
            return badPub(b, headers, "Parse Error");
        }
        return fillFrame(b, headers, count, single && lf == argEnd + 1 && b[argEnd] == '\r');
    }

    private boolean fillFrame(byte[] b, boolean headers, int count, boolean clean) {
        PubFrame f = frame;
        int[] tokens = f.tokens;
        f.buf = b;
        f.subject = b;
        f.reply = b;
        f.lineOff = argOff;
        f.lineLen = argEnd - argOff;
        f.subjectOff = tokens[0];
        f.subjectLen = tokens[1] - tokens[0];
        boolean reply = count == (headers ? 4 : 3);
        f.replyOff = reply ? tokens[2] : 0;
        f.replyLen = reply ? tokens[3] - tokens[2] : 0;
        int last = 2 * (count - 1);
        f.size = size(b, tokens[last], tokens[last + 1]);
        f.headerLen = -1;
        if (headers) {
            f.headerLen = size(b, tokens[last - 2], tokens[last - 1]);
            if (f.headerLen < 0) {
                return badPub(b, true, "Bad or Missing Header Size");
            }
        }
        if (f.size < 0) {
            return badPub(b, headers, headers ? "Bad or Missing Total Size" : "Bad or Missing Size");
        }
        if (f.headerLen > f.size) {
            return badPub(b, true, "Header Size larger then TotalSize");
        }
        f.bodyOff = lf + 1;
        if (f.headerLen == 0) { // delivered as a message without headers: only the total is passed on
            tokens[last - 2] = tokens[last];
            tokens[last - 1] = tokens[last + 1];
            f.cleanHead(2, last);
        } else if (clean) {
            f.contiguous = true;
            f.head = b;
            f.headOff = tokens[2];
            f.headLen = lf + 1 - f.headOff;
        } else {
            f.cleanHead(2, 2 * count);
        }
        return true;
    }

    private boolean badPub(byte[] b, boolean headers, String what) {
        ops.onBadArguments((headers ? "processHeaderPub " : "processPub ") + what + ": \""
                + new String(b, argOff, argEnd - argOff, StandardCharsets.UTF_8) + '"');
        return false;
    }

    /**
     * Finds the arguments and the LF of a line. The first byte that is no blank belongs to the arguments whatever it is,
     * and a CR anywhere in them takes one byte off their end: nats-server's reading of lines that nobody should send.
     */
    private int line(byte[] b, int start, int from, int end) {
        int p = from;
        while (p < end && blank(b[p])) {
            p++;
        }
        if (p == end) {
            return nothingButBlanks(b, start, from, end);
        }
        argOff = p;
        int drop = 0;
        for (p++; p < end; p++) {
            byte c = b[p];
            if (c > '\r') {
                continue;
            }
            if (c == '\n') {
                lf = p;
                argEnd = p - drop;
                return argEnd - argOff > maxControlLine ? tooLong(b) : p + 1;
            }
            if (c == '\r') {
                drop = 1;
            }
        }
        if (end - argOff - drop > maxControlLine) {
            argEnd = end;
            return tooLong(b);
        }
        return INCOMPLETE;
    }

    // Blanks behind a verb have no bound, so they are not kept: the verb moves up to the last of them.
    private int nothingButBlanks(byte[] b, int start, int from, int end) {
        int verb = from - start;
        System.arraycopy(b, start, b, end - verb, verb);
        keptFrom = end - verb;
        return INCOMPLETE;
    }

    private int tooLong(byte[] b) {
        ops.onControlLineTooLong(b, argOff, argEnd - argOff);
        return ENDED;
    }

    private int skipAfter(byte[] b, int i, int end, byte[] verb, Skip what) {
        int after = verb(b, i, end, verb);
        if (after < 0) {
            return after;
        }
        skip = what;
        return skipLine(b, after, end);
    }

    private int skipLine(byte[] b, int from, int end) {
        for (int p = from; p < end; p++) {
            if (b[p] == '\n') {
                Skip what = skip;
                skip = Skip.NOTHING;
                if (what == Skip.PING) {
                    ops.onPing();
                } else if (what == Skip.PONG) {
                    ops.onPong();
                }
                return p + 1;
            }
        }
        return end;
    }

    // The offset behind the verb, or INCOMPLETE, or MISMATCH at its first wrong byte.
    private static int verb(byte[] b, int i, int end, byte[] verb) {
        for (int k = 0; k < verb.length; k++) {
            if (i + k >= end) {
                return INCOMPLETE;
            }
            if ((b[i + k] & ~0x20) != verb[k]) {
                return MISMATCH;
            }
        }
        return i + verb.length;
    }

    private static int verbThenBlank(byte[] b, int i, int end, byte[] verb) {
        int after = verb(b, i, end, verb);
        if (after < 0) {
            return after;
        }
        if (after == end) {
            return INCOMPLETE;
        }
        return blank(b[after]) ? after + 1 : MISMATCH;
    }

    private static boolean blank(byte c) {
        return c == ' ' || c == '\t';
    }

    /** The number between two offsets, of at most nine digits, or -1. */
    public static int size(byte[] b, int from, int to) {
        int digits = to - from;
        if (digits <= 0 || digits > MAX_SIZE_DIGITS) {
            return -1;
        }
        int n = 0;
        for (int p = from; p < to; p++) {
            int d = b[p] - '0';
            if (d < 0 || d > 9) {
                return -1;
            }
            n = n * 10 + d;
        }
        return n;
    }

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }
}

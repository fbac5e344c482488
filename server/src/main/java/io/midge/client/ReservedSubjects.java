package io.midge.client;

import io.midge.proto.PubFrame;
import io.midge.proto.Quoted;
import io.midge.proto.ServerError;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Subjects that servers use among themselves: no client may publish to {@code _GR_.}, {@code $GR.} and {@code $NRG.}, nor
 * ask for a reply on {@code _R_.}, {@code $JS.ACK.}, {@code _GR_.} and {@code $GR.}. It costs a look at the first byte where none is used.
 */
final class ReservedSubjects {
    private static final byte[] GATEWAY = ascii("_GR_.");
    private static final byte[] OLD_GATEWAY = ascii("$GR.");
    private static final byte[] RAFT = ascii("$NRG.");
    private static final byte[] SERVICE = ascii("_R_.");
    private static final byte[] ACK = ascii("$JS.ACK.");

    private ReservedSubjects() {}

    /** The error line for a message that breaks the rule, null for one that does not. */
    static byte @Nullable [] violation(PubFrame f) {
        if (subjectReserved(f)) {
            return ServerError.line("Permissions Violation for Publish to " + subject(f));
        }
        if (replyReserved(f)) {
            return ServerError.line("Permissions Violation for Publish with Reply of " + reply(f));
        }
        return null;
    }

    /** The same for the log. */
    static String logText(PubFrame f) {
        return subjectReserved(f)
                ? "Publish Violation - Subject " + subject(f)
                : "Publish Violation - Reply " + reply(f);
    }

    private static boolean subjectReserved(PubFrame f) {
        byte first = f.buf[f.subjectOff];
        return (first == '_' && below(f, f.subjectOff, f.subjectLen, GATEWAY))
                || (first == '$'
                        && (startsWith(f, f.subjectOff, f.subjectLen, RAFT)
                                || below(f, f.subjectOff, f.subjectLen, OLD_GATEWAY)));
    }

    private static boolean replyReserved(PubFrame f) {
        if (f.replyLen == 0) {
            return false;
        }
        byte first = f.buf[f.replyOff];
        return (first == '_'
                        && (below(f, f.replyOff, f.replyLen, SERVICE) || below(f, f.replyOff, f.replyLen, GATEWAY)))
                || (first == '$'
                        && (below(f, f.replyOff, f.replyLen, ACK) || below(f, f.replyOff, f.replyLen, OLD_GATEWAY)));
    }

    private static boolean below(PubFrame f, int off, int len, byte[] prefix) {
        return len > prefix.length && startsWith(f, off, len, prefix);
    }

    private static boolean startsWith(PubFrame f, int off, int len, byte[] prefix) {
        if (len < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (f.buf[off + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static String subject(PubFrame f) {
        return Quoted.of(f.buf, f.subjectOff, f.subjectLen);
    }

    private static String reply(PubFrame f) {
        return Quoted.of(f.buf, f.replyOff, f.replyLen);
    }

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }
}

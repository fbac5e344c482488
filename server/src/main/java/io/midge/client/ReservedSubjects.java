package io.midge.client;

import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Subjects that servers use among themselves: no client may publish to {@code _GR_.}, {@code $GR.} and {@code $NRG.}, nor
 * ask for a reply on {@code _R_.}, {@code $JS.ACK.}, {@code _GR_.} and {@code $GR.}. It costs a look at the first byte where none is used.
 */
final class ReservedSubjects {
    private static final byte[] GATEWAY = ascii("_GR_.");
    private static final byte[] OLD_GATEWAY = ascii("$GR.");
    private static final byte[] RAFT = ascii("$NRG.");
    private static final byte[] SERVICE = ascii("_R_.");
    private static final byte[] SYSTEM_QUEUE = ascii("_sys_");
    private static final byte[] ACK = ascii("$JS.ACK.");

    private ReservedSubjects() {}

    /** Whether it goes to a subject of gateways. */
    static boolean toGateway(PubFrame f) {
        if (f.subjectLen == 0) {
            return false;
        }
        byte first = f.subject[f.subjectOff];
        return (first == '_' && below(f.subject, f.subjectOff, f.subjectLen, GATEWAY))
                || (first == '$' && below(f.subject, f.subjectOff, f.subjectLen, OLD_GATEWAY));
    }

    /** Whether it goes to a subject of replication. */
    static boolean toRaft(PubFrame f) {
        return f.subjectLen > 0
                && f.subject[f.subjectOff] == '$'
                && startsWith(f.subject, f.subjectOff, f.subjectLen, RAFT);
    }

    /** Whether its reply is a subject that only servers give out. */
    static boolean inReply(PubFrame f) {
        if (f.replyLen == 0) {
            return false;
        }
        byte first = f.reply[f.replyOff];
        return (first == '_'
                        && (startsWith(f.reply, f.replyOff, f.replyLen, SERVICE)
                                || below(f.reply, f.replyOff, f.replyLen, GATEWAY)))
                || (first == '$'
                        && (below(f.reply, f.replyOff, f.replyLen, ACK)
                                || below(f.reply, f.replyOff, f.replyLen, OLD_GATEWAY)));
    }

    /** Whether a queue is the one of the servers, which no client may join. */
    static boolean isSystemQueue(byte[] queue) {
        return Arrays.equals(queue, SYSTEM_QUEUE);
    }

    private static boolean below(byte[] b, int off, int len, byte[] prefix) {
        return len > prefix.length && startsWith(b, off, len, prefix);
    }

    private static boolean startsWith(byte[] b, int off, int len, byte[] prefix) {
        if (len < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (b[off + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }
}

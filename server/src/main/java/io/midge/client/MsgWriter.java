package io.midge.client;

import io.midge.account.Subscription;
import io.midge.net.Stage;
import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;

/** Writes MSG and HMSG from what the publisher sent, with as few copies as there are pieces: mostly two. */
final class MsgWriter {
    private static final byte[] MSG = "MSG ".getBytes(StandardCharsets.US_ASCII);

    private MsgWriter() {}

    /** For a subscriber that knows headers, or a message without; false when it is too far behind to get it. */
    static boolean write(Stage stage, Subscription subscription, PubFrame f) {
        if (f.shownLen > 0) {
            return writeShown(stage, subscription, f);
        }
        byte[] prefix = subscription.prefix();
        boolean literal = subscription.literal();
        boolean hmsg = f.headerLen > 0;
        int rest = f.headLen + f.size + 2;
        if (!stage.begin((hmsg ? 1 : 0) + (literal ? 0 : MSG.length + f.subjectLen) + prefix.length + rest)) {
            return false;
        }
        if (hmsg) {
            stage.put((byte) 'H');
        }
        if (!literal) {
            stage.put(MSG, 0, MSG.length);
            stage.put(f.subject, f.subjectOff, f.subjectLen);
        }
        stage.put(prefix, 0, prefix.length);
        if (f.contiguous) {
            stage.put(f.buf, f.headOff, rest);
        } else {
            stage.put(f.head, f.headOff, f.headLen);
            stage.put(f.buf, f.bodyOff, f.size + 2);
        }
        stage.end(f.size);
        return true;
    }

    // One that shows another subject than the one it was sent to.
    private static boolean writeShown(Stage stage, Subscription subscription, PubFrame f) {
        byte[] sid = subscription.sid();
        boolean hmsg = f.headerLen > 0;
        if (!stage.begin((hmsg ? 1 : 0) + MSG.length + f.shownLen + 2 + sid.length + f.headLen + f.size + 2)) {
            return false;
        }
        if (hmsg) {
            stage.put((byte) 'H');
        }
        putShown(stage, sid, f);
        if (f.contiguous) {
            stage.put(f.buf, f.headOff, f.headLen + f.size + 2);
        } else {
            stage.put(f.head, f.headOff, f.headLen);
            stage.put(f.buf, f.bodyOff, f.size + 2);
        }
        stage.end(f.size);
        return true;
    }

    private static void putShown(Stage stage, byte[] sid, PubFrame f) {
        stage.put(MSG, 0, MSG.length);
        stage.put(f.shown, f.shownOff, f.shownLen);
        stage.put((byte) ' ');
        stage.put(sid, 0, sid.length);
        stage.put((byte) ' ');
    }

    /** For a client that does not know headers: they are left out, and the size is what remains. */
    static boolean writeStripped(Stage stage, Subscription subscription, PubFrame f) {
        byte[] prefix = subscription.prefix();
        boolean literal = subscription.literal();
        int size = f.size - f.headerLen;
        byte[] sizeText = (size + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int reply = f.replyLen == 0 ? 0 : f.replyLen + 1;
        boolean other = f.shownLen > 0;
        byte[] sid = subscription.sid();
        int names = other
                ? MSG.length + f.shownLen + 2 + sid.length
                : (literal ? 0 : MSG.length + f.subjectLen) + prefix.length;
        if (!stage.begin(names + reply + sizeText.length + size + 2)) {
            return false;
        }
        if (other) {
            putShown(stage, sid, f);
        } else {
            if (!literal) {
                stage.put(MSG, 0, MSG.length);
                stage.put(f.subject, f.subjectOff, f.subjectLen);
            }
            stage.put(prefix, 0, prefix.length);
        }
        if (reply > 0) {
            stage.put(f.reply, f.replyOff, f.replyLen);
            stage.put((byte) ' ');
        }
        stage.put(sizeText, 0, sizeText.length);
        stage.put(f.buf, f.bodyOff + f.headerLen, size + 2);
        stage.end(size);
        return true;
    }
}

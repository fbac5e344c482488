package io.midge.client;

import io.midge.proto.PubFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The answer to a request that nobody listens to: a 503 in the headers, with the subject that was asked. */
final class NoResponders {
    private static final byte[] HMSG = ascii("HMSG ");
    private static final byte[] STATUS = ascii("NATS/1.0 503\r\nNats-Subject: ");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] CRLF = ascii("\r\n");

    private NoResponders() {}

    /** The whole message, to the subscription with this sid. */
    static byte[] message(PubFrame f, byte[] sid) {
        int size = STATUS.length + f.subjectLen + END.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + f.replyLen + sid.length + 32);
        out.writeBytes(HMSG);
        out.write(f.reply, f.replyOff, f.replyLen);
        out.write(' ');
        out.writeBytes(sid);
        out.writeBytes(ascii(" " + size + " " + size + "\r\n"));
        out.writeBytes(STATUS);
        out.write(f.subject, f.subjectOff, f.subjectLen);
        out.writeBytes(END);
        out.writeBytes(CRLF);
        return out.toByteArray();
    }

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }
}

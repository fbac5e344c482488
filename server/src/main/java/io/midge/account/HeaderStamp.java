package io.midge.account;

import io.midge.json.JsonWriter;
import io.midge.proto.Headers;
import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts the {@link RequestInfo} of who asks into the headers of a request, in room that is used again and again. */
final class HeaderStamp {
    private static final byte[] NONE = "NATS/1.0\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME = (RequestInfo.HEADER + ": ").getBytes(StandardCharsets.US_ASCII);

    private final JsonWriter json = JsonWriter.compact();
    private byte[] body = new byte[512];
    private @Nullable RequestInfo last;
    private byte[] text = new byte[0];

    /** The request has this header then, and not more than once. */
    void put(RequestInfo info, PubFrame frame) {
        byte[] said = text(info);
        int payload = frame.size - Math.max(0, frame.headerLen);
        int most = Math.max(NONE.length, frame.headerLen) + NAME.length + said.length + 6 + payload + 2;
        if (body.length < most) {
            body = new byte[Math.max(most, 2 * body.length)];
        }
        int at;
        if (frame.headerLen > 4) {
            int lines = Headers.lengthOfLines(frame.buf, frame.bodyOff, frame.headerLen);
            at = Headers.copyWithoutRequestInfo(frame.buf, frame.bodyOff, lines, body);
            if (body[at - 1] == '\r') {
                body[at++] = '\n';
            } else if (body[at - 1] != '\n') {
                at = endLine(at);
            }
        } else {
            System.arraycopy(NONE, 0, body, 0, NONE.length);
            at = NONE.length;
        }
        System.arraycopy(NAME, 0, body, at, NAME.length);
        at += NAME.length;
        System.arraycopy(said, 0, body, at, said.length);
        at += said.length;
        at = endLine(endLine(at));
        int headers = at;
        int from = frame.bodyOff + Math.max(0, frame.headerLen);
        System.arraycopy(frame.buf, from, body, at, payload + 2);
        frame.body(body, 0, headers, headers + payload);
    }

    private int endLine(int at) {
        body[at] = '\r';
        body[at + 1] = '\n';
        return at + 2;
    }

    // Most requests of a moment come from one client.
    private byte[] text(RequestInfo info) {
        if (info != last) {
            json.reset();
            info.write(json);
            text = json.toBytes();
            last = info;
        }
        return text;
    }
}

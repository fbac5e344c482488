package io.midge.jetstream.consumer;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.conf.ByteText;
import io.midge.loop.Confined;

/** Sends what is no message of the stream: how pull requests end, heartbeats, questions of flow control. */
@Confined("stream lane")
final class Status {
    private static final byte[] NONE = {};
    private static final String LINE = "\r\n";

    private final Account account;
    private final Postbox postbox;

    Status(Account account, Postbox postbox) {
        this.account = account;
        this.postbox = postbox;
    }

    /** A code and what it means, as {@code 404 No Messages}. */
    void send(byte[] to, String what) {
        head(to, NONE, "NATS/1.0 " + what + LINE + LINE);
    }

    /** The same, with what the request did not get. */
    void send(PullWaiter to, String what) {
        send(to.reply, what, to.left, to.bytes);
    }

    void send(byte[] to, String what, int messages, long bytes) {
        head(
                to,
                NONE,
                "NATS/1.0 " + what + LINE + "Nats-Pending-Messages: " + messages + LINE + "Nats-Pending-Bytes: " + bytes
                        + LINE + LINE);
    }

    /** @param stalled the question of flow control that nobody answered, or empty */
    void heartbeat(byte[] to, long consumerSeq, long streamSeq, byte[] stalled) {
        String stall = stalled.length == 0 ? "" : "Nats-Consumer-Stalled: " + ByteText.of(stalled) + LINE;
        head(
                to,
                NONE,
                "NATS/1.0 100 Idle Heartbeat" + LINE + "Nats-Last-Consumer: " + consumerSeq + LINE
                        + "Nats-Last-Stream: " + streamSeq + LINE + stall + LINE);
    }

    void flowControl(byte[] to, byte[] reply) {
        head(to, reply, "NATS/1.0 100 FlowControl Request" + LINE + LINE);
    }

    /** Answers an acknowledgement. */
    void acknowledged(byte[] to) {
        postbox.put(account, to, NONE, NONE, NONE);
    }

    private void head(byte[] to, byte[] reply, String headers) {
        postbox.put(account, to, reply, ByteText.bytes(headers), NONE);
    }
}

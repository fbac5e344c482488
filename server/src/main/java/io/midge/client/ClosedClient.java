package io.midge.client;

import io.midge.account.Subscription;
import io.midge.net.Connection;
import io.midge.net.Outbound;
import io.midge.proto.ClosedReason;
import io.midge.proto.ConnectOptions;
import io.midge.proto.Credentials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a client that has ended, as monitoring shows it. Texts of the client's own are cut to
 * {@value #MAX_TEXT} characters, and no more than {@value #MAX_DETAILS} of its subscriptions are kept.
 *
 * @param cid the connection's number
 * @param host the address of who spoke, empty when it is not known
 * @param port the port of who spoke
 * @param start when it connected
 * @param lastActivity when it last sent or got a message, or subscribed
 * @param stop when it ended
 * @param reason why it ended
 * @param rttNanos its round trip time as last measured, 0 if it never was
 * @param pendingBytes what still waited for it
 * @param inMsgs messages that it published
 * @param outMsgs messages that it was sent
 * @param inBytes headers and payloads that it published
 * @param outBytes headers and payloads that it was sent
 * @param stalls how often a producer had to wait for it
 * @param subscriptions how many it had at its end
 * @param details its subscriptions one by one; empty when there was no room for them
 * @param name what it called itself
 * @param lang its library's language
 * @param version its library's version
 * @param user who it said it was, a key or a name; {@code [REDACTED]} for a token, empty for nobody
 * @param account the account that it was in
 */
public record ClosedClient(
        long cid,
        String host,
        int port,
        Instant start,
        Instant lastActivity,
        Instant stop,
        ClosedReason reason,
        long rttNanos,
        long pendingBytes,
        long inMsgs,
        long outMsgs,
        long inBytes,
        long outBytes,
        long stalls,
        int subscriptions,
        List<Detail> details,
        String name,
        String lang,
        String version,
        String user,
        String account) {
    /** Characters of a text that the client chose. */
    public static final int MAX_TEXT = 256;

    /** Subscriptions of one client that are kept. */
    public static final int MAX_DETAILS = 1000;

    /** What a detail takes besides its texts, in bytes. */
    private static final int DETAIL_OVERHEAD = 160;

    /**
     * One of its subscriptions.
     *
     * @param subject what it listened to
     * @param queue its queue group, empty for none
     * @param sid the client's name for it
     * @param msgs messages that it got
     * @param max after how many it would have ended, 0 for never
     */
    public record Detail(String subject, String queue, String sid, long msgs, long max) {
        static Detail of(Subscription subscription) {
            byte[] queue = subscription.queue();
            return new Detail(
                    text(subscription.subject()),
                    queue == null ? "" : text(queue),
                    text(subscription.sid()),
                    subscription.delivered(),
                    subscription.max());
        }

        int weight() {
            return DETAIL_OVERHEAD + subject.length() + queue.length() + sid.length();
        }

        private static String text(byte[] bytes) {
            return new String(bytes, 0, Math.min(bytes.length, MAX_TEXT), StandardCharsets.UTF_8);
        }
    }

    public ClosedClient {
        details = List.copyOf(details);
    }

    /** How long it was connected. */
    public Duration uptime() {
        return Duration.between(start, stop);
    }

    /** How long it had done nothing when it ended. */
    public Duration idle() {
        return Duration.between(lastActivity, stop);
    }

    /** On the client's loop, at its end; {@code left} are the subscriptions that it had. */
    static ClosedClient of(
            Client client,
            Connection connection,
            ConnectOptions connect,
            KeepAlive keepAlive,
            @Nullable Subscription[] left,
            String account,
            ClosedReason reason) {
        Outbound out = connection.outbound();
        Instant now = connection.netLoop().loop().instant();
        int count = 0;
        List<Detail> details = new ArrayList<>();
        for (Subscription each : left) {
            if (each != null && ++count <= MAX_DETAILS) {
                details.add(Detail.of(each));
            }
        }
        return new ClosedClient(
                client.cid(),
                connection.remoteHost(),
                connection.remotePort(),
                keepAlive.since(),
                now.minusNanos(keepAlive.idleNanos(out.lastMsgNanos())),
                now,
                reason,
                keepAlive.rttNanos(),
                out.pending(),
                client.inMsgs(),
                out.outMsgs(),
                client.inBytes(),
                out.outBytes(),
                out.stalls(),
                count,
                details,
                cut(connect.name()),
                cut(connect.lang()),
                cut(connect.version()),
                user(connect.credentials()),
                account);
    }

    private static String user(Credentials said) {
        if (!said.nkey().isEmpty()) {
            return cut(said.nkey());
        }
        if (!said.user().isEmpty()) {
            return cut(said.user());
        }
        return said.token().isEmpty() ? "" : "[REDACTED]";
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** What its details take, in bytes, nearly. */
    int weight() {
        int sum = 0;
        for (Detail each : details) {
            sum += each.weight();
        }
        return sum;
    }

    ClosedClient withoutDetails() {
        return new ClosedClient(
                cid,
                host,
                port,
                start,
                lastActivity,
                stop,
                reason,
                rttNanos,
                pendingBytes,
                inMsgs,
                outMsgs,
                inBytes,
                outBytes,
                stalls,
                subscriptions,
                List.of(),
                name,
                lang,
                version,
                user,
                account);
    }
}

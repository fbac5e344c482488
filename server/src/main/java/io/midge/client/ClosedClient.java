package io.midge.client;

import io.midge.account.Subscription;
import io.midge.net.Connection;
import io.midge.net.Outbound;
import io.midge.proto.ClosedReason;
import io.midge.proto.ConnectOptions;
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
 * @param stop when it ended
 * @param reason why it ended
 * @param details its subscriptions one by one; empty when there was no room for them
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
        String account,
        @Nullable Encryption encryption)
        implements ClientInfo {
    /** Characters of a text that the client chose. */
    public static final int MAX_TEXT = 256;

    /** Subscriptions of one client that are kept. */
    public static final int MAX_DETAILS = 1000;

    /** What a detail takes besides its texts, in bytes. */
    private static final int DETAIL_OVERHEAD = 160;

    /**
     * One of a client's subscriptions.
     *
     * @param subject what it listens to
     * @param queue its queue group, empty for none
     * @param sid the client's name for it
     * @param msgs messages that it got
     * @param max after how many it ends, 0 for never
     */
    public record Detail(String subject, String queue, String sid, long msgs, long max) {
        static Detail of(Subscription subscription) {
            return of(subscription, Integer.MAX_VALUE);
        }

        /** With texts of at most so many bytes. */
        static Detail of(Subscription subscription, int most) {
            byte[] queue = subscription.queue();
            return new Detail(
                    text(subscription.subject(), most),
                    queue == null ? "" : text(queue, most),
                    text(subscription.sid(), most),
                    subscription.delivered(),
                    subscription.max());
        }

        int weight() {
            return DETAIL_OVERHEAD + subject.length() + queue.length() + sid.length();
        }

        private static String text(byte[] bytes, int most) {
            return new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.UTF_8);
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
                details.add(Detail.of(each, MAX_TEXT));
            }
        }
        return new ClosedClient(
                client.cid(),
                connection.remoteHost(),
                connection.remotePort(),
                keepAlive.since(),
                keepAlive.lastActivity(out.lastMsgNanos()),
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
                cut(connect.credentials().shown()),
                account,
                Secured.closed(client.secured()));
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
                account,
                encryption);
    }
}

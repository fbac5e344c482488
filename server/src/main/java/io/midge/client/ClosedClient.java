package io.midge.client;

import io.midge.account.Subscription;
import io.midge.net.Connection;
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
 * @param last what it was like in the end
 * @param stop when it ended
 * @param reason why it ended
 * @param details its subscriptions one by one; empty when there was no room for them
 */
public record ClosedClient(OpenClient last, Instant stop, ClosedReason reason, List<Detail> details)
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
        return Duration.between(start(), stop);
    }

    /** How long it had done nothing when it ended. */
    public Duration idle() {
        return Duration.between(lastActivity(), stop);
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
        int count = 0;
        List<Detail> details = new ArrayList<>();
        for (Subscription each : left) {
            if (each != null && ++count <= MAX_DETAILS) {
                details.add(Detail.of(each, MAX_TEXT));
            }
        }
        OpenClient last = OpenClient.of(client, connection, connect, keepAlive, count, account);
        return new ClosedClient(last.cut(MAX_TEXT), connection.netLoop().loop().instant(), reason, details);
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
        return new ClosedClient(last, stop, reason, List.of());
    }
}

package io.midge.monitor;

import io.midge.client.ClientInfo;
import io.midge.client.ClosedClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;

/** Orders of {@code /connz}: the largest first but for numbers, uptimes and reasons; the older of equals first. */
enum ConnzSort {
    CID("cid", now -> byCid()),
    START("start", now -> byCid()),
    SUBS("subs", now -> largest(ClientInfo::subscriptions)),
    PENDING("pending", now -> largest(ClientInfo::pendingBytes)),
    MSGS_TO("msgs_to", now -> largest(ClientInfo::outMsgs)),
    MSGS_FROM("msgs_from", now -> largest(ClientInfo::inMsgs)),
    BYTES_TO("bytes_to", now -> largest(ClientInfo::outBytes)),
    BYTES_FROM("bytes_from", now -> largest(ClientInfo::inBytes)),
    LAST("last", now -> largest(ClientInfo::lastActivity)),
    IDLE("idle", now -> Comparator.comparing(ClientInfo::lastActivity)),
    UPTIME("uptime", now -> Comparator.comparing(each -> uptime(each, now))),
    STOP("stop", now -> largest(ConnzSort::stop)),
    REASON("reason", now -> Comparator.comparing(ConnzSort::reason)),
    RTT("rtt", now -> largest(ClientInfo::rttNanos));

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // each is a lambda without a state
    private final Function<Instant, Comparator<ClientInfo>> order;

    ConnzSort(String word, Function<Instant, Comparator<ClientInfo>> order) {
        this.word = word;
        this.order = order;
    }

    /** What a request asks for. */
    static ConnzSort of(byte[] asked) throws BadQueryException {
        String word = new String(asked, StandardCharsets.UTF_8);
        if (word.isEmpty()) {
            return CID;
        }
        for (ConnzSort each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new BadQueryException("invalid sorting option: ", asked);
    }

    String word() {
        return word;
    }

    /** Whether it is by what a connection has only at its end. */
    boolean closedOnly() {
        return this == STOP || this == REASON;
    }

    /** The order at this time. */
    Comparator<ClientInfo> at(Instant now) {
        return order.apply(now).thenComparing(byCid());
    }

    private static Comparator<ClientInfo> byCid() {
        return Comparator.comparingLong(ClientInfo::cid);
    }

    private static <T extends Comparable<? super T>> Comparator<ClientInfo> largest(Function<ClientInfo, T> what) {
        return Comparator.comparing(what, Comparator.reverseOrder());
    }

    private static Duration uptime(ClientInfo client, Instant now) {
        return Duration.between(client.start(), client instanceof ClosedClient gone ? gone.stop() : now);
    }

    private static Instant stop(ClientInfo client) {
        return client instanceof ClosedClient gone ? gone.stop() : Instant.MAX;
    }

    private static String reason(ClientInfo client) {
        return client instanceof ClosedClient gone ? gone.reason().toString() : "";
    }
}

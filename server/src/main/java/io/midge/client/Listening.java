package io.midge.client;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.midge.account.Subscription;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What clients listen to, one client after the other. Only their loops can tell, and are asked for a few clients at a time:
 * a loop copies a table, all else is done by who asks.
 *
 * <p>Threads: the one that made it, which waits for the loops and so is none of them.
 */
public final class Listening {
    /** Clients that are asked for at a time. */
    private static final int CLIENTS = 64;

    /** So many subscriptions at a time, unless one client alone has more: their tables are held until they are read. */
    private static final int SUBSCRIPTIONS = 64 * 1024;

    /** A loop that does not answer in this time hangs: no loop is asked again. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final LongFunction<@Nullable Client> byCid;
    private final List<OpenClient> clients;
    private final long patienceNanos;
    private final ArrayDeque<Stream<ClosedClient.Detail>> told = new ArrayDeque<>();
    private int seen;
    private int asked;
    private boolean lost;

    Listening(LongFunction<@Nullable Client> byCid, List<OpenClient> clients) {
        this(byCid, clients, PATIENCE_NANOS);
    }

    Listening(LongFunction<@Nullable Client> byCid, List<OpenClient> clients, long patienceNanos) {
        this.byCid = byCid;
        this.clients = List.copyOf(clients);
        this.patienceNanos = patienceNanos;
    }

    /** What the next client listens to; nothing if it has gone or its loop hangs. To be called once for each. */
    public Stream<ClosedClient.Detail> next() {
        if (told.isEmpty()) {
            ask();
        }
        return told.remove();
    }

    /** How many clients' loops were asked so far. */
    int asked() {
        return asked;
    }

    private void ask() {
        int from = seen;
        long sum = 0;
        while (seen < clients.size() && seen - from < CLIENTS && (seen == from || sum < SUBSCRIPTIONS)) {
            sum += clients.get(seen++).subscriptions();
        }
        int count = seen - from;
        AtomicReferenceArray<@Nullable Subscription @Nullable []> answers = new AtomicReferenceArray<>(count);
        CountDownLatch all = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            int at = i;
            Client client = lost ? null : byCid.apply(clients.get(from + i).cid());
            if (client == null) {
                all.countDown();
                continue;
            }
            asked++;
            client.list(table -> {
                answers.set(at, table);
                all.countDown();
            });
        }
        await(all);
        for (int i = 0; i < count; i++) {
            told.add(details(answers.get(i)));
        }
    }

    private static Stream<ClosedClient.Detail> details(@Nullable Subscription @Nullable [] table) {
        return table == null
                ? Stream.empty()
                : Arrays.stream(table)
                        .filter(Objects::nonNull)
                        .filter(each -> !each.closed())
                        .map(ClosedClient.Detail::of);
    }

    private void await(CountDownLatch all) {
        try {
            lost |= !all.await(patienceNanos, NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost = true;
        }
    }
}

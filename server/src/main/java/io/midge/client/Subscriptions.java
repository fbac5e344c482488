package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Shadows;
import io.midge.account.Subscription;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.proto.ClientParser;
import io.midge.proto.ServerError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one client listens to: by sid, in its account, and in those whose streams its account imports. */
@Confined("I/O loop of the client")
final class Subscriptions {
    /** How many that a client leaves behind are removed before the loop serves others: it may have had a million. */
    private static final int PER_TASK = 4096;

    private final Client client;
    private final Clients clients;
    private final Fanout fanout;
    private final Rights rights;
    private final SidMap bySid;
    private final Shadows shadows;

    Subscriptions(Client client, Clients clients, Fanout fanout, Rights rights) {
        this.client = client;
        this.clients = clients;
        this.rights = rights;
        this.bySid = new SidMap(clients.seed());
        this.shadows = new Shadows(clients.manyLoops());
        this.fanout = fanout;
    }

    /** How many there are; any thread may read it, a moment late. */
    int size() {
        return bySid.size();
    }

    boolean isEmpty() {
        return bySid.size() == 0;
    }

    /** The one with this sid; one that another loop has ended is none. */
    @Nullable
    Subscription get(byte[] sid) {
        Subscription known = bySid.get(sid, 0, sid.length);
        if (known != null && known.closed()) { // and whose word of it is still on its way
            bySid.remove(known);
            shadows.remove(known);
            return null;
        }
        return known;
    }

    /** SUB. */
    void subscribe(byte[][] args) {
        Subscription wanted = rights.subscription(args);
        if (wanted == null) {
            return;
        }
        Subscription known = get(wanted.sid());
        Account account = client.account();
        int own = clients.options().limits().maxSubscriptions();
        int max = least(own > 0 ? own : -1, account.limits().maxSubscriptions());
        if (max >= 0 && bySid.size() >= max) {
            clients.log().error(client.label() + " - " + ServerError.MAX_SUBSCRIPTIONS_EXCEEDED.text());
            client.replies().error(ServerError.MAX_SUBSCRIPTIONS_EXCEEDED);
            return;
        }
        if (known == null) {
            if (!account.sublist().insert(wanted)) {
                client.replies().error(ServerError.INVALID_SUBJECT);
                return;
            }
            bySid.add(wanted);
            shadows.add(account, wanted);
        }
        client.acknowledge();
    }

    /** UNSUB. */
    void unsubscribe(byte[][] args) {
        int max = args.length == 2 ? ClientParser.size(args[1], 0, args[1].length) : -1;
        Subscription subscription = get(args[0]);
        client.acknowledge();
        if (subscription == null) {
            return;
        }
        subscription.max(Math.max(0, max));
        if (max <= 0 || subscription.delivered() >= max) {
            end(subscription, fanout);
        }
    }

    /** Of two limits, of which a negative one is none. */
    static int least(int one, int other) {
        return one < 0 ? other : other < 0 ? one : Math.min(one, other);
    }

    /** Ends one, from whichever loop found that it is over. */
    void end(Subscription subscription, Fanout from) {
        Account account = client.account();
        subscription.close();
        account.sublist().remove(subscription);
        ClientTrace.removal(clients.log(), client, subscription);
        if (from == fanout) {
            ended(account, subscription);
        } else {
            loop().execute(() -> ended(account, subscription));
        }
    }

    private void ended(Account account, Subscription subscription) {
        bySid.remove(subscription);
        shadows.remove(subscription);
        account.unsubscribed(subscription.subject());
    }

    /** Ends all for who publishes; what there was is returned, and to be removed by and by. */
    @Nullable
    Subscription[] close() {
        bySid.forEach(Subscription::close);
        return bySid.clear();
    }

    /** Removes from the lists what was closed. */
    void remove(@Nullable Subscription[] all) {
        remove(all, 0, client.account());
    }

    private void remove(@Nullable Subscription[] all, int from, Account account) {
        int removed = 0;
        for (int i = from; i < all.length; i++) {
            Subscription each = all[i];
            if (each == null) {
                continue;
            }
            if (removed++ == PER_TASK) {
                int next = i;
                loop().execute(() -> remove(all, next, account));
                return;
            }
            account.sublist().remove(each);
            shadows.remove(each);
            account.unsubscribed(each.subject());
            all[i] = null;
        }
    }

    /** Streams that the account imports are others now. */
    void reimport() {
        reimport(bySid.copy(), 0);
    }

    private void reimport(@Nullable Subscription[] all, int from) {
        int to = Math.min(all.length, from + PER_TASK);
        for (int i = from; i < to; i++) {
            Subscription each = all[i];
            if (each != null && !each.closed()) {
                shadows.add(client.account(), each);
            }
        }
        if (to < all.length) {
            loop().execute(() -> reimport(all, to));
        }
    }

    /** What is there, with gaps. */
    @Nullable
    Subscription[] copy() {
        return bySid.copy();
    }

    void forEach(Consumer<Subscription> action) {
        bySid.forEach(action);
    }

    private IoLoop loop() {
        return fanout.loop().loop();
    }
}

package io.midge.jetstream.meta;

import io.midge.account.Account;
import io.midge.jetstream.config.StorageType;
import io.midge.options.AccountOptions;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An account with JetStream, or one that may get it: its limits, its streams, what it uses. Any thread looks; the API lane changes. */
public final class JsAccount {
    private final Account account;
    private final boolean system;
    private final Quota quota = new Quota();
    private final ConcurrentSkipListMap<String, Asset> streams = new ConcurrentSkipListMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong woken = new AtomicLong();
    private volatile AccountOptions.@Nullable JetStreamLimits limits;

    JsAccount(Account account, boolean system) {
        this.account = account;
        this.system = system;
    }

    /** Where its subjects are. */
    public Account account() {
        return account;
    }

    public String name() {
        return account.name();
    }

    /** Whether it is the one of the server itself, which has no streams. */
    public boolean isSystem() {
        return system;
    }

    /** Whether it may have streams. */
    public boolean isEnabled() {
        return limits != null;
    }

    /** What it may have; nothing, if it is not enabled. */
    public AccountOptions.JetStreamLimits limits() {
        AccountOptions.JetStreamLimits now = limits;
        return now == null ? AccountOptions.JetStreamLimits.NONE : now;
    }

    void limits(AccountOptions.@Nullable JetStreamLimits now) {
        limits = now;
        quota.limit(StorageType.MEMORY, now == null ? Quota.UNLIMITED : now.maxMemory());
        quota.limit(StorageType.FILE, now == null ? Quota.UNLIMITED : now.maxStore());
    }

    /** What it uses. */
    public Quota quota() {
        return quota;
    }

    /** One more request was answered. */
    public void answered(boolean error) {
        requests.incrementAndGet();
        if (error) {
            errors.incrementAndGet();
        }
    }

    /** A consumer could deliver for a second and did not. */
    void woke() {
        woken.incrementAndGet();
    }

    /** How many consumers could deliver for a second and did not. */
    public long woken() {
        return woken.get();
    }

    /** How many requests were answered. */
    public long requests() {
        return requests.get();
    }

    /** How many of them by an error. */
    public long errors() {
        return errors.get();
    }

    /** Its streams by name, those that are being made or deleted included. */
    Collection<Asset> all() {
        return Collections.unmodifiableCollection(streams.values());
    }

    /** The stream of a name that is there, or is being made; null: there is none. */
    @Nullable
    Asset at(String name) {
        return streams.get(name);
    }

    void put(Asset asset) {
        streams.put(asset.name(), asset);
    }

    void remove(Asset asset) {
        streams.remove(asset.name(), asset);
    }

    /** Whether it has a stream of this name, or one that is being made or deleted. */
    public boolean has(String name) {
        return streams.containsKey(name);
    }

    /** Its streams that are there, by name. */
    public Collection<Asset> streams() {
        return streams.values().stream().filter(Asset::isHere).toList();
    }

    /** The same, and those that are kept and not run. */
    public Collection<Asset> listed() {
        return streams.values().stream().filter(JsAccount::isListed).toList();
    }

    private static boolean isListed(Asset each) {
        return each.isHere() || each.isOffline();
    }

    /** The stream of a name that is there, or is kept and not run; null: there is none. */
    public @Nullable Asset known(String name) {
        Asset asset = streams.get(name);
        return asset != null && isListed(asset) ? asset : null;
    }

    /** The stream of a name that is there; null: there is none. */
    public @Nullable Asset find(String name) {
        Asset asset = streams.get(name);
        return asset != null && asset.isHere() ? asset : null;
    }

    /** How many consumers its streams have, direct ones included, a moment ago. */
    public int consumers() {
        int count = 0;
        for (Asset each : streams.values()) {
            count += each.allConsumers();
        }
        return count;
    }

    @Override
    public String toString() {
        return account.name();
    }
}

package io.midge.account;

import io.midge.subject.Sublist;
import java.util.concurrent.atomic.AtomicLong;

/** An isolated subject space. Safe from any thread. */
public final class Account {
    /** The account of everybody who is in no other. */
    public static final String GLOBAL = "$G";

    private final String name;
    private final Sublist<Subscription> sublist;
    private final AtomicLong slowConsumers = new AtomicLong();

    /** {@code sublist} starts out empty and belongs to this account alone. */
    public Account(String name, Sublist<Subscription> sublist) {
        this.name = name;
        this.sublist = sublist;
    }

    public String name() {
        return name;
    }

    /** Who listens to what. */
    public Sublist<Subscription> sublist() {
        return sublist;
    }

    /** Counts one that does not keep up. */
    public void countSlowConsumer() {
        slowConsumers.incrementAndGet();
    }

    /** How often one of its connections did not keep up. */
    public long slowConsumers() {
        return slowConsumers.get();
    }
}

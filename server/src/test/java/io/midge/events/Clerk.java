package io.midge.events;

import io.midge.account.Internal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Answers as a test says, and counts what could not be answered. */
final class Clerk implements Desk.Clerk {
    private final Consumer<Internal.Message> how;
    final AtomicInteger failed = new AtomicInteger();

    Clerk(Consumer<Internal.Message> how) {
        this.how = how;
    }

    @Override
    public void answer(Internal.Message request) {
        how.accept(request);
    }

    @Override
    public void failed(Internal.Message request) {
        failed.incrementAndGet();
    }
}

package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.account.Publisher;
import io.midge.client.Client;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.Confined;

/**
 * Where requests wait for their turn, and the lanes that answer them: one for the system's own account, and one for guests, who
 * are in other accounts, so that these cannot keep operators waiting. No more than {@link #WAITING} of operators wait, with no
 * more than {@link #MOST} bytes, and half of that of guests. What finds no room is not taken, and who asks is told.
 */
final class Desk implements Internal.Handler {
    static final int WAITING = 1024;
    static final long MOST = 4L << 20;

    /** What a request takes besides its payload. */
    private static final int OVERHEAD = 512;

    private final Account system;
    private final Clerk clerk;
    private final Log log;
    private final Tray operators;
    private final Tray guests;
    private final Drops drops;

    /** Who answers. */
    interface Clerk {
        void answer(Internal.Message request);

        /** It could not be answered, by our own fault. */
        void failed(Internal.Message request);
    }

    Desk(Account system, String role, Clerk clerk, Log log, Clock clock) {
        this.system = system;
        this.clerk = clerk;
        this.log = log;
        operators = new Tray(role, WAITING, MOST);
        guests = new Tray(role + "-guests", WAITING / 2, MOST / 2);
        drops = new Drops(log, clock, "System requests are dropped: more than can be answered wait");
    }

    /** Whether somebody is no operator: neither in the system's account nor the server itself. */
    static boolean isGuest(Publisher publisher, Account system) {
        return publisher instanceof Client client ? client.account() != system : !(publisher instanceof Internal);
    }

    /** How many were dropped. */
    long dropped() {
        return drops.count();
    }

    @Override
    @Confined("I/O loop")
    public boolean hasRoom(int size, Publisher publisher) {
        return counted(tray(publisher).hasRoom((long) OVERHEAD + size));
    }

    @Override
    @Confined("I/O loop")
    public boolean onMessage(Internal.Message message) {
        long size = (long) OVERHEAD + message.payload().length + message.headers().length;
        return counted(tray(message.publisher()).take(size, () -> answer(message)));
    }

    /** Something that the server does by itself. */
    void accept(Runnable task) {
        counted(operators.take(OVERHEAD, () -> attempt(task)));
    }

    private Tray tray(Publisher publisher) {
        return isGuest(publisher, system) ? guests : operators;
    }

    private boolean counted(boolean taken) {
        if (!taken) {
            drops.add();
        }
        return taken;
    }

    private void answer(Internal.Message message) {
        if (!attempt(() -> clerk.answer(message))) {
            attempt(() -> clerk.failed(message));
        }
    }

    // A stack that was too small for one request is large enough for the next one.
    private boolean attempt(Runnable task) {
        try {
            task.run();
            return true;
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            log.error("Internal error while answering a system request: " + e, e);
            return false;
        }
    }
}

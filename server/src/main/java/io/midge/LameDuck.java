package io.midge;

import io.midge.log.Log;
import io.midge.loop.Chance;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.options.LameDuckOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How a server leaves without all its clients falling on the others at once: it accepts nobody any more, tells those who
 * are here, lets a grace period pass, and then closes them in random order, spread over the time that is left.
 *
 * <pre>
 *   OFF ──begin──▸ SETTLING ──nobody is here──────────────────────────────────────▸ ENDED ─▸ the server ends
 *                     └──clients──▸ WARNED ──grace is over──▸ CLOSING ──last one──────▴
 *                                      └──────────── cancel, in any state ────────────▴  (by whoever ends the server)
 * </pre>
 *
 * <p>Threads: the first I/O loop; {@link #begin}, {@link #cancel} and {@link #begun} from any.
 */
final class LameDuck {
    /** Closed in one pass at most, so that the loop serves the others meanwhile. */
    private static final int CLOSES_PER_PASS = 64;

    /** What it needs of the server. All is called on the loop, but for {@link #refuse}. */
    interface Flock {
        /** Accepts no client from now on, and runs {@code then} on the loop once all that were accepted have arrived. */
        void refuse(Runnable then);

        /** One task for each client that is here: it ends it, after what is queued for it. */
        List<Runnable> clients();

        /** Tells the clients that they had better go. */
        void announce();

        /** Ends the server, soon. */
        void end();
    }

    private enum State {
        OFF,
        SETTLING,
        WARNED,
        CLOSING,
        ENDED
    }

    private final LameDuckOptions options;
    private final IoLoop loop;
    private final Log log;
    private final Flock flock;
    private final AtomicReference<State> state = new AtomicReference<>(State.OFF);

    private List<Runnable> leaving = List.of();
    private Pace pace = new Pace(1, 1);
    private int next;
    private long dueNanos;

    LameDuck(LameDuckOptions options, IoLoop loop, Log log, Flock flock) {
        this.options = options;
        this.loop = loop;
        this.log = log;
        this.flock = flock;
    }

    /** Begins, unless it has begun or the server is ending. */
    void begin() {
        if (enter(State.OFF, State.SETTLING)) {
            log.info("Entering lame duck mode, stop accepting new clients");
            flock.refuse(this::settled);
        }
    }

    /** Whether it has begun, and the server ends by itself. */
    boolean begun() {
        return state.get() != State.OFF;
    }

    /** Leaves the rest to whoever ends the server. */
    void cancel() {
        state.set(State.ENDED);
    }

    @Confined("I/O loop")
    private void settled() {
        leaving = shuffled(flock.clients(), loop.chance());
        if (leaving.isEmpty()) {
            end(State.SETTLING);
        } else if (enter(State.SETTLING, State.WARNED)) {
            pace = Pace.of(options, leaving.size());
            flock.announce();
            loop.schedule(options.gracePeriod().toNanos(), this::warned);
        }
    }

    private void warned() {
        if (enter(State.WARNED, State.CLOSING)) {
            log.info("Closing existing clients");
            dueNanos = loop.nowNanos();
            closeDue();
        }
    }

    // Rests add up to a time that is due, not to a number of timers: a timer is good for a millisecond, which is long
    // when
    // a hundred thousand clients have two minutes.
    private void closeDue() {
        for (int i = 0; state.get() == State.CLOSING; i++) {
            if (dueNanos - loop.nowNanos() > 0) {
                loop.schedule(dueNanos - loop.nowNanos(), this::closeDue);
                return;
            }
            if (i == CLOSES_PER_PASS) {
                loop.execute(this::closeDue);
                return;
            }
            leaving.get(next).run();
            if (pace.restsAfter(next)) {
                dueNanos += pace.rest(loop.chance());
            }
            if (++next == leaving.size()) {
                end(State.CLOSING);
            }
        }
    }

    private void end(State from) {
        if (enter(from, State.ENDED)) {
            flock.end();
        }
    }

    private boolean enter(State from, State to) {
        return state.compareAndSet(from, to);
    }

    private static List<Runnable> shuffled(List<Runnable> all, Chance chance) {
        List<Runnable> some = new ArrayList<>(all);
        for (int i = some.size(); i > 1; i--) {
            int other = chance.below(i);
            some.set(i - 1, some.set(other, some.get(i - 1)));
        }
        return some;
    }

    /**
     * How fast clients go: after every {@code batch} of them a rest of half of {@code restNanos} to all of it, by chance.
     */
    record Pace(int batch, long restNanos) {
        /** Nobody is kept waiting for longer than this for the next one to go. */
        private static final long LONGEST_NANOS = 1_000_000_000;

        static Pace of(LameDuckOptions options, int clients) {
            long left = options.duration().minus(options.gracePeriod()).toNanos();
            long nanos = left > 0 ? left : LONGEST_NANOS;
            long each = nanos / clients;
            return each < 1 ? new Pace((int) (clients / nanos), 1) : new Pace(1, Math.min(each, LONGEST_NANOS));
        }

        /** Whether the next one waits after the {@code i}th has gone, counted from 0. */
        boolean restsAfter(int i) {
            return i % batch == 0;
        }

        long rest(Chance chance) {
            return Math.max(restNanos / 2, chance.below((int) restNanos));
        }
    }
}

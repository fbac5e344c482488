package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.conf.ByteText;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import java.util.function.Supplier;

/**
 * What is told from time to time, if anybody listens: the server's figures every ten seconds, sooner after a start and not
 * more than once a second; and every thirty how many there are in each account.
 */
@Confined("I/O loop")
final class Pulse {
    /** How long after {@link #start} the first figures are told. */
    private static final long FIRST_NANOS = 250_000_000L;

    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final long LEAST_NANOS = 1_000_000_000L;
    private static final long ACCOUNTS_NANOS = 30_000_000_000L;

    private final Account system;
    private final Accounts accounts;
    private final IoLoop loop;
    private final Supplier<Outbox> outbox;
    private final Supplier<Desk> desk;
    private final Bulletin bulletin;
    private final Home home;
    private final byte[] subject;

    private long interval = FIRST_NANOS;
    private long told;
    private boolean ever;

    Pulse(
            Account system,
            Accounts accounts,
            IoLoop loop,
            Supplier<Outbox> outbox,
            Supplier<Desk> desk,
            Bulletin bulletin,
            Home home,
            String serverId) {
        this.system = system;
        this.accounts = accounts;
        this.loop = loop;
        this.outbox = outbox;
        this.desk = desk;
        this.bulletin = bulletin;
        this.home = home;
        this.subject = ByteText.bytes("$SYS.SERVER." + serverId + ".STATSZ");
    }

    void start() {
        loop.schedule(ACCOUNTS_NANOS, this::countAll);
        loop.schedule(FIRST_NANOS, this::beat);
    }

    private void beat() {
        interval = Math.min(2 * interval, INTERVAL_NANOS);
        long rest = ever ? told + Math.min(LEAST_NANOS, interval) - loop.nowNanos() : 0;
        loop.schedule(rest > 0 ? rest : interval, this::beat);
        if (rest <= 0) {
            tell();
        }
    }

    /** Tells the figures now, whenever that was done last. */
    void tell() {
        told = loop.nowNanos();
        ever = true;
        if (system.sublist().hasInterest(subject, 0, subject.length)) {
            desk.get().accept(() -> outbox.get().put(statsz(subject)));
        }
    }

    /** The figures, for who asks on this subject; on a lane. */
    Letter statsz(byte[] to) {
        byte[] figures = Statsz.render(home.figures(), home.jetStream());
        return Letter.event(system, to, (out, from) -> {
            out.beginObject();
            from.write(out);
            return out.name("statsz").raw(figures).endObject().toBytes();
        });
    }

    private void countAll() {
        loop.schedule(ACCOUNTS_NANOS, this::countAll);
        accounts.all().stream().filter(each -> each.connections() > 0).forEach(bulletin::counted);
    }
}

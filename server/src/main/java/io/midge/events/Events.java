package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Internal;
import io.midge.account.Nuid;
import io.midge.account.Publisher;
import io.midge.client.Attendance;
import io.midge.client.Client;
import io.midge.client.Clients;
import io.midge.client.ClosedClient;
import io.midge.conf.ByteText;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.IoLoop;
import io.midge.proto.ClosedReason;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's own part in the system's account: it listens there from the start, and what it takes to tell and to answer is
 * made when somebody hears or asks. Any thread.
 */
public final class Events implements Attendance {
    private final Parts parts;
    private final Home home;
    private final String serverId;
    private final Ear requests = new Ear();
    private final Ear figures = new Ear();
    private final Bulletin bulletin;
    private final Pulse pulse;
    private volatile @Nullable Bureau bureau; // written under this

    /**
     * What it needs.
     *
     * @param system the system's account
     * @param accounts all accounts
     * @param clients all clients
     * @param internal publishes on {@code loop}
     * @param loop the loop that events are told from
     * @param random that nobody can guess
     */
    public record Parts(
            Account system,
            Accounts accounts,
            Clients clients,
            Internal internal,
            IoLoop loop,
            Clock clock,
            RandomGenerator random,
            Log log) {}

    /** Of a server with this id. */
    public Events(Parts parts, Home home, String serverId) {
        this.parts = parts;
        this.home = home;
        this.serverId = serverId;
        Supplier<Outbox> outbox = () -> bureau().outbox();
        bulletin = new Bulletin(parts.system(), outbox, new Nuid(parts.random()), parts.clock(), serverId);
        pulse = new Pulse(
                parts.system(),
                parts.accounts(),
                parts.loop(),
                outbox,
                () -> bureau().figures(),
                bulletin,
                home,
                serverId);
        parts.clients().tell(this);
    }

    /** Listens and tells from now on. */
    public void start() {
        Directory.listen(parts.internal(), parts.system(), serverId, requests, figures);
        parts.loop().execute(pulse::start);
    }

    /** The server lets its clients go. */
    public void lameDuck() {
        byte[] subject = own("LAMEDUCK");
        if (isHeard(subject)) {
            bureau().outbox().put(bare(subject));
        }
    }

    /** The server stops: this is the last that is told, in the next pass of the loop. */
    public void stop() {
        byte[] subject = own("SHUTDOWN");
        if (bureau != null || isHeard(subject)) {
            bureau().outbox().close(bare(subject));
        }
    }

    @Override
    public void counted(Account account) {
        bulletin.counted(account);
    }

    @Override
    public void came(Client client) {
        bulletin.came(client);
    }

    @Override
    public void refused(Client client, ClosedReason reason, boolean known) {
        bulletin.refused(client, reason, known);
    }

    @Override
    public void left(Client client, ClosedClient last) {
        bulletin.left(client, last);
    }

    private byte[] own(String what) {
        return ByteText.bytes("$SYS.SERVER." + serverId + '.' + what);
    }

    private boolean isHeard(byte[] subject) {
        return parts.system().sublist().hasInterest(subject, 0, subject.length);
    }

    private Letter bare(byte[] subject) {
        return Letter.event(parts.system(), subject, (out, from) -> {
            from.value(out);
            return out.toBytes();
        });
    }

    private Bureau bureau() {
        Bureau there = bureau;
        return there == null ? open() : there;
    }

    private synchronized Bureau open() {
        Bureau there = bureau;
        if (there == null) {
            there = new Bureau(parts, home, bulletin, pulse);
            bureau = there;
        }
        return there;
    }

    /** Passes requests on to the desk that it stands for. */
    private final class Ear implements Internal.Handler {
        private Desk desk() {
            return this == requests ? bureau().requests() : bureau().figures();
        }

        @Override
        public boolean hasRoom(int size, Publisher publisher) {
            return desk().hasRoom(size, publisher);
        }

        @Override
        public boolean onMessage(Internal.Message message) {
            return desk().onMessage(message);
        }
    }
}

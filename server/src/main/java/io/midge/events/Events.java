package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Internal;
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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's own part in the system's account: it listens there from the start, and what it takes to tell and to answer is
 * made when somebody comes or asks. Any thread.
 */
public final class Events implements Attendance {
    private final Parts parts;
    private final Home home;
    private final String serverId;
    private final Ear requests = new Ear();
    private final Ear figures = new Ear();
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
        parts.clients().tell(this);
    }

    /** Listens and tells from now on. */
    public void start() {
        Directory.listen(parts.internal(), parts.system(), serverId, requests, figures);
        parts.loop().execute(new First());
    }

    /** The server lets its clients go. */
    public void lameDuck() {
        bureau().outbox().put(own("LAMEDUCK"));
    }

    /** The server stops: this is the last that is told, in the next pass of the loop. */
    public void stop() {
        bureau().outbox().close(own("SHUTDOWN"));
    }

    @Override
    public void counted(Account account) {
        bureau().bulletin().counted(account);
    }

    @Override
    public void came(Client client) {
        bureau().bulletin().came(client);
    }

    @Override
    public void refused(Client client, ClosedReason reason, boolean known) {
        bureau().bulletin().refused(client, reason, known);
    }

    @Override
    public void left(Client client, ClosedClient last) {
        bureau().bulletin().left(client, last);
    }

    private Letter own(String what) {
        byte[] subject = ByteText.bytes("$SYS.SERVER." + serverId + '.' + what);
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
            there = new Bureau(parts, home, serverId);
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

    /** Waits on the loop for the time of the first figures. */
    private final class First implements Runnable {
        private boolean waited;

        @Override
        public void run() {
            if (waited) {
                bureau().pulse().start();
            } else {
                waited = true;
                parts.loop().schedule(Pulse.FIRST_NANOS, this);
            }
        }
    }
}

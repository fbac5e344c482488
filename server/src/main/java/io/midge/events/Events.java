package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Internal;
import io.midge.account.Nuid;
import io.midge.client.Clients;
import io.midge.conf.ByteText;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.IoLoop;
import java.util.random.RandomGenerator;

/** The server's own part in the system's account. Any thread. */
public final class Events {
    private final Account system;
    private final Internal internal;
    private final IoLoop loop;
    private final Outbox outbox;
    private final Bulletin bulletin;
    private final Desk desk;
    private final Desk figures;
    private final Pulse pulse;
    private final Requests requests;
    private final String serverId;

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
        this.system = parts.system();
        this.internal = parts.internal();
        this.loop = parts.loop();
        this.serverId = serverId;
        Log log = parts.log();
        Letterhead head = new Letterhead(home, parts.clock());
        outbox = new Outbox(loop, internal, head, log);
        bulletin = new Bulletin(system, outbox, new Nuid(parts.random()), parts.clock(), serverId);
        Answer answer = new Answer(system, outbox, head, home);
        Services services = new Services(parts.accounts(), parts.clients(), bulletin, answer, home, log);
        Census census = new Census(system, parts.accounts(), answer, log);
        figures = new Desk(system, "nats-statsz", this::figures, log);
        pulse = new Pulse(system, parts.accounts(), loop, outbox, bulletin, figures, home, serverId);
        requests = new Requests(serverId, home, answer, services, census, pulse, outbox, loop);
        desk = new Desk(system, "nats-requests", this::other, log);
        parts.clients().tell(bulletin);
    }

    private void figures(Internal.Message request) {
        requests.figures(request);
    }

    private void other(Internal.Message request) {
        requests.other(request);
    }

    /** Listens and tells from now on. */
    public void start() {
        requests.listen(internal, system, desk, figures);
        loop.execute(pulse::start);
    }

    /** The server lets its clients go. */
    public void lameDuck() {
        outbox.put(own("LAMEDUCK"));
    }

    /** The server stops: this is the last that is told, in the next pass of the loop. */
    public void stop() {
        outbox.close(own("SHUTDOWN"));
    }

    private Letter own(String what) {
        byte[] subject = ByteText.bytes("$SYS.SERVER." + serverId + '.' + what);
        return Letter.event(system, subject, (out, from) -> {
            from.value(out);
            return out.toBytes();
        });
    }
}

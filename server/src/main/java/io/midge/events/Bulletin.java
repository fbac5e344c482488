package io.midge.events;

import io.midge.account.Account;
import io.midge.account.AccountStat;
import io.midge.account.Nuid;
import io.midge.client.Attendance;
import io.midge.client.Client;
import io.midge.client.ClientInfo;
import io.midge.client.ClosedClient;
import io.midge.conf.ByteText;
import io.midge.proto.ClosedReason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells of clients that come and go. What nobody listens to costs a look at the subject; what somebody does is noted here and
 * composed by the {@link Outbox}, which is not made before. On the loops of the clients.
 */
final class Bulletin implements Attendance {
    private final Account system;
    private final Supplier<Outbox> outbox;
    private final Nuid nuid;
    private final InstantSource clock;
    private final byte[] authError;

    Bulletin(Account system, Supplier<Outbox> outbox, Nuid nuid, InstantSource clock, String serverId) {
        this.system = system;
        this.outbox = outbox;
        this.nuid = nuid;
        this.clock = clock;
        this.authError = ByteText.bytes("$SYS.SERVER." + serverId + ".CLIENT.AUTH.ERR");
    }

    @Override
    public void came(Client client) {
        Account account = client.account();
        byte[] subject = of("$SYS.ACCOUNT.", account, ".CONNECT");
        if (isHeard(system, subject)) {
            Advisory.Stamp stamp = stamp(clock.instant());
            Advisory.Subject who = subject(client, client.info(), account);
            outbox.get().put(Letter.event(system, subject, (out, from) -> Advisory.connect(out, from, stamp, who)));
        }
    }

    @Override
    public void left(Client client, ClosedClient last) {
        Account account = client.account();
        byte[] subject = of("$SYS.ACCOUNT.", account, ".DISCONNECT");
        if (isHeard(system, subject)) {
            ended(system, subject, stamp(last.stop()), subject(client, last, account), last.reason());
        }
    }

    @Override
    public void refused(Client client, ClosedReason reason, boolean known) {
        Account account = client.account();
        byte[] own = ByteText.bytes("$SYS.ACCOUNT.CLIENT.AUTH.ERR");
        boolean here = !known && isHeard(account, own);
        if (here || isHeard(system, authError)) {
            Advisory.Subject who = subject(client, client.info(), account);
            if (here) {
                ended(account, own, stamp(clock.instant()), who, reason);
            }
            ended(system, authError, stamp(clock.instant()), who, reason);
        }
    }

    private void ended(Account in, byte[] subject, Advisory.Stamp stamp, Advisory.Subject who, ClosedReason reason) {
        outbox.get().put(Letter.event(in, subject, (out, from) -> Advisory.disconnect(out, from, stamp, who, reason)));
    }

    @Override
    public void counted(Account account) {
        if (account.name().equals(Account.GLOBAL)) {
            return; // as nats-server
        }
        byte[] legacy = of("$SYS.SERVER.ACCOUNT.", account, ".CONNS");
        byte[] subject = of("$SYS.ACCOUNT.", account, ".SERVER.CONNS");
        boolean old = isHeard(system, legacy);
        boolean now = isHeard(system, subject);
        if (old && now) {
            tell(account, List.of(legacy, subject));
        } else if (old || now) {
            tell(account, List.of(old ? legacy : subject));
        }
    }

    /** Tells how many there are in an account, on all these subjects. */
    void tell(Account account, List<byte[]> subjects) {
        Advisory.Stamp stamp = stamp(clock.instant());
        AccountStat stat = AccountStat.of(account);
        for (byte[] each : subjects) {
            outbox.get().put(Letter.event(system, each, (out, from) -> Advisory.connections(out, from, stamp, stat)));
        }
    }

    // A configuration may name an account with a blank, which no subject has: whoever heard that could not read the
    // line.
    private static byte[] of(String before, Account account, String after) {
        byte[] subject = ByteText.bytes(before + account.name() + after);
        for (int i = 0; i < subject.length; i++) {
            if (subject[i] >= 0 && subject[i] <= ' ') {
                subject[i] = '_';
            }
        }
        return subject;
    }

    private static boolean isHeard(Account account, byte[] subject) {
        return account.sublist().hasInterest(subject, 0, subject.length);
    }

    private Advisory.Stamp stamp(Instant now) {
        return new Advisory.Stamp(nuid.next(), now);
    }

    private static Advisory.Subject subject(Client client, ClientInfo info, Account account) {
        return new Advisory.Subject(info, account.name(), client.info(true).issuerKey());
    }
}

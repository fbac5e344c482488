package io.midge.client;

import io.midge.auth.Access;
import io.midge.auth.Authenticator;
import io.midge.auth.Decision;
import io.midge.auth.Hashes;
import io.midge.auth.Origin;
import io.midge.auth.Proof;
import io.midge.auth.User;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.loop.Timer;
import io.midge.net.Connection;
import io.midge.options.ConnectionType;
import io.midge.proto.ClientParser;
import io.midge.proto.ClosedReason;
import io.midge.proto.ConnectOptions;
import io.midge.proto.Credentials;
import io.midge.proto.Quoted;
import io.midge.proto.ServerError;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way in: from the greeting to the user that a client is, and again with each later CONNECT and each reload.
 *
 * <pre>
 *   OWED ──CONNECT, or another operation and no_auth_user──▸ IN ◂──▸ (CONNECT again, reload)
 *     │             │                                        ▴
 *     │             ├─ it has to be verified ──────▸ VERIFYING ──it holds─┘
 *     │             │                                    │
 *     │             └──────── no ──▸ REFUSED ◂── no ─────┤
 *     └─ time is up ──▸ gone                └─ later ──▸ gone ◂── no answer
 * </pre>
 *
 * Where nobody has to say who it is, a client is in from the start. While verifying and refused nothing is read, and what
 * came behind the CONNECT waits. What a client has to say before it is in is read in pieces of at most {@link #EARLY_READ}
 * bytes, so that it costs no more than its control line and twice that.
 */
@Confined("I/O loop of the client")
final class Login {
    static final int EARLY_READ = 4096;

    /** What takes longer to verify is asked of a server with too much to do; the client had better come again. */
    private static final long VERIFY_NANOS = 10_000_000_000L;

    private enum State {
        NEW,
        OWED,
        VERIFYING,
        REFUSED,
        IN,
        GONE
    }

    private final Client client;
    private final Clients clients;
    private final Connection connection;
    private final ClientParser parser;
    private final KeepAlive keepAlive;
    private final ConnectionType type;

    private State state = State.NEW;
    private ConnectOptions connect = ConnectOptions.DEFAULTS;
    private boolean connected;
    private Authenticator by;
    private @Nullable Proof provedBy;
    private long deadline;
    private @Nullable Timer timer;
    private boolean wasIn;
    private String inAs = "";
    private @Nullable Runnable question;

    Login(Client client, Clients clients, Connection connection, ClientParser parser, KeepAlive keepAlive) {
        this.client = client;
        this.clients = clients;
        this.connection = connection;
        this.parser = parser;
        this.keepAlive = keepAlive;
        this.type = connection.socketHost().isEmpty() ? ConnectionType.IN_PROCESS : ConnectionType.STANDARD;
        this.by = access().authenticator();
    }

    /** Whether a CONNECT was taken, or something in its stead. */
    boolean connected() {
        return connected;
    }

    /** The greeting is out. */
    void start() {
        by = access().authenticator();
        if (!by.isRequired()) {
            state = State.IN;
            client.become(by.anyone());
            return;
        }
        state = State.OWED;
        parser.connectOwed(true);
        connection.readAtMost(EARLY_READ);
        deadline = loop().nowNanos() + access().timeoutNanos();
        wait(access().timeoutNanos(), this::late);
    }

    void stop() {
        state = State.GONE;
        withdraw();
        loop().cancel(timer);
        timer = null;
    }

    // Nobody waits for the answer any more.
    private void withdraw() {
        if (question != null) {
            question.run();
            question = null;
        }
    }

    private void late() {
        log().debug(client.label() + " - " + ServerError.AUTHENTICATION_TIMEOUT.text());
        client.fail(ServerError.AUTHENTICATION_TIMEOUT, ClosedReason.AUTHENTICATION_TIMEOUT);
    }

    // ---- what the client does

    /** Another operation than CONNECT comes first: may it? */
    boolean uninvited() {
        Decision decision = by.uninvited(type);
        if (decision instanceof Decision.Granted granted) {
            connected = true;
            return enter(granted, null) && came();
        }
        refuse(decision, "CONNECT has to come first");
        return false;
    }

    /** CONNECT; false when it was the end. */
    boolean connect(byte[] b, int off, int len) {
        boolean first = !connected;
        keepAlive.connected();
        ConnectOptions said;
        try {
            said = ConnectOptions.parse(b, off, len, connect);
        } catch (ConnectOptions.MalformedException e) {
            log().error(client.label() + " - " + e.getMessage());
            connection.closeNow(ClosedReason.PROTOCOL_VIOLATION);
            return false;
        }
        connected = true;
        wasIn = false;
        inAs = "";
        provedBy = null; // what was presented before
        says(said);
        if (!first) {
            client.dropSubscriptions();
            deadline = loop().nowNanos() + access().timeoutNanos();
        }
        by = access().authenticator();
        return decide(() -> welcome(first));
    }

    /** The configuration is another. */
    void reload() {
        Authenticator before = by;
        Authenticator now = access().authenticator();
        if (now.equals(before)) {
            return;
        }
        if (state == State.VERIFYING && wasIn && !stays(before, now)) {
            connection.closeNow(ClosedReason.CLIENT_CLOSED);
            return;
        }
        if (state == State.VERIFYING && decide(now) instanceof Decision.Refused refused) {
            by = now;
            if (wasIn) {
                violation(refused.why());
            } else {
                refuse(refused, refused.why());
            }
            return;
        }
        if (state == State.VERIFYING && wasIn && !restrict(now)) {
            return; // it goes on meanwhile, if it can
        }
        if (state != State.OWED && state != State.IN) {
            return; // or it is looked at when its answer comes
        }
        by = now;
        deadline = loop().nowNanos(); // the news is for now
        if (state == State.OWED) {
            reloadOwed();
            return;
        }
        if (stays(before, now)) {
            if (restrict(now)) {
                decide(() -> true);
            }
        } else {
            connection.closeNow(ClosedReason.CLIENT_CLOSED); // as nats-server, without a word: it comes again
        }
    }

    // Whether it is asked again who it is, rather than sent away because its user is gone, or is in another account.
    private boolean stays(Authenticator before, Authenticator now) {
        Credentials said = connect.credentials();
        boolean byKey = !said.nkey().isEmpty() && (before.hasKeys() || now.hasKeys());
        boolean named = byKey || !said.user().isEmpty();
        User user = now.find(byKey ? said.nkey() : "", said.user());
        if (user != null && named) {
            return user.account().equals(client.user().account());
        }
        if (now.isRequired()) {
            return !named || (!byKey && isStill());
        }
        return !named || !before.isRequired();
    }

    // Who has to prove anew that it is who it was may do at once what that one may do now, and no more.
    // False if that was its end.
    private boolean restrict(Authenticator now) {
        if (decide(now) instanceof Decision.Unproved unproved) {
            User user = unproved.user();
            if (user != null && user.name().equals(inAs)) {
                return client.become(user);
            }
        }
        return true;
    }

    // Whether who is in no list of users would be let in all the same.
    private boolean isStill() {
        Decision decision = decide(by);
        return decision instanceof Decision.Granted
                || (decision instanceof Decision.Unproved unproved
                        && unproved.proof().equals(provedBy));
    }

    private Decision decide(Authenticator authenticator) {
        return authenticator.decide(connect.credentials(), client.greetings().nonce(), type);
    }

    private void reloadOwed() {
        Decision decision = by.decide(Credentials.NONE, "", type);
        if (!by.isRequired() && decision instanceof Decision.Granted granted) {
            enter(granted, null);
        } else if (decision instanceof Decision.Refused) {
            violation("the configuration has changed");
        }
    }

    // ---- what comes of it

    /** What happens once a client is in; false when that was its end. */
    private interface Then {
        boolean go();
    }

    // False when it was the end; true also when it is not decided yet.
    private boolean decide(Then then) {
        Decision decision = decide(by);
        if (!(decision instanceof Decision.Unproved unproved)) {
            return settle(decision, null, then);
        }
        Proof proof = unproved.proof();
        boolean proved = proof.equals(provedBy) || access().hashes().remembers(proof);
        boolean known = proved && unproved.user() != null; // a good guess under a wrong name takes its time
        if (known) {
            return settle(unproved.proved(true), proof, then);
        }
        verify(unproved, then);
        return true;
    }

    private void verify(Decision.Unproved unproved, Then then) {
        hold(State.VERIFYING);
        long patience = Math.max(VERIFY_NANOS, access().timeoutNanos());
        wait(patience, this::late);
        Authenticator asked = by;
        Consumer<Hashes.Answer> told =
                answer -> loop().execute(() -> connection.guarded(() -> answered(asked, unproved, answer, then)));
        String name = by.subject(unproved.as());
        long until = loop().nowNanos() + patience;
        withdraw();
        question = access().hashes().ask(origin(), name, unproved.proof(), until, told);
    }

    private void answered(Authenticator asked, Decision.Unproved unproved, Hashes.Answer answer, Then then) {
        if (state != State.VERIFYING) {
            return;
        }
        question = null;
        Authenticator now = access().authenticator();
        boolean goesOn;
        if (answer == Hashes.Answer.NONE) {
            late();
            return;
        } else if (asked.equals(now)) {
            boolean right = answer == Hashes.Answer.RIGHT;
            goesOn = settle(unproved.proved(right), right ? unproved.proof() : null, then);
        } else {
            by = now;
            goesOn = decide(then);
        }
        if (goesOn && state == State.IN) {
            parser.resume();
            connection.release();
        }
    }

    private boolean settle(Decision decision, @Nullable Proof proof, Then then) {
        if (decision instanceof Decision.Granted granted) {
            return enter(granted, proof) && then.go();
        }
        return refuse(decision, "refused");
    }

    private boolean enter(Decision.Granted granted, @Nullable Proof proof) {
        loop().cancel(timer);
        timer = null;
        says(connect.with(granted.as()));
        provedBy = proof;
        state = State.IN;
        wasIn = true;
        inAs = granted.user().name();
        parser.connectOwed(false);
        connection.readAtMost(Integer.MAX_VALUE);
        if (by.isRequired() && access().throttles(address())) {
            access().throttle().succeeded(origin(), by.subject(granted.as()));
        }
        return client.become(granted.user());
    }

    /** CONNECT has led to a user. */
    private boolean welcome(boolean first) {
        keepAlive.welcomed();
        came();
        if (connect.picksAccount()) {
            audit("it asks for an account of its choice");
            return refused(true);
        }
        if (first) {
            String label = connect.credentials().label();
            String who = label.isEmpty() ? "" : client.user().account() + '/' + label;
            String quoted = who.isEmpty() ? "" : Quoted.of(who.getBytes(StandardCharsets.UTF_8));
            String description = connect.description();
            client.describe(description + (description.isEmpty() || quoted.isEmpty() ? "" : " - ") + quoted);
        }
        if (connect.protocol() < 0 || connect.protocol() > 1) {
            return unfit(ServerError.INVALID_CLIENT_PROTOCOL, ClosedReason.BAD_CLIENT_PROTOCOL_VERSION);
        }
        if (connect.noResponders() && !client.headers()) {
            return unfit(ServerError.NO_RESPONDERS_REQUIRES_HEADERS, ClosedReason.NO_RESPONDERS_REQUIRES_HEADERS);
        }
        client.acknowledge();
        return true;
    }

    private boolean came() {
        clients.attendance().came(client);
        return true;
    }

    private boolean unfit(ServerError error, ClosedReason reason) {
        log().error(client.label() + " - " + error.text());
        return client.fail(error, reason);
    }

    // ---- no

    private boolean refuse(Decision decision, String otherwise) {
        Credentials as = decision.as();
        says(connect.with(as));
        String why = decision instanceof Decision.Refused refused ? refused.why() : otherwise;
        String subject = by.subject(as);
        boolean silent = as.isAnonymous() && subject.isEmpty();
        boolean waits = !silent && access().throttles(address()); // silence is no guess
        long left = deadline - loop().nowNanos();
        long delay = waits ? Math.min(left, access().throttle().failed(origin(), subject)) : 0;
        if (delay <= 0) {
            return violation(why);
        }
        audit(why);
        hold(State.REFUSED);
        wait(delay, () -> refused(false));
        return true;
    }

    private boolean violation(String why) {
        audit(why);
        return refused(false);
    }

    private boolean refused(boolean known) {
        clients.attendance().refused(client, ClosedReason.AUTHENTICATION_VIOLATION, known);
        return client.fail(ServerError.AUTHORIZATION_VIOLATION, ClosedReason.AUTHENTICATION_VIOLATION);
    }

    private void audit(String why) {
        access().audit().failed(client.label(), address(), connect.credentials(), why);
    }

    // ---- the rest

    private void says(ConnectOptions options) {
        connect = options;
        client.says(options);
    }

    private void hold(State next) {
        state = next;
        parser.suspend();
        connection.hold();
    }

    private void wait(long nanos, Runnable then) {
        loop().cancel(timer);
        timer = loop().schedule(nanos, () -> connection.guarded(then));
    }

    private String address() {
        return connection.remoteHost();
    }

    private String origin() {
        return Origin.of(connection.remoteHost());
    }

    private Access access() {
        return clients.access();
    }

    private IoLoop loop() {
        return connection.netLoop().loop();
    }

    private Log log() {
        return clients.log();
    }
}

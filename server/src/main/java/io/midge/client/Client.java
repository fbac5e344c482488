package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Privileges;
import io.midge.account.Publisher;
import io.midge.account.RequestInfo;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.auth.User;
import io.midge.log.Log;
import io.midge.loop.IoLoop;
import io.midge.net.Connection;
import io.midge.net.Protocol;
import io.midge.net.Stage;
import io.midge.options.Options;
import io.midge.proto.ClientOps;
import io.midge.proto.ClientParser;
import io.midge.proto.ClosedReason;
import io.midge.proto.ConnectOptions;
import io.midge.proto.PubFrame;
import io.midge.proto.ServerError;
import io.midge.subject.Subjects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client: what it says (wire.md 1.2) is done, what others say is delivered to it. Threads: its connection's loop, but for
 * {@link #deliver}, which any loop calls, and {@link #close}.
 */
public final class Client implements Protocol, ClientOps, Subscriber, Publisher {
    private final Clients clients;
    private final Connection connection;
    private final Fanout fanout;
    private final ClientParser parser;
    private final long cid;
    private final KeepAlive keepAlive;
    private final Greetings greetings;
    private final Replies replies;
    private final Login login;
    private final Rights rights;
    private final Subscriptions subscriptions;
    private final Introduction introduction;

    private ConnectOptions connect = ConnectOptions.DEFAULTS;
    private User user;
    private long inMsgs;
    private long inBytes;
    private String description = "";
    private final Membership membership;

    // Read by all loops.
    private volatile Account account;
    private volatile boolean closed;
    private volatile boolean echo = true;
    private volatile boolean headers;
    private volatile @Nullable Privileges privileges; // null: everything is allowed
    private volatile @Nullable Secured secured;

    Client(Clients clients, Connection connection, Fanout fanout, long cid) {
        this.clients = clients;
        this.connection = connection;
        this.fanout = fanout;
        this.account = clients.accounts().global();
        this.cid = cid;
        this.parser = new ClientParser(
                this, clients.frame(fanout), clients.options().limits().maxControlLine());
        this.keepAlive = new KeepAlive(this, loop(), clients);
        this.greetings = new Greetings(clients, connection, fanout.loop(), cid);
        this.replies = new Replies(this, connection, fanout.loop(), clients.log());
        this.membership = new Membership(clients);
        this.introduction = new Introduction(this, clients, connection, keepAlive);
        this.rights = new Rights(this, clients, fanout);
        this.subscriptions = new Subscriptions(this, clients, fanout, rights);
        this.user = clients.access().authenticator().anyone();
        this.login = new Login(this, clients, connection, parser, keepAlive);
    }

    /** The connection's number, unique in this server. */
    @Override
    public long cid() {
        return cid;
    }

    /** Ends it soon. Any thread. */
    public void close(ClosedReason reason) {
        connection.close(reason);
    }

    /** Who it is. */
    public User user() {
        return user;
    }

    /** The account that it is in. */
    @Override
    public Account account() {
        return account;
    }

    /** What it said of itself. */
    ConnectOptions connect() {
        return connect;
    }

    /** Messages that it published. */
    public long inMsgs() {
        return inMsgs;
    }

    /** The same, headers and payload, in bytes. */
    public long inBytes() {
        return inBytes;
    }

    /** What it is like at this moment. Any thread. */
    public OpenClient info() {
        return OpenClient.of(this, connection, connect, keepAlive, subscriptions.size(), account.name());
    }

    /** Hands over what it listens to, on its loop and soon. Any thread. */
    void list(Consumer<@Nullable Subscription[]> to) {
        loop().execute(() -> to.accept(subscriptions.copy()));
    }

    // ---- Protocol

    @Override
    public void onOpen() {
        created();
        greetings.greet(false);
        if (clients.admit(this)) {
            begin(null);
        }
    }

    void created() {
        ClientTrace.connection(log(), this, "created");
    }

    @Nullable
    Secured secured() {
        return secured;
    }

    Greetings greetings() {
        return greetings;
    }

    /** It was admitted, and from now on it may speak, encrypted or, with null, not. */
    void begin(@Nullable Secured how) {
        secured = how;
        parser.maxControlLine(clients.options().limits().maxControlLine()); // of a reload that did not see it yet
        keepAlive.start();
        login.start();
    }

    /** There is no room for it, or no more. */
    void tooMany() {
        complain(ServerError.MAX_CONNECTIONS_EXCEEDED.text());
        fail(ServerError.MAX_CONNECTIONS_EXCEEDED, ClosedReason.MAX_CONNECTIONS_EXCEEDED);
    }

    /** Limits that it looked up when it came are others now. Any thread. */
    void reload(Options now) {
        run(() -> {
            parser.maxControlLine(now.limits().maxControlLine());
            login.reload();
        });
    }

    /** Does something on its loop, soon. Any thread. */
    void run(Runnable task) {
        loop().execute(() -> connection.guarded(task));
    }

    @Override
    public int onBytes(byte[] b, int off, int end) {
        return parser.parse(b, off, end);
    }

    @Override
    public int need() {
        return parser.need();
    }

    @Override
    public void onClosed(ClosedReason reason) {
        closed = true;
        keepAlive.stop();
        login.stop();
        ClientTrace.connection(log(), this, "closed: " + reason);
        @Nullable Subscription[] left = subscriptions.close();
        ClosedClient last = ClosedClient.of(this, connection, connect, keepAlive, left, account.name(), reason);
        clients.removed(last);
        subscriptions.remove(left);
        membership.leave();
        clients.attendance().left(this, last);
    }

    @Override
    public void onLate() {
        clients.countSlow(account);
    }

    @Override
    public String label() {
        return ClientTrace.label(connection, cid, description);
    }

    // ---- ClientOps

    @Override
    public boolean onUninvited() {
        return login.uninvited();
    }

    @Override
    public boolean onConnect(byte[] b, int off, int len) {
        ClientTrace.connect(log(), this, b, off, len);
        return login.connect(b, off, len);
    }

    /** What CONNECT says holds from now on. */
    void says(ConnectOptions options) {
        connect = options;
        echo = options.echo();
        headers = options.headers() && !clients.options().noHeaderSupport();
        introduction.renew();
    }

    /**
     * Whoever it was before, it is this user now: all that depends on who a client is begins here.
     *
     * @return false if that was its end, because the user's account is full or gone
     */
    boolean become(User now) {
        Account next = clients.accounts().find(now.account());
        if (closed) {
            return false;
        }
        if (next == null) {
            return fail(ServerError.AUTHORIZATION_VIOLATION, ClosedReason.MISSING_ACCOUNT);
        }
        if (!membership.isIn(next)) {
            dropSubscriptions();
            account = next;
            if (!membership.join(next)) {
                complain(ServerError.MAX_ACCOUNT_CONNECTIONS_EXCEEDED.text());
                return fail(
                        ServerError.MAX_ACCOUNT_CONNECTIONS_EXCEEDED, ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED);
            }
        }
        privileges = Privileges.of(now.permissions(), now.isAs(user) ? privileges : null);
        user = now;
        introduction.renew();
        rights.review(subscriptions, connect.credentials().who());
        return true;
    }

    @Nullable
    Privileges privileges() {
        return privileges;
    }

    /** Another CONNECT has come. */
    void dropSubscriptions() {
        subscriptions.remove(subscriptions.close());
    }

    @Override
    public boolean onPubLine(PubFrame frame) {
        String verb = frame.headerLen < 0 ? "PUB" : "HPUB";
        ClientTrace.operation(log(), this, verb, frame.buf, frame.lineOff, frame.lineLen);
        if (!Ingress.fits(frame, this, account, clients)) {
            return false;
        }
        if (connect.pedantic() && !Subjects.isValidLiteral(frame.subject, frame.subjectOff, frame.subjectLen)) {
            replies.error(ServerError.INVALID_PUBLISH_SUBJECT);
        }
        return true;
    }

    @Override
    public void onPub(PubFrame frame) {
        inMsgs++;
        inBytes += frame.size;
        keepAlive.heard();
        Ingress.prepare(frame, this, account, fanout, log());
        ClientTrace.payload(log(), this, frame);
        if (rights.refuse(frame)) {
            return;
        }
        acknowledge();
        boolean taken = fanout.publish(account, frame, this);
        if (!taken && frame.replyLen > 0 && connect.noResponders()) {
            Subscription waiting = fanout.plainOf(account, this, frame.reply, frame.replyOff, frame.replyLen);
            if (waiting != null) {
                stage().line(NoResponders.message(frame, waiting.sid()));
            }
        }
    }

    @Override
    public boolean onSub(byte[] b, int off, int len) {
        ClientTrace.operation(log(), this, "SUB", b, off, len);
        byte[][] args = Arguments.split(b, off, len);
        if (args.length != 2 && args.length != 3) {
            onBadArguments("processSub Parse Error: \"" + ClientTrace.text(b, off, len) + '"');
            return false;
        }
        keepAlive.heard();
        subscriptions.subscribe(args);
        return true;
    }

    @Override
    public boolean onUnsub(byte[] b, int off, int len) {
        ClientTrace.operation(log(), this, "UNSUB", b, off, len);
        byte[][] args = Arguments.split(b, off, len);
        if (args.length != 1 && args.length != 2) {
            onBadArguments("processUnsub Parse Error: \"" + ClientTrace.text(b, off, len) + '"');
            return false;
        }
        keepAlive.heard();
        subscriptions.unsubscribe(args);
        return true;
    }

    @Override
    public boolean onInfo(byte[] b, int off, int len) {
        String wrong = Arguments.wrongInfo(b, off, len);
        if (wrong != null) {
            onBadArguments(wrong);
        }
        return wrong == null;
    }

    @Override
    public void onPing() {
        ClientTrace.operation(log(), this, "PING");
        keepAlive.pinged();
        replies.pong();
        if (login.connected()) {
            greetings.ponged(connect.protocol(), account);
        }
    }

    @Override
    public void onPong() {
        ClientTrace.operation(log(), this, "PONG");
        keepAlive.pong();
    }

    @Override
    public void onErr(byte[] b, int off, int len) {
        complain("Client Error " + ClientTrace.text(b, off, len));
        connection.closeNow(ClosedReason.PARSE_ERROR);
    }

    @Override
    public void onControlLineTooLong(byte[] b, int off, int len) {
        complain(ClientTrace.controlLineTooLong(clients.options().limits().maxControlLine(), b, off, len));
        fail(ServerError.MAX_CONTROL_LINE_EXCEEDED, ClosedReason.MAX_CONTROL_LINE_EXCEEDED);
    }

    @Override
    public void onUnknownOperation(byte[] b, int off, int len) {
        replies.error(ServerError.UNKNOWN_PROTOCOL_OPERATION);
        complain("Client parser ERROR: proto='" + ClientTrace.snippet(b, off, len) + "...'");
        connection.closeNow(ClosedReason.PROTOCOL_VIOLATION);
    }

    @Override
    public void onBadArguments(String message) {
        complain(message);
        connection.closeNow(ClosedReason.PROTOCOL_VIOLATION);
    }

    @Override
    public boolean headers() {
        return headers;
    }

    // ---- Subscriber

    @Override
    public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher) {
        if ((publisher == this && !echo) || closed || subscription.closed()) {
            return false;
        }
        Privileges limited = privileges;
        if (limited != null && !limited.mayReceive(from, subscription, frame)) {
            return false;
        }
        long count = subscription.countDelivery();
        long max = subscription.max();
        boolean last = max > 0 && count >= max;
        if (last) {
            ClientTrace.limit(log(), this, subscription, count);
            if (count > max) {
                end(subscription, from);
                return false;
            }
        }
        if (limited != null) {
            limited.delivering(from, frame); // before the client can know of it, and answer
        }
        Stage stage = connection.outbound().stage(from.loop());
        boolean taken = (frame.headerLen > 0 && !headers)
                ? MsgWriter.writeStripped(stage, subscription, frame)
                : MsgWriter.write(stage, subscription, frame);
        if (taken) {
            from.delivered(frame.size);
            ClientTrace.delivery(log(), this, subscription, frame);
        }
        if (last) {
            end(subscription, from);
        }
        return taken;
    }

    // ---- Publisher

    @Override
    public RequestInfo info(boolean detailed) {
        return detailed ? introduction.detailed() : introduction.brief();
    }

    @Override
    public void wantRtt() {
        keepAlive.wanted();
    }

    // ---- the rest

    /** Streams that its account imports are others now. Any thread. */
    void reimport() {
        run(subscriptions::reimport);
    }

    // Ends a subscription from whichever loop found that it is over.
    void end(Subscription subscription, Fanout from) {
        subscriptions.end(subscription, from);
    }

    /** Tells it, and no other, that it had better go elsewhere; hands over whether it understands. Any thread. */
    public void suggestLeaving(Consumer<Boolean> told) {
        loop().execute(() -> told.accept(!closed && greetings.suggestLeaving(connect.protocol())));
    }

    /** Tells the client what the server says of itself now, on the loop given, if it is the client's. */
    void announce(Clients.Announced news, Fanout loop) {
        if (loop == fanout && !closed) {
            greetings.announce(news, connect.protocol());
        }
    }

    /** Nothing may have happened here for a while. */
    void quiet() {
        connection.trim();
    }

    Replies replies() {
        return replies;
    }

    /** Adds to what logs name it by. */
    void describe(String more) {
        description = more;
    }

    void acknowledge() {
        if (connect.verbose()) {
            replies.ok();
        }
    }

    boolean fail(ServerError error, ClosedReason reason) {
        replies.error(error);
        connection.closeNow(reason);
        return false;
    }

    private Stage stage() {
        return connection.outbound().stage(fanout.loop());
    }

    private IoLoop loop() {
        return fanout.loop().loop();
    }

    private Log log() {
        return clients.log();
    }

    void complain(String text) {
        log().error(label() + " - " + text);
    }
}

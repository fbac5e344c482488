package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.json.JsonException;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.net.Addresses;
import io.midge.net.Connection;
import io.midge.net.Protocol;
import io.midge.net.Stage;
import io.midge.options.Options;
import io.midge.proto.ClientOps;
import io.midge.proto.ClientParser;
import io.midge.proto.ClosedReason;
import io.midge.proto.ConnectOptions;
import io.midge.proto.PeerInfo;
import io.midge.proto.PubFrame;
import io.midge.proto.ServerError;
import io.midge.subject.Subjects;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One client: what it says is done, what others say is delivered to it. The operations are those of wire.md 1.2.
 *
 * <p>Threads: its connection's loop, but for {@link #deliver}, which any loop calls, and {@link #close}.
 */
public final class Client implements Protocol, ClientOps, Subscriber {
    private static final byte[] PONG = "PONG\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Clients clients;
    private final Connection connection;
    private final Fanout fanout;
    private final Account account;
    private final ClientParser parser;
    private final long cid;
    private final KeepAlive keepAlive;
    private final Greetings greetings;
    private final SidMap subscriptions = new SidMap();

    private ConnectOptions connect = ConnectOptions.DEFAULTS;
    private boolean connected;
    private long inMsgs;
    private long inBytes;
    private String description = "";

    // Read by all loops.
    private volatile boolean closed;
    private volatile boolean echo = true;
    private volatile boolean headers;
    private volatile @Nullable SSLSession session;

    Client(Clients clients, Connection connection, Fanout fanout, Account account, long cid) {
        this.clients = clients;
        this.connection = connection;
        this.fanout = fanout;
        this.account = account;
        this.cid = cid;
        this.parser = new ClientParser(
                this, clients.frame(fanout), clients.options().limits().maxControlLine());
        this.keepAlive = new KeepAlive(this, loop(), clients);
        this.greetings = new Greetings(clients, connection, fanout.loop(), cid);
    }

    /** The connection's number, unique in this server. */
    public long cid() {
        return cid;
    }

    /** Ends it soon. Any thread. */
    public void close(ClosedReason reason) {
        connection.close(reason);
    }

    /** Messages that it published. */
    public long inMsgs() {
        return inMsgs;
    }

    /** Bytes of headers and payload that it published. */
    public long inBytes() {
        return inBytes;
    }

    /** The round trip time as last measured, 0 before. */
    @Confined("I/O loop")
    public long rttNanos() {
        return keepAlive.rttNanos();
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
        if (log().isDebug()) {
            log().debug(label() + " - Client connection created");
        }
    }

    @Nullable
    SSLSession session() {
        return session;
    }

    Greetings greetings() {
        return greetings;
    }

    /** It was admitted, and from now on it may speak; encrypted, if there is a session. */
    void begin(@Nullable SSLSession encrypted) {
        session = encrypted;
        parser.maxControlLine(clients.options().limits().maxControlLine()); // of a reload that did not see it yet
        keepAlive.start();
    }

    /** There is no room for it. */
    void tooMany() {
        log().error(label() + " - " + ServerError.MAX_CONNECTIONS_EXCEEDED.text());
        fail(ServerError.MAX_CONNECTIONS_EXCEEDED, ClosedReason.MAX_CONNECTIONS_EXCEEDED);
    }

    /** It is one too many since the limit was lowered. Any thread. */
    void surplus() {
        loop().execute(this::tooMany);
    }

    /** Limits that it looked up when it came are others now. Any thread. */
    void reload(Options now) {
        loop().execute(() -> parser.maxControlLine(now.limits().maxControlLine()));
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
        if (log().isDebug()) {
            log().debug(label() + " - Client connection closed: " + reason);
        }
        clients.removed(this, reason);
        Leftovers.remove(subscriptions.clear(), account, loop());
    }

    @Override
    public String label() {
        String host = connection.socketHost();
        String who = (host.isEmpty() ? "pipe" : Addresses.hostPort(host, connection.socketPort())) + " - cid:" + cid;
        return description.isEmpty() ? who : who + " - " + description;
    }

    // ---- ClientOps

    @Override
    public boolean onConnect(byte[] b, int off, int len) {
        if (log().isTrace()) {
            traceIn("CONNECT", ClientTrace.redacted(ClientTrace.text(b, off, len)));
        }
        boolean first = !connected;
        keepAlive.connected();
        ConnectOptions options;
        try {
            options = ConnectOptions.parse(b, off, len, connect);
        } catch (ConnectOptions.MalformedException e) {
            log().error(label() + " - " + e.getMessage());
            connection.closeNow(ClosedReason.PROTOCOL_VIOLATION);
            return false;
        }
        connect = options;
        connected = true;
        echo = options.echo();
        headers = options.headers() && !clients.options().noHeaderSupport();
        if (!first) {
            subscriptions.forEach(Subscription::close); // at once, and removed by and by
            Leftovers.remove(subscriptions.clear(), account, loop());
        }
        if (options.picksAccount()) {
            log().error(label() + " - authentication error");
            return fail(ServerError.AUTHORIZATION_VIOLATION, ClosedReason.AUTHENTICATION_VIOLATION);
        }
        if (first) {
            description = options.description();
        }
        if (options.protocol() < 0 || options.protocol() > 1) {
            log().error(label() + " - " + ServerError.INVALID_CLIENT_PROTOCOL.text());
            return fail(ServerError.INVALID_CLIENT_PROTOCOL, ClosedReason.BAD_CLIENT_PROTOCOL_VERSION);
        }
        if (options.noResponders() && !headers) {
            log().error(label() + " - " + ServerError.NO_RESPONDERS_REQUIRES_HEADERS.text());
            return fail(ServerError.NO_RESPONDERS_REQUIRES_HEADERS, ClosedReason.NO_RESPONDERS_REQUIRES_HEADERS);
        }
        acknowledge();
        return true;
    }

    @Override
    public boolean onPubLine(PubFrame frame) {
        if (log().isTrace()) {
            traceIn(frame.headerLen < 0 ? "PUB" : "HPUB", ClientTrace.text(frame.buf, frame.lineOff, frame.lineLen));
        }
        int max = clients.options().limits().maxPayload();
        if (frame.size > max) {
            log().error(label() + " - maximum payload exceeded: " + frame.size + " vs " + max);
            return fail(ServerError.MAX_PAYLOAD_VIOLATION, ClosedReason.MAX_PAYLOAD_EXCEEDED);
        }
        if (connect.pedantic() && !Subjects.isValidLiteral(frame.buf, frame.subjectOff, frame.subjectLen)) {
            sendError(ServerError.INVALID_PUBLISH_SUBJECT);
        }
        return true;
    }

    @Override
    public void onPub(PubFrame frame) {
        inMsgs++;
        inBytes += frame.size;
        keepAlive.heard();
        ClientTrace.payload(log(), this, frame);
        byte[] violation = ReservedSubjects.violation(frame);
        if (violation != null) {
            stage().line(violation);
            log().error(label() + " - " + ReservedSubjects.logText(frame));
            return;
        }
        if (connect.verbose()) {
            acknowledge();
        }
        boolean taken = fanout.publish(account, frame, this);
        if (!taken && frame.replyLen > 0 && connect.noResponders()) {
            Subscription waiting = fanout.plainOf(account, this, frame.buf, frame.replyOff, frame.replyLen);
            if (waiting != null) {
                stage().line(NoResponders.message(frame, waiting.sid()));
            }
        }
    }

    @Override
    public boolean onSub(byte[] b, int off, int len) {
        if (log().isTrace()) {
            traceIn("SUB", ClientTrace.text(b, off, len));
        }
        byte[][] args = Arguments.split(b, off, len);
        if (args.length != 2 && args.length != 3) {
            onBadArguments("processSub Parse Error: \"" + ClientTrace.text(b, off, len) + '"');
            return false;
        }
        keepAlive.heard();
        byte[] sid = args[args.length - 1];
        Subscription known = subscriptions.get(sid, 0, sid.length);
        if (known != null && known.closed()) { // by another loop, whose word of it is still on its way
            subscriptions.remove(known);
            known = null;
        }
        int max = clients.options().limits().maxSubscriptions();
        if (max > 0 && subscriptions.size() >= max) {
            log().error(label() + " - " + ServerError.MAX_SUBSCRIPTIONS_EXCEEDED.text());
            sendError(ServerError.MAX_SUBSCRIPTIONS_EXCEEDED);
            return true;
        }
        if (known == null) {
            byte[] subject = args[0];
            Subscription subscription = new Subscription(
                    this,
                    subject,
                    args.length == 3 ? args[1] : null,
                    sid,
                    !Subjects.hasWildcard(subject, 0, subject.length),
                    clients.manyLoops());
            if (!account.sublist().insert(subscription)) {
                sendError(ServerError.INVALID_SUBJECT);
                return true;
            }
            subscriptions.add(subscription);
        }
        acknowledge();
        return true;
    }

    @Override
    public boolean onUnsub(byte[] b, int off, int len) {
        if (log().isTrace()) {
            traceIn("UNSUB", ClientTrace.text(b, off, len));
        }
        byte[][] args = Arguments.split(b, off, len);
        if (args.length != 1 && args.length != 2) {
            onBadArguments("processUnsub Parse Error: \"" + ClientTrace.text(b, off, len) + '"');
            return false;
        }
        keepAlive.heard();
        int max = args.length == 2 ? ClientParser.size(args[1], 0, args[1].length) : -1;
        Subscription subscription = subscriptions.get(args[0], 0, args[0].length);
        acknowledge();
        if (subscription == null) {
            return true;
        }
        subscription.max(Math.max(0, max));
        if (max <= 0 || subscription.delivered() >= max) {
            end(subscription, fanout);
        }
        return true;
    }

    @Override
    public boolean onInfo(byte[] b, int off, int len) {
        try {
            PeerInfo.check(b, off, len);
            return true;
        } catch (JsonException e) {
            onBadArguments(String.valueOf(e.getMessage()));
            return false;
        }
    }

    @Override
    public void onPing() {
        if (log().isTrace()) {
            traceIn("PING", "");
            traceOut("PONG");
        }
        keepAlive.heard();
        fanout.loop().flushOthers(stage()); // a PONG says that they have what was published before it
        stage().line(PONG);
        if (connected) {
            greetings.ponged(connect.protocol(), account.name());
        }
    }

    @Override
    public void onPong() {
        if (log().isTrace()) {
            traceIn("PONG", "");
        }
        keepAlive.pong();
    }

    @Override
    public void onErr(byte[] b, int off, int len) {
        log().error(label() + " - Client Error " + ClientTrace.text(b, off, len));
        connection.closeNow(ClosedReason.PARSE_ERROR);
    }

    @Override
    public void onControlLineTooLong(byte[] b, int off, int len) {
        log().error(label() + " - maximum control line exceeded: max_control_line "
                + clients.options().limits().maxControlLine() + ", Buffer len " + len + " (snip: "
                + ClientTrace.snippet(b, off, len) + "...)");
        fail(ServerError.MAX_CONTROL_LINE_EXCEEDED, ClosedReason.MAX_CONTROL_LINE_EXCEEDED);
    }

    @Override
    public void onUnknownOperation(byte[] b, int off, int len) {
        sendError(ServerError.UNKNOWN_PROTOCOL_OPERATION);
        log().error(label() + " - Client parser ERROR: proto='" + ClientTrace.snippet(b, off, len) + "...'");
        connection.closeNow(ClosedReason.PROTOCOL_VIOLATION);
    }

    @Override
    public void onBadArguments(String message) {
        log().error(label() + " - " + message);
        connection.closeNow(ClosedReason.PROTOCOL_VIOLATION);
    }

    @Override
    public boolean headers() {
        return headers;
    }

    // ---- Subscriber

    @Override
    public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Subscriber publisher) {
        if ((publisher == this && !echo) || closed || subscription.closed()) {
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
        Stage stage = connection.outbound().stage(from.loop());
        if (frame.headerLen > 0 && !headers) {
            MsgWriter.writeStripped(stage, subscription, frame);
        } else {
            MsgWriter.write(stage, subscription, frame);
        }
        ClientTrace.delivery(log(), this, subscription, frame);
        if (last) {
            end(subscription, from);
        }
        return true;
    }

    // ---- the rest

    // Ends a subscription from whichever loop found that it is over.
    private void end(Subscription subscription, Fanout from) {
        subscription.close();
        account.sublist().remove(subscription);
        ClientTrace.removal(log(), this, subscription);
        if (from == fanout) {
            subscriptions.remove(subscription);
        } else {
            loop().execute(() -> subscriptions.remove(subscription));
        }
    }

    /** Tells the client what the server says of itself now, on the loop given, if it is the client's. */
    void announce(Clients.Announced news, Fanout loop) {
        if (loop == fanout && !closed) {
            greetings.announce(news, connect.protocol());
        }
    }

    /** The keep-alive's PING. */
    void ping() {
        if (log().isTrace()) {
            traceOut("PING");
        }
        stage().line(PING);
    }

    /** The keep-alive's verdict: PINGs were not answered. */
    void stale() {
        log().debug(label() + " - Stale Client Connection - Closing");
        fail(ServerError.STALE_CONNECTION, ClosedReason.STALE_CONNECTION);
    }

    /** Nothing may have happened here for a while. */
    void quiet() {
        if (log().isDebug()) {
            log().debug(label() + " - Client Ping Timer");
        }
        connection.trim();
    }

    private void acknowledge() {
        if (connect.verbose()) {
            if (log().isTrace()) {
                traceOut("OK");
            }
            stage().line(OK);
        }
    }

    private boolean fail(ServerError error, ClosedReason reason) {
        sendError(error);
        connection.closeNow(reason);
        return false;
    }

    private void sendError(ServerError error) {
        if (log().isTrace()) {
            traceOut("-ERR " + error.text());
        }
        stage().line(error.line());
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

    private void traceIn(String verb, String args) {
        log().trace(label() + " - <<- [" + verb + (args.isEmpty() ? "" : " " + args) + "]");
    }

    private void traceOut(String line) {
        log().trace(label() + " - ->> [" + line + "]");
    }
}
